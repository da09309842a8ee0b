"""Every SQL statement, and the only commit."""
