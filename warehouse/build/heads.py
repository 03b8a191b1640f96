"""The files of `sql/`: models, checks and the descriptions of columns, read and understood before anything runs.

A file `sql/<schema>/<table>.sql` is one select that makes the table `<schema>.<table>`. Its head says meaning, grain and key, and perhaps
a caveat. A file in `sql/checks/` selects offending rows; its comment is what a reader would see. What either reads is found by DuckDB's
own parser: a dotted name is a table, a bare one is a step of the query itself.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.settings import PROJECT

SQL = PROJECT / "sql"
SCHEMAS = ("staging", "core", "marts")
REQUIRED = ("meaning", "grain", "key")


class BuildError(Exception):
    """The warehouse cannot be built. The message names the file or table, what is wrong, and what to do."""


class BrokenTable(BuildError):
    """A table cannot be made of what the loads hold, or a check stops. table: its name, or the check's."""

    def __init__(self, message: str, table: str) -> None:
        super().__init__(message)
        self.table = table


class UnreadableLoad(BuildError):
    """A file of a load cannot be read."""

    def __init__(self, message: str, load_id: str) -> None:
        super().__init__(message)
        self.load_id = load_id


@dataclass(frozen=True, slots=True)
class Model:
    """One table: its SQL or its Python function, what its head says, and the tables it reads."""

    name: str
    head: Mapping[str, str]
    reads: frozenset[str]
    sql: str = ""
    function: Callable[[duckdb.DuckDBPyConnection], pl.DataFrame] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A query of offending rows. `fail_` stops the build, `warn_` is shown."""

    name: str
    sentence: str
    reads: frozenset[str]
    sql: str


def read_models(folder: Path = SQL) -> list[Model]:
    """Every model file. Raises BuildError for one without its head."""
    with duckdb.connect() as parser:
        return [_read_model(path, parser) for schema in SCHEMAS for path in sorted((folder / schema).glob("*.sql"))]


def read_checks(folder: Path = SQL / "checks") -> list[Check]:
    """Every check file, by name."""
    with duckdb.connect() as parser:
        return [_read_check(path, parser) for path in sorted(folder.glob("*.sql"))]


def read_columns(path: Path = SQL / "columns.toml") -> dict[str, str]:
    """What each column means, described once for every table that has it; `table.column` overrides."""
    with path.open("rb") as file:
        return {name: " ".join(text.split()) for name, text in tomllib.load(file).items()}


def raw_schema() -> str:
    """The statements that make the raw tables, from every file of sql/raw/."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((SQL / "raw").glob("*.sql")))


def file_of(name: str) -> str:
    """Where a table's file lies, for messages."""
    return f"sql/{name.replace('.', '/')}.sql"


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
        raise BuildError(
            f"{file_of(name)}: the head lacks {', '.join(missing)}. Add `-- {missing[0]}: ...` at the top."
        )
    return Model(name, head, _reads(text, file_of(name), parser), sql=text)


def _read_check(path: Path, parser: duckdb.DuckDBPyConnection) -> Check:
    text = path.read_text(encoding="utf-8")
    sentence = " ".join(line[3:].strip() for line in text.splitlines() if line.startswith("-- "))
    return Check(path.stem, sentence, _reads(text, f"sql/checks/{path.name}", parser), text)


def _reads(text: str, file: str, parser: duckdb.DuckDBPyConnection) -> frozenset[str]:
    ((serialized,),) = parser.execute("select json_serialize_sql(?)", [text]).fetchall()
    tree = json.loads(serialized)
    if tree["error"]:
        raise BuildError(f"{file}: {tree['error_message']}")
    return frozenset(_tables(tree))


def _tables(node: object) -> Iterable[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name"):
            yield f"{node['schema_name']}.{node['table_name']}"
        for value in node.values():
            yield from _tables(value)
    elif isinstance(node, list):
        for value in node:
            yield from _tables(value)
