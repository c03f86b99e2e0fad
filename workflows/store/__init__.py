"""The engine room's only tables and queries."""
