"""Open the warehouse for reading."""
