"""Bytes from outside as typed rows; what does not parse is kept aside with its reason."""
