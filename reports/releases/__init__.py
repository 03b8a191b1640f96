"""A page for every release."""
