"""JSON records as typed rows; a record that does not parse is kept aside with its reason, and a file of another shape stops the pull.

Records are numbered from 1 in the order of the file. Texts are stripped; a blank text is null.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from warehouse.landing import Reject, SourceError
from warehouse.sources.parse.csv_rows import decode
from warehouse.sources.parse.plausible import day_fault, id_fault

MOST_RAW_CHARACTERS = 2_000
LARGEST_PRICE = 1_000_000
_PARTIAL_DAY = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?", re.ASCII)

Record = dict[str, Any]


def load(raw: bytes, file_name: str) -> Any:
    """The JSON in a file. Raises SourceError for broken JSON, for NaN, and for an object that names one key twice."""
    text = decode(raw, file_name)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{file_name}: not JSON that can be used ({error}).") from error


def read_records(
    records: Iterable[tuple[int, Any]],
    read: Callable[[Record], Iterable[Record]],
    *,
    file: str,
    table: str,
    key: tuple[str, ...],
    schema: Mapping[str, Any],
) -> tuple[pl.DataFrame, list[Reject]]:
    """The rows that `read` makes of each record, and the other records as rejects.

    records: (number, record) as in the file. read: raises ValueError whose message is the reason. key: columns that together name a row;
    a record that makes a row with the key of an earlier record is rejected whole, and within one record the last of two such rows counts.
    """
    rows: list[Record] = []
    rejects: list[Reject] = []
    seen: dict[tuple[Any, ...], int] = {}
    for number, record in records:
        try:
            if not isinstance(record, dict):
                raise ValueError(f"the record is no object but {type(record).__name__}.")
            made = {tuple(row[name] for name in key): row for row in read(record)}
            for identity in made:
                if identity in seen:
                    named = ", ".join(f"{name} {value}" for name, value in zip(key, identity, strict=True))
                    raise ValueError(f"{named} repeats record {seen[identity]}.")
            seen.update(dict.fromkeys(made, number))
            rows += made.values()
        except ValueError as error:
            rejects.append(Reject(table, file, number, str(error), as_text(record)))
    return pl.DataFrame(rows, schema=dict(schema), orient="row"), rejects


def as_text(value: Any, *, most_characters: int | None = MOST_RAW_CHARACTERS) -> str:
    """A value as JSON with sorted keys, cut after most_characters; half a surrogate pair, which no file can hold, is a question mark."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True)[:most_characters]
    return written.encode("utf-8", "replace").decode("utf-8")


def text(record: Record, name: str, *, is_required: bool = False) -> str | None:
    """A text field. Raises ValueError."""
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is no text but {type(value).__name__}.")
    value = value.strip() if value else None
    if value and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"{name} is {value!r}, which holds half a character.")
    if is_required and not value:
        raise ValueError(f"{name} is missing or blank.")
    return value or None


def required_id(record: Record, name: str) -> str:
    """A text field that is an id. Raises ValueError."""
    value = text(record, name, is_required=True)
    assert value is not None
    fault = id_fault(name, value)
    if fault:
        raise ValueError(fault)
    return value


def boolean(record: Record, name: str) -> bool | None:
    """A true or false field. Raises ValueError."""
    value = record.get(name)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}, which is neither true nor false.")
    return value


def price(record: Record, name: str) -> float | None:
    """Dollars for a million tokens, zero or more. Raises ValueError."""
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (0 <= value <= LARGEST_PRICE):
        raise ValueError(f"{name} is {value!r}, which is no price.")
    return float(value)


def objects(record: Record, name: str) -> list[Record]:
    """A list of objects; absent is empty. Raises ValueError."""
    value = record.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError(f"{name} is no list of objects.")
    return value


def partial_day(record: Record, name: str, today: date) -> tuple[date | None, str | None]:
    """A day and how exact it is: "day", or "month" or "year" with the first day of it. Raises ValueError."""
    written = text(record, name)
    if written is None:
        return None, None
    parts = _PARTIAL_DAY.fullmatch(written)
    precision = "year" if not parts or not parts[2] else "day" if parts[3] else "month"
    try:
        day = date.fromisoformat(written + {"day": "", "month": "-01", "year": "-01-01"}[precision] if parts else "")
    except ValueError:
        raise ValueError(f"{name} is {written!r}, which is no day written as 2026-08-11, 2026-08 or 2026.") from None
    fault = day_fault(name, day, today)
    if fault:
        raise ValueError(fault)
    return day, precision


def _unique(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {repeated!r} stands twice in one object")
    return record


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")
