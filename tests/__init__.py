"""Tests, a folder a room of the project, and `hub_server`, a Hub on this machine for all of them."""
