"""JSON records as typed rows. What is odd in a record costs its own column, or the record where that is nothing without it, and a reject
says so; a file of another shape stops the pull.

Records are numbered from 1 in the order of the file. Texts are stripped; a blank text is null.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from warehouse.landing import Reject, SourceError
from warehouse.printable import printable
from warehouse.sources.parse.csv_rows import decode
from warehouse.sources.parse.json_parts import Parts, RowError, a_text
from warehouse.sources.parse.json_text import dumps, loads
from warehouse.sources.parse.plausible import LARGEST_PRICE, day_fault

MOST_RAW_CHARACTERS = 2_000
_PARTIAL_DAY = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?", re.ASCII)

Record = dict[str, Any]


class Records(NamedTuple):
    """The rows of a file, the rejects, and the numbers of the records that were left out whole."""

    frame: pl.DataFrame
    rejects: list[Reject]
    left_out: set[int]


def load(raw: bytes, file_name: str) -> Any:
    """The JSON in a file. Raises SourceError for broken JSON, for NaN, and for an object that names one key twice."""
    text = decode(raw, file_name)
    try:
        return loads(text, make_object=_unique)
    except ValueError as error:
        raise SourceError(f"{file_name}: not JSON that can be used ({error}).") from error


def read_records(
    records: Iterable[tuple[int, Any]],
    read: Callable[[Parts], Iterable[Record]],
    *,
    file: str,
    table: str,
    key: tuple[str, ...],
    schema: Mapping[str, Any],
) -> Records:
    """The rows that `read` makes of each record, and what is odd in the records as rejects.

    records: (number, record) as in the file. read: raises RowError for a record that it can make nothing of. key: columns that together
    name a row; a record that makes a row with the key of an earlier record is rejected whole, and within one record the last of two such
    rows counts.
    """
    rows: list[Record] = []
    rejects: list[Reject] = []
    left_out: set[int] = set()
    seen: dict[tuple[Any, ...], int] = {}
    for number, record in records:
        notes: list[str] = []
        try:
            if not isinstance(record, dict):
                raise RowError(f"the record is no object but {type(record).__name__}")
            made = {tuple(row[name] for name in key): row for row in read(Parts(record, "record", notes))}
            for identity in made:
                if identity in seen:
                    named = ", ".join(f"{name} {value}" for name, value in zip(key, identity, strict=True))
                    raise RowError(f"{named} repeats record {seen[identity]}")
            seen.update(dict.fromkeys(made, number))
            rows += made.values()
        except RowError as error:
            notes = [str(error)]
            left_out.add(number)
        rejects += [Reject(table, file, number, note, as_text(record)) for note in notes]
    return Records(pl.DataFrame(rows, schema=dict(schema), orient="row"), rejects, left_out)


def as_text(value: Any, *, most_characters: int | None = MOST_RAW_CHARACTERS) -> str:
    """A value as JSON with sorted keys, cut after most_characters; half a surrogate pair, which no file can hold, is a question mark, and
    what is nested too deeply a sentence that says so."""
    try:
        written = dumps(value, ensure_ascii=False, sort_keys=True)[:most_characters]
    except ValueError as error:
        return f"not written, because {error}"
    return written.encode("utf-8", "replace").decode("utf-8")


def a_price(name: str, value: Any) -> float:
    """Dollars for a million tokens, zero or more."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (0 <= value <= LARGEST_PRICE):
        raise ValueError(f"{name} is {printable(repr(value), 60)}, which is no price")
    return float(value)


def a_partial_day(today: date, name: str, value: Any) -> tuple[date, str]:
    """A day and how exact it is: "day", or "month" or "year" with the first day of it."""
    written = a_text(name, value)
    parts = _PARTIAL_DAY.fullmatch(written)
    precision = "year" if not parts or not parts[2] else "day" if parts[3] else "month"
    try:
        day = date.fromisoformat(written + {"day": "", "month": "-01", "year": "-01-01"}[precision] if parts else "")
    except ValueError:
        shown = printable(repr(written), 60)
        raise ValueError(f"{name} is {shown}, which is no day written as 2026-08-11, 2026-08 or 2026") from None
    if fault := day_fault(name, day, today):
        raise ValueError(fault)
    return day, precision


def _unique(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        ((repeated, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {printable(repeated, 60)!r} stands twice in one object")
    return record
