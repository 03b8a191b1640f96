"""The landing: every pull as Parquet with a small record of itself, written once and never again.

A pull lands in a folder of its own, `landing/<source>/<day>/<load_id>/`: one Parquet file a table, and `load.json` last. The folder is
written under a hidden name and renamed when it is whole, so a run killed at any moment leaves either a finished load or
something that nobody reads. The load id holds the checksum of the rows: landing the same facts again finds the folder there and
changes nothing.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl

LOAD_RECORD = "load.json"


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

    tables: raw table name -> typed rows, without load_id. retrieved_on: the UTC day the facts speak of. is_replay: the rows come from
    the stored snapshot and not from the live service.
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
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """The record of a finished pull, as it lies in load.json and in raw.loads."""

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
    is_replay: bool
    tables: list[str]
    folder: Path


def land(pull: Pull, landing: Path, *, code_version: str, flow_run_id: str | None = None) -> Load:
    """Write a pull to the landing, or find it there already.

    Returns the load's record. Raises SourceError if the pull holds no row at all: an empty pull is a fault, never a fact.
    """
    row_count = sum(frame.height for frame in pull.tables.values())
    if row_count == 0:
        raise SourceError(f"{pull.source}: {pull.url} gave no row that parses; nothing was landed.")
    checksum = _checksum(pull)
    day = landing / pull.source / pull.retrieved_on.isoformat()
    earlier = [load for load in finished_loads(landing) if load.folder.parent == day]
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


def finished_loads(landing: Path) -> Iterator[Load]:
    """Every finished load in the order of days and, within a day, of finishing; unfinished ones are passed over."""
    records = [path for path in landing.glob(f"*/*/*/{LOAD_RECORD}") if not path.parent.name.startswith(".")]
    loads = [_read_record(path.parent) for path in records]
    yield from sorted(loads, key=lambda load: (load.retrieved_on, load.finished_at, load.load_id))


def newest_load(landing: Path, source: str, *, since: date, url: str | None = None) -> Load | None:
    """The newest finished load of a source that was retrieved on or after a day, from an address if one is given.

    Stored snapshots are left aside.
    """
    loads = [load for load in finished_loads(landing) if load.source == source and not load.is_replay]
    loads = [load for load in loads if load.retrieved_on >= since and url in (None, load.url)]
    return loads[-1] if loads else None


def landed_values(landing: Path, source: str, table: str, column: str) -> set[str]:
    """Every value of a column that any finished load of a source holds."""
    files = [load.folder / f"{table}.parquet" for load in finished_loads(landing) if load.source == source]
    return {value for file in files for value in pl.read_parquet(file, columns=[column])[column]}


_SHARED_FIELDS = (
    "source", "title", "producer", "url", "query", "licence", "retrieved_on", "started_at", "finished_at", "is_replay",
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
