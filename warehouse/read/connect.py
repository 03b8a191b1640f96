"""Open the warehouse for reading, and run SQL that somebody typed, in a sandbox.

The connection is read-only, sees no file but the warehouse, loads no extension, cannot change a setting, and is interrupted after a time
limit: a memory limit alone lets a query run for minutes.
"""

import re
import threading
from pathlib import Path

import duckdb
import polars as pl

from warehouse.settings import PROJECT

QUERIES = PROJECT / "sql" / "queries"
# Of the file that a build writes; raised where an older openlag could not read a newer one.
SCHEMA_VERSION = 1


class WarehouseError(Exception):
    """The warehouse cannot be opened or the query cannot be answered. The message is one sentence with the next action."""


class QueryError(WarehouseError):
    """The question itself is wrong: SQL that fails, writes, or takes too long, or a name that nothing has."""


def open_warehouse(path: Path, *, memory: str = "1GB") -> duckdb.DuckDBPyConnection:
    """A sandboxed read-only connection. Raises WarehouseError when there is no warehouse, or none that can be read."""
    if not path.is_file():
        raise WarehouseError(f"{path}: there is no warehouse yet; run `openlag weekly` first.")
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory,
        "max_temp_directory_size": "0B",
        "threads": 2,
    }
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
        connection.execute("set timezone = 'UTC'")
        connection.execute("set lock_configuration = true")
        ((version,),) = connection.execute("select coalesce(max(schema_version), 0) from raw.warehouse").fetchall()
    except duckdb.Error as error:
        raise WarehouseError(_explain(path, str(error))) from error
    if version > SCHEMA_VERSION:
        connection.close()
        raise WarehouseError(f"{path}: written by a newer openlag (schema {version}, this one knows "
                             f"{SCHEMA_VERSION}); update the checkout, or run `openlag weekly` to build it again.")  # fmt: skip
    return connection


def query(connection: duckdb.DuckDBPyConnection, sql: str, *, seconds: float) -> pl.DataFrame:
    """The result of one select. Raises QueryError for anything that fails, writes, or takes longer than `seconds`."""
    statements = _one_select(connection, sql)
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        return connection.sql(statements).pl()
    except duckdb.InterruptException as error:
        raise QueryError(f"The query took longer than {seconds:g} s and was stopped; OPENLAG_SQL_SECONDS raises "
                             "the limit.") from error  # fmt: skip
    except duckdb.Error as error:
        raise QueryError(f"The query failed: {_first_sentence(str(error))}") from error
    finally:
        timer.cancel()


def _one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be read: {_first_sentence(str(error))}") from error
    if len(statements) != 1:
        raise QueryError(f"One statement at a time, please: this holds {len(statements)}.")
    if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        kind = statements[0].type.name.lower()
        raise QueryError(f"Only reading is possible here, and this statement is {kind}; write a select.")
    return statements[0].query


def _explain(path: Path, text: str) -> str:
    if "Could not set lock" in text:
        return f"{path}: another process is writing to it; close that connection and try again."
    if "version number" in text:
        return f"{path}: written by a newer DuckDB; update the checkout, or run `openlag weekly` to build it again."
    if "not a valid DuckDB" in text:
        return f"{path}: not a DuckDB file; move it away and run `openlag weekly` to build the warehouse."
    return f"{path}: cannot be opened as a warehouse ({_first_sentence(text)}); run `openlag weekly` to build it again."


def _first_sentence(text: str) -> str:
    return " ".join(text.split("\n\n")[0].split())


def find_query(text: str) -> str:
    """SQL as it was typed, or the text of the named query. Raises QueryError for one word that names no query."""
    if not re.fullmatch(r"[\w-]+", text):
        return text
    names = {path.stem: path for path in QUERIES.glob("*.sql")}
    if text not in names:
        raise QueryError(f"No query is named {text!r}; there are {', '.join(sorted(names))}. SQL goes in quotes.")
    return names[text].read_text(encoding="utf-8")


def named_queries() -> pl.DataFrame:
    """Name and first sentence of each file in sql/queries/."""
    heads = [
        (path.stem, path.read_text(encoding="utf-8").splitlines()[0][3:]) for path in sorted(QUERIES.glob("*.sql"))
    ]
    return pl.DataFrame(heads, schema=["query", "answers"], orient="row")


def describe_marts(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Each mart with its comment: meaning, grain, key and caveat."""
    return connection.sql("""
        select schema_name || '.' || table_name as mart, estimated_size as row_count, comment as meaning
        from duckdb_tables() where schema_name = 'marts' order by table_name
    """).pl()


def describe_mart(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    """Each column of a mart with its comment. Raises QueryError if there is no such mart."""
    columns = connection.sql(
        """
        select column_name as "column", data_type as type, comment as meaning
        from duckdb_columns() where schema_name = 'marts' and table_name = ? order by column_index
        """,
        params=[name],
    ).pl()
    if columns.is_empty():
        raise QueryError(f"There is no mart named {name!r}; `openlag tables` lists them.")
    return columns
