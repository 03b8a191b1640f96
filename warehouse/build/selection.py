"""Which tables to build: one, all that it reads, all that reads it."""

import re
from collections.abc import Iterable

from warehouse.build.heads import BuildError, Model, all_models


def select(wanted: str, models: Iterable[Model] | None = None) -> list[Model]:
    """`core.matches` alone; `+core.matches` with all it reads, `core.matches+` with all that reads it.

    A mart goes without its schema too. Raises BuildError for a table that no file makes.
    """
    by_name = {model.name: model for model in (all_models() if models is None else models)}
    parts = re.fullmatch(r"(\+?)([^+]+)(\+?)", wanted)
    if parts is None:
        raise BuildError(
            f"{wanted!r} names no table; write core.matches, +core.matches with all it reads, or core.matches+ with all that reads it."
        )
    name = parts[2] if parts[2] in by_name else f"marts.{parts[2]}"
    if name not in by_name:
        raise BuildError(
            f"{parts[2]}: no file makes this table; `openlag tables` lists the marts, and sql/ holds the rest."
        )
    found = {name}
    if parts[1]:
        found |= _reached(name, {model.name: set(model.reads) & by_name.keys() for model in by_name.values()})
    if parts[3]:
        readers = {one: {model.name for model in by_name.values() if one in model.reads} for one in by_name}
        found |= _reached(name, readers)
    return [model for model in by_name.values() if model.name in found]


def _reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    waiting, found = [start], set[str]()
    while waiting:
        new = edges[waiting.pop()] - found
        found |= new
        waiting += new
    return found
