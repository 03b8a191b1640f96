"""The landing: every pull as Parquet with a small record of itself, written once and never again.

A pull lands in a folder of its own, `landing/<source>/<day>/<load_id>/`: one Parquet file a table, and `load.json` last. The folder is
written under a hidden name in the landing and renamed when it is whole, so a run killed at any moment leaves either a finished load or
something that nobody reads, which the next run removes without looking into the days before. The load id holds the checksum of the rows:
landing the same facts again finds the folder there and changes nothing, unless it is damaged: then they are landed anew beside it. A load
that is damaged, or whole and not to be believed, is set aside: a mark of its own in `landing/set_aside/` says why, the load stays where it
is, and nothing reads it until somebody takes the mark away. A mark is of one folder and goes with it: a copy that somebody made of a load
is set aside by itself.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from warehouse import files
from warehouse.load_records import Load as Load
from warehouse.load_records import find_damage as find_damage
from warehouse.load_records import label_of, name_of, read_record, read_table, store, write_record
from warehouse.printable import sentence

SET_ASIDE = "set_aside"
# A pull is written in a second or two; whoever holds the landing for longer is stopped or stuck.
LONGEST_WAIT_SECONDS = 60.0


class SourceError(Exception):
    """A source cannot be read, and trying again will not help. The message is one sentence for the reader, of which nothing from outside
    reaches a terminal or a log but what can be printed."""

    def __init__(self, message: str) -> None:
        super().__init__(sentence(message))


class TransientError(SourceError):
    """A source cannot be read now; the same request may pass later."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that did not parse, kept as it came; the reason is a sentence that can be printed."""

    table: str
    file: str
    row_number: int
    reason: str
    raw_text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", sentence(self.file))
        object.__setattr__(self, "reason", sentence(self.reason))


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
class Mark:
    """Why a load is set aside, and the file that says so. is_damaged: it is not as it was landed, rather than not to be believed."""

    load: Load
    reason: str
    file: Path
    is_damaged: bool = False


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
    stem = name_of(pull.source, pull.retrieved_on, checksum)
    with _alone(landing):
        earlier = every_load(landing, pull.source, day.name)
        if earlier and earlier[-1].checksum == checksum:
            damage = find_damage(earlier[-1])
            if damage is None:
                return earlier[-1]
            _mark(earlier[-1], landing, damage, is_damaged=True)
        # Facts that came back after others of the same day are a load of their own: the last to finish is the one that counts.
        names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        folder = next(day / name for name in names if not (day / name).exists())
        partial = files.hidden(landing / folder.name, "partial")
        partial.mkdir()
        tables = dict(pull.tables)
        if pull.rejects:
            tables["rejects"] = pl.DataFrame([asdict(reject) for reject in pull.rejects])
        load = Load(
            load_id=folder.name,
            row_count=row_count,
            reject_count=len(pull.rejects),
            checksum=checksum,
            code_version=code_version,
            flow_run_id=flow_run_id,
            tables=sorted(tables),
            folder=folder,
            fills=dict(fills or {}),
            files={name: store(frame, partial / f"{name}.parquet") for name, frame in tables.items()},
            **{name: getattr(pull, name) for name in _SHARED_FIELDS},
        )
        write_record(load, partial)
        day.mkdir(parents=True, exist_ok=True)
        partial.rename(folder)
    return load


def every_load(landing: Path, source: str = "*", day: str = "*") -> list[Load]:
    """Every finished load, those set aside and those with a fault too, in the order of days and, within a day, of finishing."""
    return _loads(landing.glob(f"{source}/{day}/*"))


def _newest_first(landing: Path, source: str, since: date = date.min) -> Iterator[Load]:
    """Every finished load of a source from a day on, the newest first; no more days are read than are asked for."""
    for day in sorted((landing / source).glob("*"), reverse=True):
        if day.name < since.isoformat():
            return
        yield from reversed(_loads(day.glob("*")))


def _loads(paths: Iterable[Path]) -> list[Load]:
    folders = [path for path in paths if not path.name.startswith(".") and path.is_dir()]
    loads = [load for folder in folders if (load := read_record(folder)) is not None]
    return sorted(loads, key=lambda load: (load.retrieved_on, load.finished_at, load.load_id))


def loads_to_check(landing: Path, source: str = "*", day: str = "*") -> Iterator[Load]:
    """Every load that is not set aside, in the order of `every_load`: what is to be read, once it is known to hold."""
    marks = _names_aside(landing)
    yield from (load for load in every_load(landing, source, day) if _mark_name(load.folder) not in marks)


def _names_aside(landing: Path) -> set[str]:
    return {path.name for path in (landing / SET_ASIDE).glob("*.json")}


def finished_loads(landing: Path, source: str = "*", day: str = "*") -> Iterator[Load]:
    """Every finished load that is not set aside and whose record holds, in the order of days and, within a day, of finishing."""
    yield from (load for load in loads_to_check(landing, source, day) if load.fault is None)


def set_aside(load: Load, landing: Path, reason: str, *, is_damaged: bool = False) -> Mark:
    """Mark a load as not to be read, for a reason. Taking the mark's file away lets it count again."""
    with _alone(landing):
        return _mark(load, landing, reason, is_damaged=is_damaged)


def set_damaged_aside(landing: Path, loads: Iterable[Load]) -> list[Mark]:
    """Set aside those of the loads that are not as they were landed."""
    damaged = [(load, reason) for load in loads if (reason := find_damage(load)) is not None]
    return [set_aside(load, landing, reason, is_damaged=True) for load, reason in damaged]


def _mark(load: Load, landing: Path, reason: str, *, is_damaged: bool) -> Mark:
    file = landing / SET_ASIDE / _mark_name(load.folder)
    file.parent.mkdir(exist_ok=True)
    reason = sentence(reason)
    folder = load.folder.relative_to(landing).as_posix()
    content = {"load_id": load.load_id, "folder": folder, "reason": reason, "is_damaged": is_damaged}
    files.write_whole(file, f"{json.dumps(content)}\n".encode())
    return Mark(load, reason, file, is_damaged)


def _mark_name(folder: Path) -> str:
    return f"{label_of(folder).replace('/', '.')}.json"


@contextmanager
def _alone(landing: Path) -> Iterator[None]:
    """Hold the landing for writing, and remove what killed runs left in it. What the system refuses is a sentence."""
    try:
        landing.mkdir(parents=True, exist_ok=True)
        with files.alone(landing, seconds=LONGEST_WAIT_SECONDS):
            try:
                _sweep(landing)
                yield
            except BaseException:
                _sweep(landing)
                raise
    except files.Busy as error:
        raise TransientError(
            f"{landing}: another run has been writing here for {LONGEST_WAIT_SECONDS:.0f} s; wait for it to end, then run again."
        ) from error
    except (OSError, pl.exceptions.PolarsError) as error:
        place, reason = getattr(error, "filename", None) or landing, getattr(error, "strerror", None) or error
        raise SourceError(f"{place}: cannot be written ({reason}); set OPENLAG_HOME elsewhere.") from error


def _sweep(landing: Path) -> None:
    for path in (*landing.glob(".*.partial"), *(landing / SET_ASIDE).glob(".*.next")):
        files.remove(path)
    for mark in (landing / SET_ASIDE).glob("*.json"):
        # Else what is landed or put there later would find itself set aside; a mark of before December 2026 names no folder.
        with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
            if not (landing / str(json.loads(mark.read_text(encoding="utf-8"))["folder"])).exists():
                files.remove(mark)


def loads_set_aside(landing: Path) -> list[Mark]:
    """The loads that are set aside, in their order, each with its reason."""
    names = _names_aside(landing)
    loads = _loads(path for path in landing.glob("*/*/*") if _mark_name(path) in names) if names else []
    return [mark for load in loads if (mark := _read_mark(load, landing)) is not None]


def _read_mark(load: Load, landing: Path) -> Mark | None:
    file = landing / SET_ASIDE / _mark_name(load.folder)
    if not file.exists():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Mark(load, str(content["reason"]), file, content.get("is_damaged") is True)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Mark(load, f"{file} is damaged and does not say why.", file)


def overtaken(landing: Path, source: str) -> Mark | None:
    """The newest load of a source that is set aside, if no load in use is newer: what is in use is then not what was read last."""
    last = next((load for load in _newest_first(landing, source) if not load.is_snapshot), None)
    return _read_mark(last, landing) if last else None


def newest_load(landing: Path, source: str, *, since: date = date.min, url: str | None = None) -> Load | None:
    """The newest load in use of a source that was retrieved on or after a day, from an address if one is given.

    Stored snapshots are left aside.
    """
    aside = _names_aside(landing)
    in_use = (
        load
        for load in _newest_first(landing, source, since)
        if load.fault is None and _mark_name(load.folder) not in aside and not load.is_snapshot
    )
    return next((load for load in in_use if url in (None, load.url)), None)


def landed_table(
    landing: Path, source: str, table: str, columns: Sequence[str], *, is_live: bool = False
) -> list[tuple[Any, ...]]:
    """The rows of a table in every load in use of a source, in order of days: the columns, then the day of the load.

    is_live: leave stored snapshots out. A load of before the table or a column was kept has no rows. Raises SourceError for a file that
    is not as it was landed; the next build sets its load aside.
    """
    rows: list[tuple[Any, ...]] = []
    for load in finished_loads(landing, source):
        if table in load.tables and not (is_live and load.is_snapshot):
            try:
                frame = read_table(load, table)
            except (OSError, ValueError) as error:
                raise SourceError(f"{load.load_id} is damaged: {error} The next build sets it aside.") from error
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
