"""Which tables to build: one, all that it reads, all that reads it."""

from collections.abc import Iterable

from warehouse.build.heads import BuildError, Model, all_models


def select(wanted: str, models: Iterable[Model] | None = None) -> list[Model]:
    """`core.matches` alone; `+core.matches` with all it reads, `core.matches+` with all that reads it.

    Raises BuildError for a table that no file makes.
    """
    by_name = {model.name: model for model in (all_models() if models is None else models)}
    name = wanted.strip("+")
    if name not in by_name:
        raise BuildError(
            f"{name}: no file makes this table; `openlag tables` lists the marts, and sql/ holds the rest."
        )
    found = {name}
    if wanted.startswith("+"):
        found |= _reached(name, {model.name: set(model.reads) & by_name.keys() for model in by_name.values()})
    if wanted.endswith("+"):
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
