"""The record of a load, and whether the load is still what it says.

The record names each file with its SHA-256, its size, its rows and its columns, and holds a sum of itself: neither a file nor the record
can change, come or go without being seen. Parquet pages carry no sum of their own, so that a flipped bit of one reads as another value.
Records of before December 2026 have no sums; their loads are held to their name, row counts and the columns their source needs.
"""

import hashlib
import io
import json
import math
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.printable import counted, without_query

LOAD_RECORD = "load.json"
# A record takes some kilobytes; a longer one is none of ours.
MOST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a load as it was written."""

    sha256: str
    size: int
    rows: int
    columns: list[str]


@dataclass(frozen=True, slots=True)
class Load:
    """The record of a finished pull, as it lies in load.json and in raw.loads.

    fills: share of rows with a value, by "table.column", of the columns that its source needs. files: what was written, by table; of an
    old record empty. fault: what is wrong with the record; source, day and id are then those of its folder's path, the moment is the start
    of the day, and nothing else is known.
    """

    load_id: str
    source: str
    title: str
    producer: str
    url: str
    query: str
    licence: str
    retrieved_on: date
    started_at: datetime
    finished_at: datetime
    row_count: int
    reject_count: int
    checksum: str
    code_version: str
    flow_run_id: str | None
    is_snapshot: bool
    tables: list[str]
    folder: Path
    fills: dict[str, float] = field(default_factory=dict)
    files: dict[str, Stored] = field(default_factory=dict)
    fault: str | None = None

    @property
    def label(self) -> str:
        """What tells it from every other: its id, and of a copy, which has that of another load, where it lies."""
        return label_of(self.folder)


def label_of(folder: Path) -> str:
    """The label of the load in a folder `<source>/<day>/<load_id>`: its name says source and day, unless it is another's."""
    source, day = folder.parent.parent.name, folder.parent.name
    return folder.name if folder.name.startswith(f"{source}-{day}-") else f"{source}/{day}/{folder.name}"


def name_of(source: str, retrieved_on: date, checksum: str) -> str:
    """The id of a load; one that repeats earlier facts of its day has a number after it."""
    return f"{source}-{retrieved_on.isoformat()}-{checksum[:12]}"


def store(frame: pl.DataFrame, file: Path) -> Stored:
    """Write a table and say what was written."""
    frame.write_parquet(file)
    content = file.read_bytes()
    return Stored(hashlib.sha256(content).hexdigest(), len(content), frame.height, frame.columns)


def write_record(load: Load, folder: Path) -> None:
    """Write the record of a load into a folder, with its sum."""
    record = {name: value for name, value in asdict(load).items() if name not in _NOT_KEPT}
    write_summed(record, folder / LOAD_RECORD)


def write_summed(record: dict[str, Any], file: Path) -> None:
    """Write a record with a sum of itself."""
    record = json.loads(json.dumps(record, default=str))
    file.write_text(json.dumps(record | {_SUM: _sum_of(record)}, indent=2) + "\n", encoding="utf-8")


def read_summed(file: Path) -> dict[str, Any]:
    """A record without its sum. Raises ValueError where the sum is another, or missing, and OSError for what cannot be read."""
    record = _read_object(file)
    if record.pop(_SUM, None) != _sum_of(record):
        raise ValueError("it does not have the sum with which it was written")
    return record


def stored(file: Path, *, rows: int, columns: list[str]) -> Stored:
    """What was written into a file that lies there."""
    with file.open("rb") as content:
        return Stored(hashlib.file_digest(content, "sha256").hexdigest(), file.stat().st_size, rows, columns)


def find_difference(file: Path, as_stored: Stored) -> str | None:
    """What a file differs in from what was written, in a sentence. Reads every byte."""
    with file.open("rb") as content:
        return _unlike(file, os.fstat(content.fileno()).st_size, hashlib.file_digest(content, "sha256"), as_stored)


def read_record(folder: Path) -> Load | None:
    """The load in a folder `<source>/<day>/<load_id>`, with its fault if the record does not hold; None for a folder of another kind."""
    try:
        day = date.fromisoformat(folder.parent.name)
    except ValueError:
        return None
    try:
        return _read(folder)
    except RecursionError:
        fault = "it is nested too deeply"
    except OSError as error:
        fault = (error.strerror or str(error)).lower()
    except ValueError as error:
        fault = str(error)
    start = datetime.combine(day, time(), UTC)
    return Load(
        folder.name, folder.parent.parent.name, "", "", "", "", "", day, start, start, 0, 0, "", "", None, False, [], folder,
        fault=f"{LOAD_RECORD} does not hold: {fault}.",
    )  # fmt: skip


def find_damage(load: Load) -> str | None:
    """What of a load is not as it was landed, in a sentence; None where all of it holds. Reads every byte."""
    if load.fault is not None:
        return load.fault
    named = {LOAD_RECORD, *(f"{table}.parquet" for table in load.tables)}
    try:
        # A hidden file is of the system or of a file manager, and nothing reads it.
        found = {path.name for path in load.folder.iterdir() if not path.name.startswith(".")}
        for names, what in ((named - found, "is gone"), (found - named, "was not landed with it")):
            if names:
                return f"{min(names)!r} {what}."
        rows = {}
        for table in load.tables:
            rows[table], damage = _look_at(load, table)
            if damage is not None:
                return damage
    except OSError as error:
        return f"{Path(error.filename or load.folder).name} cannot be read ({error.strerror or error})."
    counts = (sum(count for table, count in rows.items() if table != "rejects"), rows.get("rejects", 0))
    if counts != (load.row_count, load.reject_count):
        held = f"{counted(counts[0], 'row')} and {counted(counts[1], 'reject')}"
        return f"It holds {held}, and {load.row_count:,} and {load.reject_count:,} were landed."
    return None


def read_table(load: Load, table: str) -> pl.DataFrame:
    """A table of a load. Raises ValueError with a sentence where it is not as it was landed, and OSError for what cannot be read."""
    file = load.folder / f"{table}.parquet"
    content = file.read_bytes()
    if table in load.files and (damage := _unlike(file, len(content), hashlib.sha256(content), load.files[table])):
        raise ValueError(damage)
    try:
        return pl.read_parquet(io.BytesIO(content))
    except _UNREADABLE as error:
        raise ValueError(f"{file.name} cannot be read ({_first_line(error)}).") from error


def _look_at(load: Load, table: str) -> tuple[int, str | None]:
    """How many rows a file has, and what is wrong with it. A file with its sum has the rows and columns with which it was written."""
    file = load.folder / f"{table}.parquet"
    as_stored = load.files.get(table)
    if as_stored is not None:
        return as_stored.rows, find_difference(file, as_stored)
    try:
        scan = pl.scan_parquet(io.BytesIO(file.read_bytes()))
        columns, rows = scan.collect_schema().names(), int(scan.select(pl.len()).collect().item())
    except _UNREADABLE as error:
        return 0, f"{file.name} cannot be read ({_first_line(error)})."
    needed = [name.partition(".")[2] for name in load.fills if name.partition(".")[0] == table and load.fills[name] > 0]
    lost = [name for name in needed if name not in columns]
    return rows, f"{file.name} has lost the column {lost[0]}." if lost else None


def _unlike(file: Path, size: int, digest: Any, as_stored: Stored) -> str | None:
    if size != as_stored.size:
        return f"{file.name} is {size:,} bytes long, and {as_stored.size:,} were landed."
    if digest.hexdigest() != as_stored.sha256:
        return f"{file.name} does not have the sum with which it was landed."
    return None


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _read(folder: Path) -> Load:
    record = _read_object(folder / LOAD_RECORD)
    is_summed = _SUM in record
    if is_summed and record.pop(_SUM) != _sum_of(record):
        raise ValueError("it does not have the sum with which it was written")
    if not is_summed and "is_replay" in record:  # its name until November 2026
        record["is_snapshot"] = record.pop("is_replay")
    named = {*_KINDS} - (set() if is_summed else {"files"} | ({"fills"} - record.keys()))
    if record.keys() != named:
        raise ValueError(
            f"these are not the fields of a record: {sorted(record.keys() ^ named)[0]!r} is one too many or missing"
        )
    values = {name: _value(name, record[name]) for name in named}
    load = Load(**values, folder=folder)
    if is_summed and sorted(load.files) != load.tables:
        raise ValueError("its tables are not its files")
    _hold_to_path(load)
    return load


def _read_object(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is longer than {MOST_BYTES:,} bytes")
    record = json.loads(content)
    if not isinstance(record, dict):
        raise ValueError("it is no object")
    return record


def _hold_to_path(load: Load) -> None:
    """The folder's name is the load's id, and the id says source, day and sum of the facts."""
    path = (load.folder.parent.parent.name, load.folder.parent.name, load.folder.name)
    if path != (load.source, load.retrieved_on.isoformat(), load.load_id):
        raise ValueError(f"it is of the load {load.load_id!r}, and its folder is {'/'.join(path)}")
    if not re.fullmatch(re.escape(name_of(load.source, load.retrieved_on, load.checksum)) + r"(-\d+)?", load.load_id):
        raise ValueError(f"it says that its facts have the sum {load.checksum[:12]!r}")


def _sum_of(record: dict[str, Any]) -> str:
    """The sum of a record by what it says, whatever its spaces and the order of its fields."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _value(name: str, value: Any) -> Any:
    try:
        return _KINDS[name](value)
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise ValueError(f"{name} is {json.dumps(value)[:100]}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _names(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_text(name) for name in value]


def _tables(value: Any) -> list[str]:
    names = _names(value)
    if names != sorted(set(names)) or not all(re.fullmatch(r"\w+", name) for name in names):
        raise ValueError
    return names


def _share(value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _stored(value: Any) -> Stored:
    return Stored(_text(value["sha256"]), _count(value["size"]), _count(value["rows"]), _names(value["columns"]))


# Polars panics over some broken files, which is no Exception.
_UNREADABLE = (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
_SUM = "record_sha256"
_NOT_KEPT = ("folder", "fault")
_KINDS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("load_id", "source", "title", "producer", "query", "licence", "checksum", "code_version"), _text),
    # One of before December 2026 may hold a key there, and raw.loads is published.
    "url": lambda value: without_query(_text(value)),
    "retrieved_on": lambda value: date.fromisoformat(_text(value)),
    "started_at": _moment,
    "finished_at": _moment,
    "row_count": _count,
    "reject_count": _count,
    "flow_run_id": lambda value: None if value is None else _text(value),
    "is_snapshot": _flag,
    "tables": _tables,
    "fills": lambda value: {_text(name): _share(share) for name, share in value.items()},
    "files": lambda value: {_text(name): _stored(stored) for name, stored in value.items()},
}  # fmt: skip
