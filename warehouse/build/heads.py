"""Models, checks and the descriptions of columns, read and understood before anything runs.

A file `sql/<schema>/<table>.sql` is one select that makes the table `<schema>.<table>`. Its head says meaning, grain and key, and perhaps
a caveat and more promises (`promises.py`). A table that SQL cannot make has a Python file of its name: the head is its docstring, with a
line `table:` above the others, and `beside: yes` if it takes seconds (`beside.py`); QUERIES holds a select for each frame that it reads,
and `make` takes these frames by name and returns the table. A file in `sql/checks/` selects offending rows; its comment is what a reader
would see. What any of them reads is found by DuckDB's own parser: a dotted name is a table, a bare one is a step of the query itself.
"""

import ast
import importlib
import inspect
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path

import duckdb
import polars as pl

from warehouse.build.promises import PROMISES, PromiseError, referred
from warehouse.landing import Load
from warehouse.settings import PROJECT

SQL = PROJECT / "sql"
SCHEMAS = ("staging", "core", "marts")
ROOMS = tuple(PROJECT / "warehouse" / room for room in ("estimates", "review", "build"))
REQUIRED = ("meaning", "grain", "key")
FIELDS = ("table", *REQUIRED, "caveat", "beside", *PROMISES)


class BuildError(Exception):
    """The warehouse cannot be built. The message names the file or table, what is wrong, and what to do."""


class BrokenTable(BuildError):
    """A table cannot be made of what the loads hold, or a check stops. table: its name, or the check's."""

    def __init__(self, message: str, table: str) -> None:
        super().__init__(message)
        self.table = table


class DamagedLoads(BuildError):
    """Loads that are not as they were landed, of which no row is read. damaged: each with what is wrong, in a sentence."""

    def __init__(self, damaged: Sequence[tuple[Load, str]]) -> None:
        super().__init__(" ".join(f"The load {load.label} is damaged: {reason}" for load, reason in damaged))
        self.damaged = damaged


class UnreadableLoad(BuildError):
    """A file of a load cannot be read."""

    def __init__(self, message: str, load_id: str) -> None:
        super().__init__(message)
        self.load_id = load_id


@dataclass(frozen=True, slots=True)
class Model:
    """One table: what its head says, the tables it reads, its file, and its SQL or its Python function with the queries of its frames."""

    name: str
    head: Mapping[str, str]
    reads: frozenset[str]
    file: str
    sql: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)
    function: Callable[..., pl.DataFrame] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A query of offending rows. `fail_` stops the build, `warn_` is shown."""

    name: str
    sentence: str
    reads: frozenset[str]
    sql: str


def read_models(folder: Path = SQL) -> list[Model]:
    """Every SQL file of a folder. Raises BuildError for one without its head."""
    with duckdb.connect() as parser:
        paths = [path for schema in SCHEMAS for path in sorted((folder / schema).glob("*.sql"))]
        return [_read_sql_model(path, parser) for path in paths]


def read_python_models(rooms: Iterable[Path] = ROOMS) -> list[Model]:
    """Every Python file of the rooms that has a head. Raises BuildError for one that is not named as its table."""
    with duckdb.connect() as parser:
        found = (_read_python_model(path, parser) for room in rooms for path in sorted(room.glob("*.py")))
        return [model for model in found if model is not None]


@cache
def all_models() -> tuple[Model, ...]:
    """Every table of the warehouse, read once a process: their files do not change while it runs."""
    return (*read_models(), *read_python_models())


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


def _read_sql_model(path: Path, parser: duckdb.DuckDBPyConnection) -> Model:
    text = path.read_text(encoding="utf-8")
    lines = [line[3:] for line in takewhile(lambda line: line.startswith("-- "), text.splitlines())]
    name, file = f"{path.parent.name}.{path.stem}", f"sql/{path.parent.name}/{path.name}"
    head = _read_head(lines, file)
    return Model(name, head, _reads(text, file, parser) | _referred(head, file), file, sql=text)


def _read_python_model(path: Path, parser: duckdb.DuckDBPyConnection) -> Model | None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    if not docstring.startswith("table: "):
        return None
    file = str(path.relative_to(PROJECT))
    head = _read_head(list(takewhile(bool, docstring.splitlines())), file)
    name = head.pop("table")
    if name.partition(".")[2] != path.stem:
        raise BuildError(f"{file}: makes {name}, so its name is {name.partition('.')[2]}.py. Rename one of the two.")
    module = importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    try:
        inspect.signature(module.make).bind(**module.QUERIES)
    except TypeError as error:
        raise BuildError(f"{file}: make does not take the frames of QUERIES ({error}). Give each one name.") from error
    reads = frozenset[str]().union(*(_reads(query, file, parser) for query in module.QUERIES.values()))
    return Model(name, head, reads | _referred(head, file), file, queries=module.QUERIES, function=module.make)


def _read_head(lines: Iterable[str], file: str) -> dict[str, str]:
    """The fields of a head; a line that names none goes on with the field above it."""
    head: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name in FIELDS:
            head[name] = value.strip()
        elif head:
            head[list(head)[-1]] += " " + line.strip()
    if missing := [field for field in REQUIRED if field not in head]:
        raise BuildError(f"{file}: the head lacks {', '.join(missing)}. Add `{missing[0]}: ...` at the top.")
    return head


def _referred(head: Mapping[str, str], file: str) -> frozenset[str]:
    try:
        return referred(head)
    except PromiseError as error:
        raise BuildError(f"{file}: {error}") from error


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
