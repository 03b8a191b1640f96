"""What of a pull is believed: one that parses can still have lost a column, or stand on another scale.

Such a pull lands, since nothing that was read is thrown away, and is set aside, so that the load before it stays in use. A column has gone
blank when its share of rows with a value fell by more than ten points of a hundred against the last load in use; the first load is held
against warehouse/reference/source_columns.csv.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from warehouse.landing import Load, Mark, Pull, finished_loads, land, set_aside
from warehouse.sources.parse.fills import fallen, measure
from warehouse.sources.reference import needed_columns


def land_checked(
    pull: Pull, landing: Path, facts: Callable[[], Pull], *, code_version: str, flow_run_id: str | None = None
) -> tuple[Load, Mark | None]:
    """Land a pull, and set it aside if it is not to be believed. facts: the reference files, for what a first load is held against."""
    known = {name: share for name, share in needed_columns(facts(), pull.source).items() if name not in pull.unasked}
    fills = measure(pull.tables, known)
    before = _last_fills(landing, pull) or {name: share for name, share in known.items() if share is not None}
    is_accepted = {load.load_id for load in finished_loads(landing)}
    load = land(pull, landing, code_version=code_version, flow_run_id=flow_run_id, fills=fills)
    reasons = [*pull.faults, *_say_falls(load, fills, before)]
    if not reasons or pull.is_snapshot or load.load_id in is_accepted:
        return load, None
    return load, set_aside(load, landing, " ".join(reasons))


def _last_fills(landing: Path, pull: Pull) -> dict[str, float]:
    last = [load for load in finished_loads(landing) if load.source == pull.source and not load.is_snapshot]
    return dict(last[-1].fills) if last else {}


def _say_falls(load: Load, fills: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    falls = fallen(fills, before)
    if not falls:
        return []
    return [f"The pull of {load.retrieved_on} has lost values that were there before: {'; '.join(map(str, falls))}."]
