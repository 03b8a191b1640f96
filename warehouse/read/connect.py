"""Open the warehouse: reading only, nothing but the warehouse, and within a limit of memory."""

from pathlib import Path

import duckdb

from warehouse.files import sidecars
from warehouse.read.ask import QueryError, WarehouseError

# Of the file that a build writes; raised where an older openlag could not read a newer one.
SCHEMA_VERSION = 1

Rows = list[tuple[str | int | None, ...]]


def open_warehouse(path: Path, *, memory: str = "1GB", writes: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A sandboxed read-only connection. Raises WarehouseError when there is no warehouse, or none that can be read.

    writes: the one file outside that a `copy` may write.
    """
    if not path.is_file():
        raise WarehouseError(f"{path}: there is no warehouse yet; run `openlag weekly` first.")
    if logs := [path.name for path in sidecars(path) if ".wal" in path.suffixes]:
        raise WarehouseError(
            f"{path}: {logs[0]} lies beside it, so another program wrote to it or still does, and what it wrote would be shown; close that "
            "program and run `openlag build`."
        )
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory,
        "max_temp_directory_size": "0B",
        "threads": 2,
    }
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
        if writes is not None:
            connection.execute("set allowed_paths = [?]", [str(writes)])
        connection.execute("set enable_external_access = false")
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


def _explain(path: Path, text: str) -> str:
    if "Could not set lock" in text:
        return f"{path}: another process is writing to it; close that connection and try again."
    if "version number" in text:
        return f"{path}: written by a newer DuckDB; update the checkout, or run `openlag weekly` to build it again."
    if "not a valid DuckDB" in text:
        return f"{path}: not a DuckDB file; move it away and run `openlag weekly` to build the warehouse."
    return f"{path}: cannot be opened as a warehouse ({first_sentence(text)}); run `openlag weekly` to build it again."


def first_sentence(text: str) -> str:
    """What DuckDB says went wrong, without its advice and on one line."""
    return " ".join(text.split("\n\n")[0].split())


def describe_marts(connection: duckdb.DuckDBPyConnection) -> Rows:
    """Name, number of rows and comment (meaning, grain, key and caveat) of each mart."""
    return connection.execute("""
        select schema_name || '.' || table_name, estimated_size, comment
        from duckdb_tables() where schema_name = 'marts' order by table_name
    """).fetchall()


def describe_mart(connection: duckdb.DuckDBPyConnection, name: str) -> Rows:
    """Name, type and comment of each column of a mart. Raises QueryError if there is no such mart."""
    columns: Rows = connection.execute(
        """
        select column_name, data_type, comment
        from duckdb_columns() where schema_name = 'marts' and table_name = ? order by column_index
        """,
        [name],
    ).fetchall()
    if not columns:
        raise QueryError(f"There is no mart named {name!r}; `openlag tables` lists them.")
    return columns
