"""What a table rests on, as text and as a picture, from what the files of the models read."""

from collections.abc import Iterable, Iterator, Mapping

from warehouse.build.heads import BuildError, Model, all_models
from warehouse.settings import PROJECT

PICTURE = PROJECT / "docs" / "lineage.md"
SCHEMAS = ("raw", "staging", "core", "marts")


def describe_lineage(name: str, models: Iterable[Model] | None = None) -> Iterator[str]:
    """A line for each table that one rests on, set in under the first that reads it; one told before is not told again."""
    reads = _reads(models)
    wanted = name if "." in name else f"marts.{name}"
    if wanted not in reads:
        raise BuildError(f"{wanted}: no file makes this table; `openlag tables` lists the marts.")
    yield from _tell(wanted, 0, reads, set())


def draw_lineage(models: Iterable[Model] | None = None) -> str:
    """A Mermaid chart of all tables by schema. A line that others imply is left out: of a on b and b on c follows a on c."""
    reads = _reads(models)
    tables = sorted(reads.keys() | {table for read in reads.values() for table in read})
    below = {table: _below(table, reads) for table in tables}
    lines = ["flowchart LR"]
    for schema in SCHEMAS:
        here = [table for table in tables if table.startswith(f"{schema}.")]
        lines += [
            f"  subgraph {schema}",
            *(f'    {_node(table)}["{table.partition(".")[2]}"]' for table in here),
            "  end",
        ]
    for table in sorted(reads):
        implied = {lower for read in reads[table] for lower in below[read]}
        lines += [f"  {_node(read)} --> {_node(table)}" for read in sorted(reads[table] - implied)]
    return "\n".join(lines) + "\n"


def page(models: Iterable[Model] | None = None) -> str:
    """What docs/lineage.md says."""
    return (
        "# What every table rests on\n\n"
        "Drawn by `make lineage` from what the files of `sql/`, `warehouse/estimates/` and `warehouse/review/` read: change nothing here. "
        "`openlag tables --lineage lag_summary` prints the same for one table.\n\n"
        f"```mermaid\n{draw_lineage(models)}```\n"
    )


def _reads(models: Iterable[Model] | None) -> dict[str, frozenset[str]]:
    return {model.name: model.reads for model in (all_models() if models is None else models)}


def _tell(table: str, depth: int, reads: Mapping[str, frozenset[str]], told: set[str]) -> Iterator[str]:
    again = table in told and bool(reads.get(table))
    yield "  " * depth + table + (" (above)" if again else "")
    if not again:
        told.add(table)
        for read in sorted(reads.get(table, ())):
            yield from _tell(read, depth + 1, reads, told)


def _below(table: str, reads: Mapping[str, frozenset[str]]) -> set[str]:
    found, waiting = set[str](), list(reads.get(table, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += reads.get(one, ())
    return found


def _node(table: str) -> str:
    return table.replace(".", "__")


if __name__ == "__main__":
    PICTURE.write_text(page(), encoding="utf-8")
