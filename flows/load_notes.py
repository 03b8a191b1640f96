"""What the run's page and the terminal say of loads: those that landed, and sources that gave nothing new."""

from datetime import date
from pathlib import Path

from warehouse.landing import Load, newest_load


def describe_last(landing: Path, source: str) -> str:
    """What there is of a source when it gives nothing new."""
    last = newest_load(landing, source, since=date.min)
    return f"the pull of {last.retrieved_on} stays" if last else "none has landed yet"


def describe_loads(loads: list[Load], told: list[str]) -> str:
    """A table of loads for the run's page, and below it the optional sources that gave nothing new."""
    rows = [
        f"| {load.source} | {load.retrieved_on} | {load.row_count} | {load.reject_count} | {load.load_id} |"
        for load in loads
    ]
    lines = ["| source | retrieved on | rows | rejected | load |", "|---|---|---|---|---|", *rows]
    if told:
        lines += ["", f"Optional sources without a new pull: {len(told)}.", "", *(f"- {sentence}" for sentence in told)]
    return "\n".join(lines)
