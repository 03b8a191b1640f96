"""What a warehouse is made from, as it keeps it of itself: loads, as-of day, draws, code and libraries.

Two builds that say the same make the same tables. The code is known by its files and not by its commit, which says nothing of a checkout
that was changed since.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.build.heads import Check, Model
from warehouse.history.engine import History, may_hold
from warehouse.history.read import listings_up_to
from warehouse.landing import Load, Mark
from warehouse.settings import code_sum, libraries

CODE = (
    "sql/*/*.sql", "sql/*.sql", "sql/*.toml", "lag/*.py", "warehouse/*.py", "warehouse/*/*.py", "warehouse/*/*/*.py", "warehouse/*/*.csv",
)  # fmt: skip

MadeFrom = dict[str, Any]


def describe(
    loads: Iterable[Load],
    aside: Iterable[Mark],
    listings: Mapping[str, str],
    *,
    as_of: date,
    n_draws: int,
    models: Iterable[Model] | None,
    checks: Iterable[Check] | None,
) -> MadeFrom:
    """Everything on which the tables of a build depend. models, checks: None for those of the code, which its files say."""
    tables = [
        [model.name, *sorted(model.head.items()), model.sql, *sorted(model.queries.items())] for model in models or ()
    ]
    return {
        "as_of": as_of.isoformat(),
        "n_draws": n_draws,
        "tables": None if models is None else _sum(tables),
        "checks": None if checks is None else _sum([[check.name, check.sql] for check in checks]),
        **tools(),
        "loads": by_id(loads),
        "listings": listings,
        "set_aside": {mark.load.label: _sum([str(mark.load), mark.reason, mark.is_damaged]) for mark in aside},
    }


def describe_listings(history: History | None, as_of: date) -> dict[str, str]:
    """The listings of the whole Hub up to a day, each with a sum of its record, and why it is set aside if it is."""
    if history is None or not may_hold(history):
        return {}
    use, aside = listings_up_to(history, as_of)
    found = [(kept, "") for kept in use] + [(one.kept, one.reason) for one in aside]
    return {kept.listing_id: _sum([str(replace(kept, folder=Path())), reason]) for kept, reason in found}


def tools() -> Mapping[str, str]:
    """The code that makes tables and what it stands on."""
    return {"code": code_sum(CODE), "libraries": libraries()}


def by_id(loads: Iterable[Load]) -> dict[str, str]:
    """Each load with a sum of its record, wherever it lies."""
    return {load.load_id: _sum(str(replace(load, folder=Path()))) for load in loads}


def as_text(made_from: MadeFrom) -> str:
    """One text for what is the same."""
    return json.dumps(made_from, sort_keys=True)


def _sum(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


# Taken now, with the modules as they are loaded: a checkout that is updated while a run works is not what the run is made of.
tools()
