"""The landing: every pull as Parquet with a small record of itself, written once and never again.

A pull lands in a folder of its own, `landing/<source>/<day>/<load_id>/`: one Parquet file a table, and `load.json` last. The folder is
written under a hidden name and renamed when it is whole, so a run killed at any moment leaves either a finished load or
something that nobody reads. The load id holds the checksum of the rows: landing the same facts again finds the folder there and
changes nothing. A load that is whole and not to be believed is set aside: a mark of its own in `landing/set_aside/` says why, the load
stays where it is, and nothing reads it until somebody takes the mark away.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

LOAD_RECORD = "load.json"
SET_ASIDE = "set_aside"


class SourceError(Exception):
    """A source cannot be read, and trying again will not help. The message is one sentence for the reader."""


class TransientError(SourceError):
    """A source cannot be read now; the same request may pass later."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that did not parse, kept as it came."""

    table: str
    file: str
    row_number: int
    reason: str
    raw_text: str


@dataclass(frozen=True, slots=True)
class Pull:
    """What one source read in one go.

    tables: raw table name -> typed rows, without load_id. retrieved_on: the UTC day the facts speak of. is_snapshot: the rows come from
    the stored snapshot and not from the live service. faults: sentences for which the whole of it is not to be believed, though it
    parses. unasked: columns, as "table.column", that the source was not asked for because it refuses to give them.
    """

    source: str
    title: str
    producer: str
    url: str
    query: str
    licence: str
    retrieved_on: date
    started_at: datetime
    finished_at: datetime
    tables: dict[str, pl.DataFrame]
    rejects: list[Reject] = field(default_factory=list)
    is_snapshot: bool = False
    faults: Sequence[str] = ()
    unasked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Load:
    """The record of a finished pull, as it lies in load.json and in raw.loads.

    fills: share of rows with a value, by "table.column", of the columns that its source needs.
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


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a load is set aside, and the file that says so."""

    load: Load
    reason: str
    file: Path


def land(
    pull: Pull,
    landing: Path,
    *,
    code_version: str,
    flow_run_id: str | None = None,
    fills: Mapping[str, float] | None = None,
) -> Load:
    """Write a pull to the landing, or find it there already.

    Returns the load's record. Raises SourceError if the pull holds no row at all: an empty pull is a fault, never a fact.
    """
    row_count = sum(frame.height for frame in pull.tables.values())
    if row_count == 0:
        raise SourceError(f"{pull.source}: {pull.url} gave no row that parses; nothing was landed.")
    checksum = _checksum(pull)
    day = landing / pull.source / pull.retrieved_on.isoformat()
    earlier = [load for load in every_load(landing) if load.folder.parent == day]
    if earlier and earlier[-1].checksum == checksum:
        return earlier[-1]
    # Facts that came back after others of the same day are a load of their own: the last to finish is the one that counts.
    repeats = sum(load.checksum == checksum for load in earlier)
    load_id = f"{pull.source}-{pull.retrieved_on.isoformat()}-{checksum[:12]}" + (f"-{repeats + 1}" if repeats else "")
    folder = day / load_id
    partial = folder.with_name(f".{load_id}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise SourceError(f"{day}: cannot be written ({error.strerror}); set OPENLAG_HOME elsewhere.") from error
    tables = dict(pull.tables)
    if pull.rejects:
        tables["rejects"] = pl.DataFrame([asdict(reject) for reject in pull.rejects])
    for name, frame in tables.items():
        frame.write_parquet(partial / f"{name}.parquet")
    load = Load(
        load_id=load_id,
        row_count=row_count,
        reject_count=len(pull.rejects),
        checksum=checksum,
        code_version=code_version,
        flow_run_id=flow_run_id,
        tables=sorted(tables),
        folder=folder,
        fills=dict(fills or {}),
        **{name: getattr(pull, name) for name in _SHARED_FIELDS},
    )
    record = {name: value for name, value in asdict(load).items() if name != "folder"}
    (partial / LOAD_RECORD).write_text(json.dumps(record, indent=2, default=str) + "\n", encoding="utf-8")
    try:
        partial.rename(folder)
    except OSError:  # the folder is there
        if (folder / LOAD_RECORD).is_file():  # another run landed the same facts in the meantime
            shutil.rmtree(partial)
            return _read_record(folder)
        shutil.rmtree(folder)  # without a record it is no finished load: the rename is the last step
        partial.rename(folder)
    return load


def every_load(landing: Path) -> list[Load]:
    """Every finished load, those set aside too, in the order of days and, within a day, of finishing; unfinished ones are passed over."""
    records = [path for path in landing.glob(f"*/*/*/{LOAD_RECORD}") if not path.parent.name.startswith(".")]
    loads = [_read_record(path.parent) for path in records]
    return sorted(loads, key=lambda load: (load.retrieved_on, load.finished_at, load.load_id))


def finished_loads(landing: Path) -> Iterator[Load]:
    """Every finished load that is not set aside, in the order of days and, within a day, of finishing."""
    marks = {path.stem for path in (landing / SET_ASIDE).glob("*.json")}
    yield from (load for load in every_load(landing) if load.load_id not in marks)


def set_aside(load: Load, landing: Path, reason: str) -> Mark:
    """Mark a load as not to be read, for a reason. Taking the mark's file away lets it count again."""
    file = landing / SET_ASIDE / f"{load.load_id}.json"
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(exist_ok=True)
        beside.write_text(json.dumps({"load_id": load.load_id, "reason": reason}) + "\n", encoding="utf-8")
        os.replace(beside, file)
    except OSError as error:
        raise SourceError(f"{file}: cannot be written ({error.strerror}); set OPENLAG_HOME elsewhere.") from error
    return Mark(load, reason, file)


def loads_set_aside(landing: Path) -> list[Mark]:
    """The loads that are set aside, in their order, each with its reason."""
    marks = []
    for load in every_load(landing):
        file = landing / SET_ASIDE / f"{load.load_id}.json"
        if file.is_file():
            try:
                reason = str(json.loads(file.read_text(encoding="utf-8"))["reason"])
            except (ValueError, KeyError, TypeError):
                reason = f"{file} is damaged and does not say why."
            marks.append(Mark(load, reason, file))
    return marks


def overtaken(landing: Path, source: str) -> Mark | None:
    """The newest load of a source that is set aside, if no load in use is newer: what is in use is then not what was read last."""
    loads = [load for load in every_load(landing) if load.source == source and not load.is_snapshot]
    marks = {mark.load.load_id: mark for mark in loads_set_aside(landing)}
    return marks.get(loads[-1].load_id) if loads else None


def newest_load(landing: Path, source: str, *, since: date, url: str | None = None) -> Load | None:
    """The newest load in use of a source that was retrieved on or after a day, from an address if one is given.

    Stored snapshots are left aside.
    """
    loads = [load for load in finished_loads(landing) if load.source == source and not load.is_snapshot]
    loads = [load for load in loads if load.retrieved_on >= since and url in (None, load.url)]
    return loads[-1] if loads else None


def landed_table(
    landing: Path, source: str, table: str, columns: Sequence[str], *, is_live: bool = False
) -> list[tuple[Any, ...]]:
    """The rows of a table in every load in use of a source, in order of days: the columns, then the day of the load.

    is_live: leave stored snapshots out. A load of before the table or a column was kept has no rows. Raises SourceError for a file that
    cannot be read; the next build sets its load aside.
    """
    rows: list[tuple[Any, ...]] = []
    for load in finished_loads(landing):
        if load.source == source and table in load.tables and not (is_live and load.is_snapshot):
            file = load.folder / f"{table}.parquet"
            try:
                frame = pl.read_parquet(file, glob=False)
            except (OSError, pl.exceptions.PolarsError) as error:
                reason = str(error).partition("\n")[0]
                raise SourceError(f"{file}: cannot be read ({reason}); move {load.folder} away.") from error
            if set(columns) <= set(frame.columns):
                rows += [(*row, load.retrieved_on) for row in frame.select(columns).iter_rows()]
    return rows


_SHARED_FIELDS = (
    "source", "title", "producer", "url", "query", "licence", "retrieved_on", "started_at", "finished_at", "is_snapshot",
)  # fmt: skip


def _checksum(pull: Pull) -> str:
    digest = hashlib.sha256()
    for name in sorted(pull.tables):
        # When and at which address (cursors, a local port) a page came is no fact about what it says.
        frame = pull.tables[name].drop("fetched_at", "url", strict=False)
        digest.update(f"{name}\n".encode())
        digest.update(frame.write_ndjson().encode())
    for reject in pull.rejects:
        digest.update(json.dumps(asdict(reject)).encode())
    return digest.hexdigest()


def _read_record(folder: Path) -> Load:
    path = folder / LOAD_RECORD
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if "is_replay" in record:  # its name until November 2026
            record["is_snapshot"] = record.pop("is_replay")
        return Load(
            **record
            | {
                "retrieved_on": date.fromisoformat(record["retrieved_on"]),
                "started_at": datetime.fromisoformat(record["started_at"]),
                "finished_at": datetime.fromisoformat(record["finished_at"]),
                "folder": folder,
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{path}: this load record is damaged ({error}); move its folder away and run again."
        ) from error
