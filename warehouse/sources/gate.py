"""What of a pull is believed: one that parses can still have lost a column, or stand on another scale.

Such a pull lands, since nothing that was read is thrown away, and is set aside, so that the load before it stays in use. A column has gone
blank when its share of rows with a value fell by more than ten points of a hundred against the last load in use; the first load is held
against warehouse/reference/source_columns.csv.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.landing import Load, Mark, Pull, SourceError, finished_loads, land, newest_load, set_aside
from warehouse.printable import without_query
from warehouse.sources.hub.api import find_token
from warehouse.sources.net.secrets import PLACE, SHORTEST, forms, hider
from warehouse.sources.parse.fills import fallen, measure
from warehouse.sources.parse.plausible import beyond
from warehouse.sources.reference import needed_columns


def land_checked(
    pull: Pull, landing: Path, facts: Callable[[], Pull], *, code_version: str, flow_run_id: str | None = None
) -> tuple[Load, Mark | None]:
    """Land a pull, and set it aside if it is not to be believed. facts: the reference files, for what a first load is held against."""
    pull = _without_token(replace(pull, url=without_query(pull.url)))
    known = {name: share for name, share in needed_columns(facts(), pull.source).items() if name not in pull.unasked}
    fills = measure(pull.tables, known)
    last = newest_load(landing, pull.source)
    before = (
        dict(last.fills) if last and last.fills else {name: share for name, share in known.items() if share is not None}
    )
    is_accepted = {load.load_id for load in finished_loads(landing, pull.source, pull.retrieved_on.isoformat())}
    load = land(pull, landing, code_version=code_version, flow_run_id=flow_run_id, fills=fills)
    reasons = [*pull.faults, *beyond(pull.tables), *_say_falls(load, fills, before)]
    if not reasons or pull.is_snapshot or load.load_id in is_accepted:
        return load, None
    return load, set_aside(load, landing, " ".join(reasons))


def _without_token(pull: Pull) -> Pull:
    """The pull without the token, in whatever text of it and form a server may have echoed it: what lands is published."""
    try:
        token = find_token()
    except SourceError:  # nobody has sent one
        token = None
    if token is None or len(token.secret) < SHORTEST:
        return pull
    hide, pattern = hider(token.secret), forms(token.secret)
    tables = {
        name: frame.with_columns(_hidden(pl.col(column), kind, pattern) for column, kind in frame.schema.items())
        for name, frame in pull.tables.items()
    }
    rejects = [
        replace(one, file=hide(one.file), reason=hide(one.reason), raw_text=hide(one.raw_text)) for one in pull.rejects
    ]
    faults = tuple(map(hide, pull.faults))
    return replace(pull, tables=tables, rejects=rejects, faults=faults, url=hide(pull.url), query=hide(pull.query))


def _hidden(values: pl.Expr, kind: Any, pattern: str) -> pl.Expr:
    if kind == pl.String:
        return values.str.replace_all(pattern, PLACE)
    if isinstance(kind, pl.List):
        return values.list.eval(_hidden(pl.element(), kind.inner, pattern))
    if isinstance(kind, pl.Struct):
        return values.struct.with_fields(_hidden(pl.field(part.name), part.dtype, pattern) for part in kind.fields)
    return values


def _say_falls(load: Load, fills: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    falls = fallen(fills, before)
    if not falls:
        return []
    return [f"The pull of {load.retrieved_on} has lost values that were there before: {'; '.join(map(str, falls))}."]
