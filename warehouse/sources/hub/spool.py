"""What lies on disk of a listing of the whole Hub under way: pages as received, batches in columns, and a record of how far it is.

A spool is a folder `<kind>-<start>/` with `crawl.json`, `pages/` and `batches/`. A page is put there whole before the record says so, and a
batch before its pages go, so that a run killed at any moment is gone on with: what is repeated gives the same files. Days may lie between
two runs, and a machine between who lists and who writes: the record holds a sum of itself and of each page, and a batch lies beside its
own, so that none of it is believed once it has changed. Whoever lists holds the lock of the folder of spools; a batch can be written by any
process that sees it, once its pages are whole.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from warehouse import files
from warehouse.landing import SourceError
from warehouse.sources.hub.api import RawPage
from warehouse.sources.hub.columns import Place, connect, write_pages

RECORD = "crawl.json"
PAGES_A_BATCH = 50  # of a thousand models: some 40 MB of text, which wait for their batch, and what an interruption can cost to parse again
# Counts of two weeks in one listing would be of none: what is older and not whole is begun anew.
OLDEST = timedelta(days=7)


@dataclass(slots=True, kw_only=True)
class Record:
    """How far a listing is.

    kind: full, or partial. fields: asked for, without those that the Hub refused. since: of a partial one, how far back it goes. next_path:
    path and query of the next page, None at the end. models: rows read, of which one may come twice. beginnings: how often the Hub took its
    cursor no more, and one. page_sums: the SHA-256 of each page whose batch is not known to be written, by its name.
    """

    kind: str
    endpoint: str
    fields: list[str]
    since: datetime | None
    started_at: datetime
    next_path: str | None
    finished_at: datetime | None = None
    refused: list[str] = field(default_factory=list)
    pages: int = 0
    models: int = 0
    requests: int = 0
    beginnings: int = 1
    pages_a_batch: int = PAGES_A_BATCH
    page_sums: dict[str, str] = field(default_factory=dict)


class NotAsWritten(SourceError):
    """What lies in a spool is gone, has changed or cannot be read; the sentence says what to do."""


_SUM = "record_sha256"
_MOMENTS = ("since", "started_at", "finished_at")


@dataclass(slots=True)
class Spool:
    """A listing under way, as it lies on disk."""

    folder: Path
    record: Record

    def keep(self, page: RawPage, *, requests: int, next_path: str | None, now: datetime) -> None:
        """Put a page there, then say so. requests: what it cost."""
        record, content = self.record, page.text.encode()
        place = _page(self.folder, record.pages + 1)
        files.write_whole(place, content)
        record.page_sums[place.name] = hashlib.sha256(content).hexdigest()
        record.pages, record.models = record.pages + 1, record.models + page.row_count
        record.requests, record.next_path = record.requests + requests, next_path
        record.finished_at = now if next_path is None else None
        self.save()

    def begin_again(self, path: str, refused: Sequence[str]) -> None:
        """Go back to a first page and keep what was read: of a repository read twice, the last counts."""
        record = self.record
        record.next_path, record.refused = path, list(refused)
        record.fields = [name for name in record.fields if name not in refused]
        self.save()

    def save(self) -> None:
        """Write the record."""
        given = json.loads(json.dumps(asdict(self.record), default=str))
        files.write_whole(self.folder / RECORD, json.dumps(given | {_SUM: _sum_of(given)}, indent=1).encode())

    def due(self) -> list[int]:
        """The numbers of the batches that are not written though their pages are whole. Pages that a killed run left behind go."""
        numbers = range(1, self.batch_count + 1)
        for number in numbers:
            if _place(self.folder, number).batch.exists():
                _remove_pages(self.folder, self.record, number)
                for page in _pages(self.folder, self.record, number):
                    self.record.page_sums.pop(page.name, None)
        return [number for number in numbers if not _place(self.folder, number).batch.exists()]

    def hold(self) -> None:
        """Raises NotAsWritten where a batch, or a page that waits for its batch, is gone or has changed. Reads every byte."""
        for number in range(1, ceil(self.record.pages / self.record.pages_a_batch) + 1):
            _hold_pages(self.folder, self.record, number)
            place = _place(self.folder, number)
            if place.batch.exists() and not place.are_as_written():
                raise NotAsWritten(
                    f"{place.batch}: the batch and its rejects do not have the sums with which they were written; remove {self.folder} to "
                    "begin the listing anew."
                )

    @property
    def batch_count(self) -> int:
        """How many batches have all their pages; the last one may have fewer."""
        whole, rest = divmod(self.record.pages, self.record.pages_a_batch)
        return whole + (1 if rest and self.record.next_path is None else 0)

    @property
    def places(self) -> list[Place]:
        """Where the batches lie, in the order in which they were read."""
        return [_place(self.folder, number) for number in range(1, self.batch_count + 1)]


def write_batch(folder: Path, number: int) -> int:
    """Write a batch of a spool from its pages, which go then; return its models. One that is there already is left as it is.

    Raises SourceError for a page that is no JSON, NotAsWritten, and TransientError for a full disk.
    """
    record = _read(folder)
    if record is None:
        raise NotAsWritten(f"{folder / RECORD}: the record is gone; remove {folder} to begin the listing anew.")
    place, count = _place(folder, number), 0
    if not place.batch.exists():
        _hold_pages(folder, record, number)
        place.batch.parent.mkdir(exist_ok=True)
        with connect(folder) as connection:
            try:
                count = write_pages(connection, _pages(folder, record, number), place, asked=record.fields)
            except FileNotFoundError:
                _hold_pages(folder, record, number)
                if not place.batch.exists():
                    raise
    _remove_pages(folder, record, number)
    return count


@contextmanager
def alone(spools: Path) -> Iterator[None]:
    """Hold the folder of spools. Raises SourceError where another crawl does."""
    spools.mkdir(parents=True, exist_ok=True)
    try:
        with files.alone(spools):
            yield
    except files.Busy:
        raise SourceError(
            f"{spools}: another crawl is at work here, and two would ask the Hub twice; wait for it to end."
        ) from None


def open_spool(spools: Path, fresh: Record, say: Callable[[str], None]) -> Spool:
    """The spool that a crawl goes on with, or a new one with the record given; the caller holds the lock.

    What is left of a listing that cannot be gone on with is removed, and told; one of another kind or Hub is left alone.
    Raises NotAsWritten.
    """
    for folder in sorted(path for path in spools.iterdir() if path.is_dir()):
        record = None if folder.name.startswith(".") else _read(folder)
        if record is None:  # of a run that was killed while it made or removed it
            discard(folder)
        elif (record.kind, record.endpoint) != (fresh.kind, fresh.endpoint):
            say(f"{folder}: a {record.kind} listing of {record.endpoint} waits here; it is left alone.")
        elif reason := _obstacle(record, fresh):
            say(f"The listing begun on {_minute(record.started_at)} is begun anew: {reason}.")
            discard(folder)
        else:
            spool = Spool(folder, record)
            spool.hold()
            say(
                f"Going on with the listing begun on {_minute(record.started_at)}, after {record.pages:,} pages with {record.models:,} "
                "models."
            )
            return spool
    spool = Spool(spools / f"{fresh.kind}-{fresh.started_at:%Y%m%dT%H%M%SZ}", fresh)
    new = files.hidden(spool.folder, "next")
    (new / "pages").mkdir(parents=True)
    Spool(new, fresh).save()
    new.rename(spool.folder)
    return spool


def discard(folder: Path) -> None:
    """Remove a spool, which is one no longer from the first moment on."""
    gone = files.hidden(folder, "old")
    folder.rename(gone)
    files.remove(gone)


def _obstacle(record: Record, fresh: Record) -> str | None:
    """Why a listing cannot be gone on with, as the end of a sentence."""
    if {*record.fields, *record.refused} != {*fresh.fields}:
        return "it was asked for other fields"
    if record.next_path is None:
        return None
    if record.since != fresh.since:
        return f"it goes back to {'the first' if record.since is None else _minute(record.since)}"
    if fresh.started_at - record.started_at > OLDEST:
        return f"it is older than {OLDEST.days} days, and its counts would be of two times"
    return None


def _read(folder: Path) -> Record | None:
    """The record of a spool; None without one. Raises NotAsWritten."""
    path = folder / RECORD
    try:
        given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if given.pop(_SUM, None) != _sum_of(given):
            raise ValueError("another sum")
        moments = {name: given[name] and datetime.fromisoformat(given[name]) for name in _MOMENTS}
        record = Record(**given | moments)
        if any(not isinstance(getattr(record, name), int) for name in ("pages", "models", "pages_a_batch")):
            raise ValueError("no number")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise NotAsWritten(
            f"{path}: the record of a crawl cannot be read ({error.strerror or error}); let this user read it, or remove {folder} to begin "
            "anew."
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotAsWritten(
            f"{path}: this is no record of a crawl ({type(error).__name__}); remove {folder} to begin anew."
        ) from None
    return record


def _sum_of(given: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def _hold_pages(folder: Path, record: Record, number: int) -> None:
    """Raises NotAsWritten for a page that is gone or has changed, unless its batch is there: whoever wrote that takes its pages away."""
    for page in _pages(folder, record, number):
        try:
            is_same = files.sum_of(page) == record.page_sums.get(page.name)
        except OSError:
            is_same = False
        if not is_same:
            if _place(folder, number).batch.exists():
                return
            raise NotAsWritten(
                f"{page}: the page is gone or is not as it came; remove {folder} to begin the listing anew."
            )


def _pages(folder: Path, record: Record, number: int) -> list[Path]:
    first = (number - 1) * record.pages_a_batch + 1
    return [_page(folder, n) for n in range(first, min(first + record.pages_a_batch, record.pages + 1))]


def _remove_pages(folder: Path, record: Record, number: int) -> None:
    for page in _pages(folder, record, number):
        files.remove(page)


def _page(folder: Path, number: int) -> Path:
    return folder / "pages" / f"{number:06}.json"


def _place(folder: Path, number: int) -> Place:
    batches = folder / "batches"
    return Place(batches / f"{number:06}.parquet", batches / f"{number:06}-rejects.parquet")


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
