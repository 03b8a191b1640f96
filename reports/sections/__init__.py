"""The sections of the report, a file each, in the order in which they are printed.

A section holds its queries, sentences, tables, chart and its part of report.json (the tables of dates have a file of their own). The
page, the Markdown and the JSON loop over this one list, so nothing can be printed in one and forgotten in another. A new section is a
file with `section(report)` and a name in this list; a new figure of one is a line of its table and, by its query, in its `data`.
"""

from reports.headline import Report
from reports.layout import Section
from reports.sections import (
    benchmarks,
    caveats,
    certainty,
    changes,
    claims,
    dates,
    days,
    efficiency,
    forecasts,
    frontiers,
    history,
    launches,
    levels,
    odds,
    sources,
    specifications,
    spread,
    survival,
    tiers,
)

SECTIONS = (
    frontiers,
    launches,
    odds,
    forecasts,
    claims,
    spread,
    efficiency,
    days,
    history,
    survival,
    levels,
    benchmarks,
    tiers,
    specifications,
    changes,
    certainty,
    dates,
    caveats,
    sources,
)


def list_sections(report: Report) -> tuple[Section, ...]:
    """Every section after the answer."""
    return tuple(module.section(report) for module in SECTIONS)
