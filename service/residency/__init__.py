"""The record of one training: hire, facts, service time, plans, contracts, deadlines and what is sent about them."""
