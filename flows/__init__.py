"""Scheduled flows and the command line: thin edges that call the other packages."""
