"""CSV text as typed rows; a row that does not parse is kept aside with its reason, and a changed header stops the run.

Rows are numbered as a text editor numbers lines: the header is line 1, and a row whose quoted cell runs over several
lines carries the number of its first line. Every cell is stripped; a blank cell is null.
"""

import csv
import io
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

import polars as pl

from warehouse.landing import Reject, SourceError
from warehouse.sources.parse.plausible import MOST_COUNT, MOST_NUMBER, day_bound_fault

# A cell is str, float, int, bool, date, datetime or None, as the kind of its column says.
Row = dict[str, Any]
Kind = Literal["text", "date", "timestamp", "number", "integer", "boolean"]

EXTRA = "extra"
# The first bytes of each packing, and of an archive without a member; none begins a text, though some of them would decode as one.
_PACKED = re.compile(
    rb"(?P<gzip>\x1f\x8b)|(?P<ZIP>PK(?:\x03\x04|\x05\x06|\x07\x08))|(?P<bzip2>BZh[1-9](?:1AY&SY|\x17rE8P))|(?P<xz>\xfd7zXZ)"
    rb"|(?P<Zstandard>\x28\xb5\x2f\xfd)|(?P<LZMA>\x5d\x00\x00)|(?P<LZ4>\x04\x22\x4d\x18)"
)
# The longest file of any source has some 5,000 lines and 30 columns; a line of two bytes takes five hundred in memory.
MOST_LINES = 500_000
MOST_COLUMNS = 1_000
# The longest name of a row has some 80 characters, the longest evidence some 600.
MOST_NAME_CHARACTERS = 300
MOST_CHARACTERS = 10_000
# A longer cell ends the reading: csv holds a cell as four bytes a character. A shorter one costs its row, or itself where nothing reads it.
MOST_CELL_CHARACTERS = 10_000_000
# All that the rows of a file have besides: each cell takes its header's name along, so that a small file could unfold.
MOST_EXTRA_CHARACTERS = 100_000_000
MOST_RAW_CHARACTERS = 2_000
csv.field_size_limit(MOST_CELL_CHARACTERS)
TYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(), "date": pl.Date(), "timestamp": pl.Datetime("us", "UTC"), "number": pl.Float64(),
    "integer": pl.Int64(), "boolean": pl.Boolean(),
}  # fmt: skip
# float() and date.fromisoformat() also take "1_000", "nan" and "2026-W33-1", none of which these files mean.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """How the cells of one column read. header: its name in the file, where it differs from ours."""

    kind: Kind = "text"
    is_required: bool = False
    one_of: tuple[str, ...] = ()
    pattern: str = ""
    header: str = ""


def decode(raw: bytes, file_name: str) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises SourceError."""
    if packed := _PACKED.match(raw):
        raise SourceError(f"{file_name}: it is packed as {packed.lastgroup}; unpack it first.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{file_name}: byte {error.start} is not UTF-8; save the file as UTF-8.") from error


def read_header(text: str, file_name: str) -> list[str]:
    """The names in the first row, as they stand there."""
    return next(split_rows(text, file_name), (0, "", []))[2]


def read_rows(
    text: str,
    file_name: str,
    columns: Mapping[str, Column],
    *,
    table: str,
    key: tuple[str, ...],
    check: Callable[[Row], str | None] = lambda row: None,
    may_be_empty: bool = False,
    counts_blank_keys: bool = False,
) -> tuple[pl.DataFrame, list[Reject]]:
    """The rows of a CSV file that parse, and the others as rejects.

    columns: our name -> how to read it, in the order of the frame; the text column `extra` follows, holding what the
    file has besides, as JSON (null when that is nothing), without the cells that are too long, of which a reject tells.
    key: columns that together name a row; of two rows with one key the second is rejected; without a key, rows may repeat.
    check: a rule over the parsed row, which returns the reason to reject it or None. may_be_empty: a header alone is a file of no rows.
    counts_blank_keys: rows with a blank key (without a key: with nothing but blanks) are padding, and one reject counts them.
    Raises SourceError for a missing or repeated column, broken quotes, a cell or a rest without end, or a file without a single row that
    parses.
    """
    lines = split_rows(text, file_name)
    header = next(lines, (0, "", []))[2]
    _check_header(header, file_name, columns)
    rows: list[Row] = []
    rejects: list[Reject] = []
    notes: list[Reject] = []  # of rows that are kept
    n_extra = 0
    seen: dict[tuple[Any, ...], int] = {}
    padding: list[tuple[int, str]] = []
    names = [columns[name].header or name for name in key]
    for number, raw_text, cells in lines:
        if counts_blank_keys and _is_padding(header, cells, names):
            padding.append((number, raw_text))
            continue
        row, reason = _parse(header, cells, columns, key)
        reason = reason or check(row)
        identity = tuple(row.get(name) for name in key)
        if not reason and key and identity in seen:
            named = ", ".join(f"{name} {value!s}" for name, value in zip(key, identity, strict=True))
            reason = f"{named} repeats line {seen[identity]}."
        if reason:
            rejects.append(Reject(table, file_name, number, reason, raw_text))
        else:
            seen[identity] = number
            extra, note = _extra(header, cells, columns)
            rows.append(row | {EXTRA: extra})
            if note:
                notes.append(Reject(table, file_name, number, note, raw_text))
            n_extra += len(extra or "")
            if n_extra > MOST_EXTRA_CHARACTERS:
                raise SourceError(
                    f"{file_name}: its columns that nothing reads hold more than {MOST_EXTRA_CHARACTERS:,} characters; take them out."
                )
    n_rejected = len(rejects) + len(padding)
    if padding:
        rejects.append(Reject(table, file_name, padding[0][0], _count_padding(padding, names), padding[0][1]))
    if not rows and (rejects or not may_be_empty):
        fault = "has no rows."
        if rejects:
            place = f"the first, line {rejects[0].row_number}"
            fault = f"none of its {n_rejected} rows parses; {place}: {rejects[0].reason}"
        raise SourceError(f"{file_name}: {fault}")
    schema = {name: TYPES[column.kind] for name, column in columns.items()}
    return pl.DataFrame(rows, schema=schema | {EXTRA: pl.String()}, orient="row"), rejects + notes


def split_rows(text: str, file_name: str) -> Iterator[tuple[int, str, list[str]]]:
    """(number of its first line, start of its raw text, cells) for each row that is not an empty line."""
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise SourceError(f"{file_name}: it has more than {MOST_LINES:,} lines; it is not read.")
    lines = list(io.StringIO(text, newline=""))
    # Strict, because the lenient reader swallows the rest of the file into one cell when a quote is never closed.
    reader = csv.reader(lines, strict=True)
    start = 0
    try:
        for cells in reader:
            if cells:
                yield start + 1, _raw_text(lines[start : reader.line_num]), cells
            start = reader.line_num
    except csv.Error as error:
        if "field limit" in str(error):
            raise SourceError(
                f"{file_name}: the row at line {start + 1} has a cell of more than {MOST_CELL_CHARACTERS:,} characters, as where a quote "
                "is not closed; mend its quotes, or shorten the cell."
            ) from error
        raise SourceError(f"{file_name}: the row at line {start + 1} is broken ({error}); mend its quotes.") from error


def _raw_text(lines: list[str]) -> str:
    kept = "".join(line[: MOST_RAW_CHARACTERS + 2] for line in lines[:MOST_RAW_CHARACTERS])
    return kept.rstrip("\r\n")[:MOST_RAW_CHARACTERS]


def _check_header(header: list[str], file_name: str, columns: Mapping[str, Column]) -> None:
    if len(header) > MOST_COLUMNS:
        raise SourceError(
            f"{file_name}: the header has {len(header):,} columns, and {MOST_COLUMNS:,} at most are read."
        )
    repeated = sorted(name for name, count in Counter(header).items() if count > 1)
    if repeated:
        raise SourceError(f"{file_name}: the column {repeated[0]!r} stands twice in the header; keep one.")
    missing = [column.header or name for name, column in columns.items() if (column.header or name) not in header]
    if missing:
        found = ", ".join(header) or "empty"
        raise SourceError(f"{file_name}: the column {missing[0]!r} is missing; the header is {found}.")
    longest = max(header, key=len, default="")
    if len(longest) > MOST_NAME_CHARACTERS:
        raise SourceError(
            f"{file_name}: a column's name, {longest[:60]!r}..., is {len(longest):,} characters long, of which {MOST_NAME_CHARACTERS:,} at "
            "most are read; shorten it."
        )


def _is_padding(header: list[str], cells: list[str], names: list[str]) -> bool:
    if len(cells) != len(header) or not names:
        return not any(cell.strip() for cell in cells)
    return any(not cell.strip() for name, cell in zip(header, cells, strict=True) if name in names)


def _count_padding(padding: list[tuple[int, str]], names: list[str]) -> str:
    what = " or ".join(f"no {name}" for name in names) or "nothing but blanks"
    if len(padding) == 1:
        return f"1 row has {what} and is left out."
    return f"{len(padding)} rows have {what} and are left out, the first at line {padding[0][0]}."


def _parse(
    header: list[str], cells: list[str], columns: Mapping[str, Column], key: tuple[str, ...]
) -> tuple[Row, str | None]:
    """The typed row without its extra, and the reason why it is none."""
    if len(cells) != len(header):
        return {}, f"The row has {len(cells)} {'cell' if len(cells) == 1 else 'cells'} and the header {len(header)}."
    texts = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    row: Row = {}
    for name, column in columns.items():
        header_name = column.header or name
        try:
            text = _of_length(texts[header_name], MOST_NAME_CHARACTERS if name in key else MOST_CHARACTERS)
            row[name] = _read_cell(text, column)
        except ValueError as error:
            return {}, f"{header_name} is {error}."
    return row, None


def _extra(header: list[str], cells: list[str], columns: Mapping[str, Column]) -> tuple[str | None, str | None]:
    """What a row has besides, as JSON, and the sentence about what of it is too long to be kept."""
    read = {column.header or name for name, column in columns.items()}
    texts = {
        name: text for name, cell in zip(header, cells, strict=True) if name not in read and (text := cell.strip())
    }
    long = [name for name, text in texts.items() if len(text) > MOST_CHARACTERS]
    kept = {name: text for name, text in texts.items() if name not in long}
    extra = json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None
    if not long:
        return extra, None
    more = f", as {'is' if len(long) == 2 else 'are'} {len(long) - 1} more" if len(long) > 1 else ""
    named = f"{long[0]} is {len(texts[long[0]]):,} characters long{more}, of which {MOST_CHARACTERS:,} at most are read"
    return extra, f"{named}; nothing reads it, and the row is kept without."


def _of_length(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(f"{len(text):,} characters long, of which {most:,} at most are read")
    return text


def _read_cell(text: str, column: Column) -> Any:
    """The typed value. Raises ValueError that ends the sentence "<column> is ..."."""
    if not text:
        if column.is_required:
            raise ValueError("blank")
        return None
    if column.one_of and text not in column.one_of:
        raise ValueError(f"{text!r}, which is none of {', '.join(column.one_of)}")
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise ValueError(f"{text!r}, which does not match {column.pattern}")
    if column.kind == "number":
        if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            raise ValueError(f"{text!r}, which is not a finite number")
        if abs(float(text)) > MOST_NUMBER:
            raise ValueError(f"{text!r}, which is beyond {MOST_NUMBER:g}")
        return float(text)
    if column.kind == "integer":
        if not _INTEGER.fullmatch(text):
            raise ValueError(f"{text!r}, which is not a whole number")
        if abs(int(text)) > MOST_COUNT:
            raise ValueError(f"{text!r}, which is beyond {MOST_COUNT:,}")
        return int(text)
    if column.kind == "date":
        try:
            day = date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            raise ValueError(f"{text!r}, which is not a day written as 2026-08-11") from None
        return _within(text, day, day)
    if column.kind == "timestamp":
        try:
            moment = datetime.fromisoformat(text if _TIMESTAMP.fullmatch(text) else "").astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(f"{text!r}, which is not a moment written as 2026-08-11T09:00:00Z") from None
        return _within(text, moment, moment.date())
    if column.kind == "boolean":
        if text.lower() not in ("true", "false"):
            raise ValueError(f"{text!r}, which is neither true nor false")
        return text.lower() == "true"
    return text


def _within(text: str, value: Any, day: date) -> Any:
    if fault := day_bound_fault(day):
        raise ValueError(f"{text!r}, which {fault}")
    return value
