"""What goes to a terminal or a file: a table of rows for people, bytes for programs, and the one way in which either is made safe."""

import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from warehouse.printable import clean
from warehouse.read.ask import WarehouseError
from warehouse.settings import Settings, checkout

MOST_ROWS = 1_000
# A column of fewer signs is read letter by letter.
FEWEST_SIGNS = 6
CHUNK = 1 << 20


def show(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    numbers: Collection[str] | None = None,
    width: int | None = None,
    limit: str = "",
) -> None:
    """Print a table on standard output; what is longer than MOST_ROWS is cut, and the last line says so.

    Where the columns do not fit side by side, each row stands upright: a line a column, and a blank line between rows.
    numbers: the columns set to the right; default, those that hold nothing but numbers. width: in signs; default, that of the terminal.
    limit: what the last line says of how much csv holds.
    """
    from rich.console import Console  # a program that reads csv or json does not wait for it
    from rich.table import Table
    from rich.text import Text

    if numbers is None:
        numbers = {
            name for name, cells in zip(columns, zip(*rows, strict=True), strict=False) if all(map(_is_number, cells))
        }
    console = Console(width=width or (None if is_terminal() else 200))
    console.width = max(console.width, 2 * FEWEST_SIGNS + 2)
    names = [clean(name) for name in columns]
    lines = [[_cell(value) for value in row] for row in rows[:MOST_ROWS]]
    is_upright = not fits(names, lines, console.width)
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=not is_upright)
    if is_upright:
        table.add_column(style="bold", overflow="fold")
        table.add_column(overflow="fold")
        for number, line in enumerate(lines or [[""] * len(names)]):
            if number:
                table.add_row()
            for name, cell in zip(names, line, strict=True):
                table.add_row(Text(name), Text(cell))
    else:
        for column, name in zip(columns, names, strict=True):
            table.add_column(Text(name), justify="right" if column in numbers else "left", overflow="fold")
        for line in lines:
            table.add_row(*map(Text, line))
    console.print(table)
    if is_upright and not lines:
        console.print("No rows.")
    if len(rows) > MOST_ROWS:
        console.print(f"Only the first {MOST_ROWS:,} rows are shown; --format csv prints all{limit}.")


def fits(names: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> bool:
    """Whether every column of a table can have its own width or FEWEST_SIGNS, with two blanks between; else Rich cuts some away."""
    from rich.cells import cell_len

    widest = [max(map(cell_len, cells)) for cells in zip(names, *lines, strict=True)]
    return sum(min(signs, FEWEST_SIGNS) + 2 for signs in widest) <= width + 2


def show_answer(file: Path) -> None:
    """Print the table that `answer.write_table` wrote."""
    with file.open(encoding="utf-8") as lines:
        columns = json.loads(next(lines))
        rows = [json.loads(line) for line in islice(lines, MOST_ROWS + 1)]
    numbers = {name for name, is_number in columns if is_number}
    show([name for name, _ in columns], rows, numbers=numbers, limit=", within OPENLAG_SQL_ROWS")


def pour(file: Path) -> None:
    """Copy a text or binary file to standard output: to a program as it is, to a terminal without what could rewrite what it shows."""
    if is_terminal():
        with file.open(encoding="utf-8", newline="") as lines:
            for line in lines:
                print(clean(line.rstrip("\r\n")))
        return
    sys.stdout.flush()
    try:
        with file.open("rb") as source:
            shutil.copyfileobj(source, sys.stdout.buffer, CHUNK)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader has seen enough
        raise
    except OSError as error:
        raise WarehouseError(f"Standard output cannot be written ({error.strerror or error}).") from error


def is_terminal() -> bool:
    """Whether standard output is one."""
    return sys.stdout.isatty()


@contextmanager
def scratch() -> Iterator[Path]:
    """The path of a file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="openlag-") as folder:
        yield Path(folder).resolve() / "answer"


@contextmanager
def replaced(path: Path, settings: Settings) -> Iterator[Path]:
    """A path beside a file, to write in its place: the file changes when the block ends well, at once, and not otherwise.

    A link stays one, and what it leads to is replaced. A device or a pipe is written at the end. Raises WarehouseError for a file that
    cannot be written, and for one of the project's own.
    """
    try:
        place = Path(os.path.realpath(os.path.expanduser(path)))
        refuse_own(place, settings)
        if place.is_dir():
            raise WarehouseError(f"{path}: this is a folder; name a file in it.")
        if Path(os.path.abspath(path)).is_relative_to("/dev") or (place.exists() and not place.is_file()):
            with scratch() as fresh:  # what /dev/stdout leads to is not ours to replace
                yield fresh
                with fresh.open("rb") as source, path.open("ab") as target:
                    shutil.copyfileobj(source, target, CHUNK)
            return
        if place.exists() and not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, "Permission denied")
        fresh = place.with_name(f".openlag-{os.getpid()}.partial")
        try:
            fresh.touch()
            yield fresh
            if place.exists():
                shutil.copymode(place, fresh)
            os.replace(fresh, place)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise WarehouseError(
            f"{path}: cannot be written ({(error.strerror or str(error)).lower()}); give another file with --output."
        ) from error


def refuse_own(place: Path, settings: Settings) -> None:
    """Raise WarehouseError for a path that is the warehouse or a file beside it of its name, or lies among what the project keeps or is.

    However it is spelled: a link and another name of the same folder are followed.
    """
    warehouse, name = settings.warehouse, place.name.casefold().removeprefix(".")
    is_beside = _is_same(place.parent, warehouse.parent) and name.startswith(warehouse.name.casefold())
    owned = [
        own for own in (*settings.folders, *checkout()) if any(_is_same(own, at) for at in (place, *place.parents))
    ]
    if is_beside or owned or _is_same(place, warehouse):
        raise WarehouseError(
            f"{place}: this place is openlag's own ({owned[0] if owned else warehouse}); give another one."
        )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:  # one of them is not there yet
        return one == Path(os.path.realpath(other))


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return clean(str(value))
