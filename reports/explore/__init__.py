"""The explorer: another definition, by the same rules, computed in the page."""
