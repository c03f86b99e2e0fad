"""What is sent and answered, field by field; unknown fields in a request are refused."""
