"""Tables drawn as text: `given` makes them, `made` runs one model over them, `rows` reads the expectation."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from warehouse.build.heads import Model, all_models
from warehouse.build.promises import PROMISES, check_promises
from warehouse.build.runner import build, make_table
from warehouse.sql_text import quoted

Rows = list[tuple[str | None, ...]]


def parse(drawing: str) -> tuple[list[str], Rows]:
    """Head and rows of a drawing such as "a | b \\n 1 | null"."""
    lines = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    return lines[0], [tuple(None if cell == "null" else cell for cell in line) for line in lines[1:]]


class Warehouse:
    """An in-memory DuckDB with the tables that a test draws; a column takes the type that `types` gives it, else text."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.models: dict[str, Model] = {model.name: model for model in all_models()}
        self.as_of, self.n_draws = date(2026, 8, 11), 20
        self.built: tuple[date, int] | None = None
        self.made("core.headline", "start_on")

    def given(self, table: str, drawing: str, **types: str) -> None:
        head, rows = parse(drawing)
        columns = ", ".join(f'"{name}" {types.get(name, guess(name))}' for name in head)
        self.connection.execute(f"create schema if not exists {table.split('.')[0]}")
        self.connection.execute(f"create or replace table {table} ({columns})")
        if rows:
            drawn = (f"({', '.join('null' if cell is None else quoted(cell) for cell in row)})" for row in rows)
            self.connection.execute(f"insert into {table} values {', '.join(drawn)}")

    def made(self, table: str, columns: str) -> Rows:
        """Build one model over the drawn tables and read some of its columns as text, in the order of the columns."""
        model = self.models[table]
        # Its head's promises are of whole tables: a drawing has only what a test is about.
        head = {name: text for name, text in model.head.items() if name not in PROMISES}
        alone = replace(model, head=head, reads=frozenset[str]())
        if self.built != (self.as_of, self.n_draws):
            build(self.connection, [], as_of=self.as_of, n_draws=self.n_draws)  # variables, macros and schemas
            self.built = (self.as_of, self.n_draws)
        make_table(self.connection, alone)
        check_promises(self.connection, table, head)
        casts = ", ".join(f'cast("{name.strip()}" as varchar)' for name in columns.split(","))
        return sorted(self.connection.execute(f"select {casts} from {table}").fetchall(), key=str)


def guess(column: str) -> str:
    if column.endswith("_on") or column in ("day", "vintage", "week_as_of"):
        return "date"
    if column.endswith("_at"):
        return "timestamptz"
    if column.startswith(("is_",)):
        return "boolean"
    if column.endswith("_state"):
        return "varchar"
    if (
        column.startswith(("median_days", "wider_", "chain_median_days", "share_", "chain_share_"))
        or column == "ci_level"
    ):
        return "double"
    if column.startswith("n_") or column in ("claim_rank", "changed_lag_count"):
        return "bigint"
    if column.endswith("_days"):
        return "bigint"
    if column.endswith("_usd_per_mtok"):
        return "double"
    if (column.startswith("score") and column not in ("score_source",)) or column in (
        "tolerance",
        "share",
        "origin",
        "draw_share",
        "point",
        "floor",
        "ceiling",
    ):
        return "double"
    if column in ("countries", "openness_set", "hub_namespaces"):
        return "varchar[]"
    return "varchar"


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    made = Warehouse()
    yield made
    made.connection.close()


@pytest.fixture
def rows() -> Callable[[str], Rows]:
    return lambda drawing: sorted(parse(drawing)[1], key=str)
