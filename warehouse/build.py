"""The SQL runner: plain files in `sql/`, run in the order of what they read, inside one transaction.

A file `sql/<schema>/<table>.sql` is one select that makes the table `<schema>.<table>`. Its head says meaning, grain and key, and perhaps a
caveat; what it reads is found by DuckDB's own parser. Tables that SQL cannot make (the estimators) are Python models, in
`warehouse/estimates.py`, and take their place in the same order. Every key is checked, every comment lands in the database,
and the checks in `sql/checks/` run at the end: a failing one stops the build with a sentence, and the old warehouse stays.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb
import polars as pl

from warehouse.landing import Load
from warehouse.settings import PROJECT

SQL = PROJECT / "sql"
SCHEMAS = ("staging", "core", "marts")
REQUIRED = ("meaning", "grain", "key")
SCHEMA_VERSION = 1


class BuildError(Exception):
    """The warehouse cannot be built. The message names the file or table, what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Model:
    """One table: its SQL or its Python function, what its head says, and the tables it reads."""

    name: str
    head: Mapping[str, str]
    reads: frozenset[str]
    sql: str = ""
    function: Callable[[duckdb.DuckDBPyConnection], pl.DataFrame] | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The rows that a check found; a warning with rows is shown, a failure never gets this far."""

    name: str
    sentence: str
    row_count: int


def read_models(folder: Path = SQL) -> list[Model]:
    """Every model file. Raises BuildError for one without its head."""
    with duckdb.connect() as parser:
        return [_read_model(path, parser) for schema in SCHEMAS for path in sorted((folder / schema).glob("*.sql"))]


def in_order(models: Iterable[Model]) -> list[Model]:
    """Models with each one after those it reads. Raises BuildError for a table that nothing makes, or for a circle."""
    by_name = {model.name: model for model in models}
    for model in by_name.values():
        for table in sorted(model.reads):
            if table not in by_name and not table.startswith("raw."):
                raise BuildError(f"{_file(model.name)}: reads {table}, which no file makes. Correct the name.")
    try:
        order = TopologicalSorter({name: sorted(model.reads & by_name.keys()) for name, model in by_name.items()})
        return [by_name[name] for name in order.static_order()]
    except CycleError as error:
        raise BuildError(f"sql/: these tables read one another in a circle: {' -> '.join(error.args[1])}.") from error


def load_raw(connection: duckdb.DuckDBPyConnection, loads: Iterable[Load]) -> None:
    """Make the raw schema from finished loads."""
    connection.execute("create schema raw")
    connection.execute((SQL / "raw.sql").read_text(encoding="utf-8"))
    tables = {name for (name,) in connection.execute(_RAW_TABLES).fetchall()}
    for load in loads:
        record = [getattr(load, column) for column in _LOAD_COLUMNS]
        connection.execute(f"insert into raw.loads values ({', '.join('?' * len(record))})", record)  # noqa: S608
        for name in load.tables:
            if name in tables:
                file = str(load.folder / f"{name}.parquet")
                insert = f"insert into raw.{name} by name select *, ? as load_id from read_parquet(?)"  # noqa: S608
                connection.execute(insert, [load.load_id, file])


def build(
    connection: duckdb.DuckDBPyConnection,
    models: Iterable[Model],
    *,
    as_of: date,
    on_table: Callable[[str], None] = lambda name: None,
) -> None:
    """Make every table of the models, with keys checked and comments written.

    The connection already holds the raw schema. as_of: the day up to which the data speak, `getvariable('as_of')` in the files.
    """
    columns = read_columns()
    connection.execute("set variable as_of = ?::date", [as_of])
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {schema}")
    for model in in_order(models):
        on_table(model.name)
        if model.function is None:
            try:
                connection.execute(f"create or replace table {model.name} as\n{model.sql}")
            except duckdb.Error as error:
                raise BuildError(f"{_file(model.name)}: {error}") from error
        else:
            result = model.function(connection)
            connection.register("result", result)
            connection.execute(f"create or replace table {model.name} as from result")
            connection.unregister("result")
        _check_key(connection, model)
        _comment(connection, model, columns)


def run_checks(connection: duckdb.DuckDBPyConnection, folder: Path = SQL / "checks") -> list[CheckResult]:
    """Run every check. Raises BuildError with the check's sentence and its first row if one that must not fail does."""
    results = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        sentence = " ".join(line[3:].strip() for line in text.splitlines() if line.startswith("-- "))
        found = connection.sql(text)
        rows = found.fetchall()
        if rows and path.name.startswith("fail_"):
            first = ", ".join(f"{name} = {value}" for name, value in zip(found.columns, rows[0], strict=True))
            raise BuildError(f"sql/checks/{path.name}: {sentence} {len(rows)} row(s), the first: {first}.")
        results.append(CheckResult(path.stem, sentence, len(rows)))
    return results


def read_columns(path: Path = SQL / "columns.toml") -> dict[str, str]:
    """What each column means, described once for every table that has it; `table.column` overrides."""
    with path.open("rb") as file:
        return {name: " ".join(text.split()) for name, text in tomllib.load(file).items()}


_RAW_TABLES = "select table_name from duckdb_tables() where schema_name = 'raw' and table_name <> 'loads'"
_LOAD_COLUMNS = (
    "load_id", "source", "title", "producer", "url", "query", "licence", "retrieved_on", "started_at", "finished_at",
    "row_count", "reject_count", "checksum", "code_version", "flow_run_id", "is_replay",
)  # fmt: skip


def _read_model(path: Path, parser: duckdb.DuckDBPyConnection) -> Model:
    text = path.read_text(encoding="utf-8")
    head: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("-- "):
            break
        name, _, value = line[3:].partition(": ")
        if name in (*REQUIRED, "caveat"):
            head[name] = value.strip()
        elif head:  # a head line that names no field goes on with the field above it
            last = list(head)[-1]
            head[last] += " " + line[3:].strip()
    name = f"{path.parent.name}.{path.stem}"
    if missing := [field for field in REQUIRED if field not in head]:
        raise BuildError(f"{_file(name)}: the head lacks {', '.join(missing)}. Add `-- {missing[0]}: ...` at the top.")
    ((serialized,),) = parser.execute("select json_serialize_sql(?)", [text]).fetchall()
    tree = json.loads(serialized)
    if tree["error"]:
        raise BuildError(f"{_file(name)}: {tree['error_message']}")
    return Model(name, head, frozenset(_tables(tree)), sql=text)


def _tables(node: object) -> Iterable[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name"):
            yield f"{node['schema_name']}.{node['table_name']}"
        for value in node.values():
            yield from _tables(value)
    elif isinstance(node, list):
        for value in node:
            yield from _tables(value)


def _check_key(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    if model.head["key"] == "none":  # a table of one row has no key
        return
    key = model.head["key"]
    # A key column may be null where null has a meaning (start_on: from the beginning); group by treats nulls as equal.
    repeated = connection.sql(f"select {key}, count(*) as row_count from {model.name} group by all having count(*) > 1")  # noqa: S608
    for row in repeated.limit(1).fetchall():
        first = ", ".join(f"{name} = {value}" for name, value in zip(repeated.columns, row, strict=True))
        raise BuildError(
            f"{_file(model.name)}: the key ({key}) repeats: {first}. Two rows say different things of one."
        )


def _comment(connection: duckdb.DuckDBPyConnection, model: Model, columns: Mapping[str, str]) -> None:
    head = f"{model.head['meaning']} Grain: {model.head['grain']}. Key: {model.head['key']}."
    if "caveat" in model.head:
        head += f" Caveat: {model.head['caveat']}"
    connection.execute(f"comment on table {model.name} is '{_quoted(head)}'")
    for column, *_ in connection.execute(f"describe {model.name}").fetchall():
        text = columns.get(f"{model.name}.{column}", columns.get(column))
        if text is not None:
            connection.execute(f"comment on column {model.name}.\"{column}\" is '{_quoted(text)}'")
        elif model.name.startswith("marts."):
            raise BuildError(
                f"{_file(model.name)}: the column {column} has no description. Add it to sql/columns.toml."
            )


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _file(name: str) -> str:
    return f"sql/{name.replace('.', '/')}.sql"
