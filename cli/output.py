"""Print a frame: a table for people, or CSV, JSON or Parquet for programs."""

import contextlib
import sys
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.read.connect import QueryError, WarehouseError

MOST_ROWS = 1_000


def show(frame: pl.DataFrame) -> None:
    """Print a table on standard output; what is longer than MOST_ROWS is cut, and the last line says so."""
    console = Console() if sys.stdout.isatty() else Console(width=200)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, dtype in frame.schema.items():
        table.add_column(Text(name), justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.head(MOST_ROWS).iter_rows():
        table.add_row(*(Text(_cell(value)) for value in row))
    console.print(table)
    if frame.height > MOST_ROWS:
        console.print(f"{frame.height - MOST_ROWS:,} more rows; --format csv prints all.")


def write(frame: pl.DataFrame, format: str, path: Path | None) -> None:
    """Write a frame in a format, to a file or to standard output. Raises WarehouseError if the file cannot be written."""
    if format == "table" and path is None:
        show(frame)
        return
    try:
        with contextlib.nullcontext(sys.stdout.buffer) if path is None else path.open("wb") as target:
            if format == "parquet":
                frame.write_parquet(target)
            elif format == "json":
                target.write(frame.write_json().encode() + b"\n")
            else:
                _flat(frame).write_csv(target)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
    except OSError as error:
        raise WarehouseError(f"{path or 'standard output'}: cannot be written ({error.strerror or error}).") from error
    except pl.exceptions.PolarsError as error:
        raise QueryError(
            f"A column of this result has no form in {format} ({error}); cast it to text in the query."
        ) from error


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """CSV has no lists: their elements are joined by blanks."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(" ") for name in lists)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"
    # Names come from outside: a control character could rewrite what the terminal shows.
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value))
