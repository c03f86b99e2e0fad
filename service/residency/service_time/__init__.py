"""Service time: what is needed, what counts, when the training ends, and why then."""
