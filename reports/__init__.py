"""The weekly report: queries, charts and pages."""
