"""The command `openlag`: one file a command or family of them."""
