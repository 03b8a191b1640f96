"""The weekly report: sections, charts and pages of releases."""
