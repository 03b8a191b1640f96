"""The sections of the report, a file each: its queries, sentences, tables, chart and its part of report.json.

The pages, the Markdown and the JSON loop over the one list in reports/pages.py, so nothing can be printed in one and forgotten in another.
The tables of dates have a file of their own. A new figure of a section is a line of its table and, by its query, in its `data`.
"""
