"""The process that answers somebody's SQL for `warehouse/read/ask.py`: the question comes on standard input, the result goes to a file.

The system ends it at its deadline and refuses it memory and file size beyond the limits, wherever in DuckDB or Python it is. On failure it
prints the kind of error and its sentence. Every type of DuckDB is written as DuckDB itself writes it: as text by its cast, nested as JSON.
"""

import json
import re
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.read.ask import QueryError, WarehouseError
from warehouse.read.connect import first_sentence, open_warehouse
from warehouse.read.spreadsheet import INSTANT, as_text, csv_form, csv_line, instant_form
from warehouse.settings import bytes_of
from warehouse.sql_text import quoted

BATCH = 1_000
# What Python, DuckDB's code and its threads take beside what DuckDB counts against its own limit.
BESIDE = 300_000_000
# A table is for a person: so many rows, and so many characters of a cell.
TABLE_ROWS = 1_000
CELL_CHARACTERS = 10_000
FLOATS = ("FLOAT", "DOUBLE")
NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*|BIGNUM")
# JSON has no such numbers: they become text, as in PostgreSQL. A string is matched whole, so that nothing inside one is touched.
NO_NUMBER = re.compile(r'("(?:[^"\\]|\\.)*")|(-?(?:NaN|Infinity))')


def answer(
    warehouse: str, sql: str, format: str, target: str, seconds: float, memory: str, rows: int, size: str
) -> None:
    """Write the result of a select to `target`, within limits. Raises as `write_result` does."""
    for kind, most in (
        (resource.RLIMIT_DATA, bytes_of(memory) + BESIDE),
        (resource.RLIMIT_FSIZE, bytes_of(size)),
        (resource.RLIMIT_CORE, 0),
    ):
        lowest = min([most, *(limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY)])
        resource.setrlimit(kind, (lowest, lowest))
    with open_warehouse(Path(warehouse), memory=memory, writes=Path(target)) as connection:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        write_result(connection, sql, format, Path(target), memory=memory, rows=rows, size=size)


def write_result(
    connection: duckdb.DuckDBPyConnection, sql: str, format: str, target: Path, *, memory: str, rows: int, size: str
) -> None:
    """Write the result of a select. Raises WarehouseError, and QueryError for what the question is to blame for.

    memory, size: the limits that the process is held to, for the sentence about them.
    """
    try:
        WRITERS[format](connection, one_select(connection, sql), target, rows)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise QueryError(f"The query needs more memory than {memory}; OPENLAG_SQL_MEMORY raises the limit.") from error
    except (duckdb.Error, OSError) as error:
        if "File too large" in str(error):
            raise QueryError(
                f"The result is larger than {size}, or than `ulimit -f` allows; OPENLAG_SQL_SIZE raises the first, or ask for less."
            ) from error
        if isinstance(error, OSError) or "No space left" in str(error):
            raise WarehouseError(f"The result cannot be written ({first_sentence(str(error))}).") from error
        raise QueryError(f"The query failed: {first_sentence(str(error))}") from error


def one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """One select, to stand between brackets after `from`. Raises QueryError for anything else.

    A pivot without its values is one of several parts to DuckDB 2. To DuckDB 1 it is several statements: it makes types first, which nobody
    typed and which have no text, and the text of the last one is cut.
    """
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be read: {first_sentence(str(error))}") from error
    asked = [statement for statement in statements if statement.type.name != "CREATE" or statement.query]
    if len(asked) != 1:
        raise QueryError(f"One statement at a time, please: this holds {len(asked)}.")
    kind = asked[0].type
    if kind.name not in ("SELECT", "EXPLAIN", "MULTI"):
        raise QueryError(f"Only reading is possible here, and this statement is {kind.name.lower()}; write a select.")
    text = _without_end(asked[0].query if statements == asked else sql)
    return _plan(connection, text) if kind.name == "EXPLAIN" else text


def _without_end(sql: str) -> str:
    """The text up to the semicolon that ends it, behind which there may be comments."""
    text = sql.encode()
    tokens = [offset for offset, kind in duckdb.tokenize(sql) if kind.name != "comment"]
    while tokens and text[tokens[-1] : tokens[-1] + 1] == b";":
        text = text[: tokens.pop()]
    return text.decode()


def _plan(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """A select that gives a query's plan line by line: DuckDB gives it as one cell, and only to a statement that stands alone."""
    cells: list[tuple[str, str]] = connection.execute(text).fetchall()
    lines = [f"({quoted(key)}, {quoted(line)})" for key, plan in cells for line in plan.splitlines()]
    return f"select * from (values {', '.join(lines)}) as plan (explain_key, explain_value)"  # noqa: S608


def _columns(connection: duckdb.DuckDBPyConnection, source: str) -> list[tuple[str, str]]:
    """Name and type of each column."""
    relation = connection.sql(f"select * from (\n{source}\n)")  # noqa: S608
    return list(zip(relation.columns, map(str, relation.types), strict=True))


def _batches(
    connection: duckdb.DuckDBPyConnection, select: str, source: str, most: int
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a select over a source, a thousand at a time; one more than `most` if there are more."""
    found = connection.execute(f"select {select} from (\n{source}\n) limit {most + 1}")  # noqa: S608
    while rows := found.fetchmany(BATCH):
        yield rows


def _require(n_rows: int, most: int) -> None:
    if n_rows > most:
        raise QueryError(f"The result has more than {most:,} rows; OPENLAG_SQL_ROWS raises the limit, or ask for less.")


def write_table(connection: duckdb.DuckDBPyConnection, source: str, target: Path, most: int) -> None:
    """A line for the columns (name, is it a number), then one for each of the first rows, as JSON; one row more if there are more."""
    columns = _columns(connection, source)
    cells = [f"#{n}" if kind in FLOATS else _cut(f"#{n}::varchar") for n, (_, kind) in enumerate(columns, start=1)]
    with target.open("w", encoding="utf-8") as file:
        file.write(json.dumps([(name, NUMBERS.fullmatch(kind) is not None) for name, kind in columns]) + "\n")
        n_rows = 0
        for rows in _batches(connection, ", ".join(cells), source, min(most, TABLE_ROWS)):
            n_rows += len(rows)
            _require(n_rows, most)
            file.writelines(json.dumps(row) + "\n" for row in rows)


def _cut(text: str) -> str:
    return f"case when length({text}) > {CELL_CHARACTERS} then left({text}, {CELL_CHARACTERS}) || ' …' else {text} end"


def write_csv(connection: duckdb.DuckDBPyConnection, source: str, target: Path, most: int) -> None:
    """As `spreadsheet.py` says."""
    columns = _columns(connection, source)
    cells = [f"({csv_form(f'#{n}', kind)})::varchar" for n, (_, kind) in enumerate(columns, start=1)]
    n_rows = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_line([as_text(name) for name, _ in columns]))  # a pivot makes names of values
        for rows in _batches(connection, ", ".join(cells), source, most):
            n_rows += len(rows)
            _require(n_rows, most)
            file.writelines(map(csv_line, rows))


def write_json(connection: duckdb.DuckDBPyConnection, source: str, target: Path, most: int) -> None:
    """A list of objects, one a line; instants as in CSV."""
    fields = [
        f"{_name(name)} := {instant_form(f'#{n}') if INSTANT.fullmatch(kind) else f'#{n}'}"
        for n, (name, kind) in enumerate(_columns(connection, source), start=1)
    ]
    n_rows = 0
    with target.open("w", encoding="utf-8") as file:
        for rows in _batches(connection, f"to_json(struct_pack({', '.join(fields)}))::varchar", source, most):
            for (row,) in rows:
                file.write(("[\n" if n_rows == 0 else ",\n") + NO_NUMBER.sub(_quoted, row))
                n_rows += 1
            _require(n_rows, most)
        file.write("\n]\n" if n_rows else "[]\n")


def write_parquet(connection: duckdb.DuckDBPyConnection, source: str, target: Path, most: int) -> None:
    """As DuckDB writes it. It would make numbers of 128 bits floats, which lose digits, so they are decimals."""
    cells = []
    for n, (name, kind) in enumerate(_columns(connection, source), start=1):
        if "HUGEINT" in kind and not kind.endswith("HUGEINT"):
            raise QueryError(
                f"Column {name}, {kind}, would lose digits in Parquet; cast it to decimal(38, 0) or text in the query."
            )
        cells.append(f"#{n}::decimal(38, 0) as {_name(name)}" if "HUGEINT" in kind else f"#{n} as {_name(name)}")
    select = f"select {', '.join(cells)} from (\n{source}\n) limit {most + 1}"  # noqa: S608
    ((n_rows,),) = connection.execute(
        f"copy ({select}) to {quoted(target)} (format parquet, compression zstd, use_tmp_file false)"
    ).fetchall()
    _require(n_rows, most)


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _quoted(found: re.Match[str]) -> str:
    return found[1] or f'"{found[2]}"'


WRITERS = {"table": write_table, "csv": write_csv, "json": write_json, "parquet": write_parquet}


@contextmanager
def _told() -> Iterator[None]:
    """Print an error for whoever asked, and end with exit code 1."""
    try:
        yield
    except WarehouseError as error:
        print(json.dumps([type(error).__name__, str(error)]))
        raise SystemExit(1) from error
    except Exception as error:
        print(json.dumps(["fault", f"{type(error).__name__}: {error}"]))
        raise


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever asked tells of it
    with _told():
        answer(**json.load(sys.stdin.buffer))
