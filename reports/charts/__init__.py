"""What several sections draw with."""
