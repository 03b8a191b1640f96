"""Add a row to a file of warehouse/reference: in its place by key, every other byte as it was, the file whole at any moment.

The file is read anew for every row, and checked against its contract before it takes the old one's place. Whoever decides holds the lock of
the folder from before it looks until it has written, so that nothing is decided twice.
"""

import csv
import io
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from warehouse import files
from warehouse.landing import Reject, SourceError
from warehouse.read.ask import QueryError, WarehouseError
from warehouse.sources.parse.csv_rows import decode, read_rows, split_rows
from warehouse.sources.reference_contract import CONTRACT, KEYS, MAY_BE_EMPTY

BOM = "\ufeff"
# A row is written in a moment.
LONGEST_WAIT_SECONDS = 10.0


def read_file(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file as text, by column. Raises WarehouseError, also for a header or a row that breaks its contract."""
    file = folder / f"{name}.csv"
    try:
        text = _text(file)
        reject = _first_reject(text, name)
        _, header, lines = _parse(text, file.name)
    except SourceError as error:
        raise WarehouseError(str(error)) from error
    if reject:
        raise WarehouseError(f"{file.name}, line {reject.row_number}: {reject.reason} Correct the line.")
    return [dict(zip(header, cells, strict=True)) for _, cells in lines]


def add_row(folder: Path, name: str, row: Mapping[str, str]) -> None:
    """Write a row into a file; the caller holds the lock of the folder.

    Raises QueryError, and the file stays as it is, if the row breaks its contract or its key is there.
    """
    file = folder / f"{name}.csv"
    _refuse_unclean(row, file.name)
    try:
        added = _with_row(_text(file), file.name, row, KEYS[name])
        reject = _first_reject(added, name)
    except SourceError as error:
        raise WarehouseError(f"{error} Nothing was written.") from error
    if reject:
        raise QueryError(f"{file.name}, line {reject.row_number}: {reject.reason} Nothing was written.")
    _replace(file, added)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Two reviews at once decide one after another; what a killed one left goes with the next."""
    try:
        with files.alone(folder, seconds=LONGEST_WAIT_SECONDS):
            files.restore(folder, names=r"\w+\.csv")
            yield
    except files.Busy as error:
        raise WarehouseError(
            f"{folder}: another review has been writing here for {LONGEST_WAIT_SECONDS:.0f} s; wait for it to end. Nothing was written."
        ) from error
    except OSError as error:
        raise WarehouseError(f"{folder}: cannot be read ({error.strerror}). Nothing was written.") from error


def _first_reject(text: str, name: str) -> Reject | None:
    """The first row of a file that breaks its contract. Raises SourceError for a header that does."""
    columns, key = CONTRACT[name], KEYS[name]
    text = text.removeprefix(BOM)
    _, rejects = read_rows(text, f"{name}.csv", columns, table=name, key=key, may_be_empty=name in MAY_BE_EMPTY)
    return rejects[0] if rejects else None


def _parse(text: str, file_name: str) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
    """The end of its lines, the header, and the number of the first line and the cells of each row."""
    lines = list(split_rows(text, file_name))
    if not lines:
        raise SourceError(f"{file_name}: the file is empty; restore it from the repository.")
    (_, _, header), *rows = lines
    end = "\r\n" if "\r\n" in text.partition("\n")[0] + "\n" else "\n"
    return end, [name.removeprefix(BOM) for name in header], [(number, cells) for number, _, cells in rows]


def _with_row(text: str, file_name: str, row: Mapping[str, str], key: tuple[str, ...]) -> str:
    end, header, rows = _parse(text, file_name)
    if unknown := sorted(row.keys() - set(header)):
        raise SourceError(f"{file_name}: the column {unknown[0]!r} is missing; the header is {', '.join(header)}.")
    places = [header.index(name) for name in key]
    wanted = tuple(row[name] for name in key)
    keys = [(number, tuple(cells[place] for place in places if place < len(cells))) for number, cells in rows]
    for number, found in keys:
        if found == wanted:
            raise QueryError(f"{file_name}, line {number}: {', '.join(wanted)} is there already. Nothing was written.")
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerow([row.get(name, "") for name in header])
    following = next((number for number, found in keys if found > wanted), None)
    if following is None:
        return text + ("" if text.endswith("\n") else end) + out.getvalue()
    lines = list(io.StringIO(text, newline=""))
    return "".join([*lines[: following - 1], out.getvalue(), *lines[following - 1 :]])


def _refuse_unclean(row: Mapping[str, str], file_name: str) -> None:
    """The files are read with every cell stripped and kept one row a line, so other names would not be found again."""
    for name, value in row.items():
        if value != value.strip() or not value.isprintable():
            shown = ascii(value if len(value) <= 100 else value[:100] + "...")
            raise QueryError(
                f"{file_name}: {name} would be {shown}, which has blanks at its ends, breaks of line or control signs that the file "
                "cannot hold. Nothing was written."
            )


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{file}: the file cannot be read ({error.strerror}); restore it from the repository."
        ) from error
    decode(raw, file.name)
    return raw.decode("utf-8")


def _replace(file: Path, text: str) -> None:
    fresh = files.hidden(file, "next")
    try:
        with fresh.open("wb") as target:
            target.write(text.encode("utf-8"))
            target.flush()
            os.fsync(target.fileno())
        shutil.copymode(file, fresh)
        os.replace(fresh, file)
    except OSError as error:
        files.remove(fresh)
        raise WarehouseError(f"{file}: cannot be written ({error.strerror}). Nothing was written.") from error
