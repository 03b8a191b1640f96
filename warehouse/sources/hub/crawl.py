"""The whole Hub, listed: every model by its creation, page after page into a spool, batch after batch into columns.

The Hub gives its list by a cursor that leads from page to page, and has no filter by date, so one lister follows it; batches of its pages
are written beside it, here or wherever `write` sends them. A break costs the page under way: the next crawl goes on at the cursor. One that
the Hub takes no more is begun again from the start, and what was read is kept. A partial listing goes by the last change instead, from the
newest back to `since`. Raises what `Hub.pages` raises.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from warehouse.landing import SourceError, TransientError
from warehouse.sources.hub.api import LARGEST_PAGE, LIMITS, Hub, RawPage
from warehouse.sources.hub.columns import FIELDS, Place, count_rows
from warehouse.sources.hub.listing import accepted, note_refused
from warehouse.sources.hub.pulls import utc
from warehouse.sources.hub.spool import (
    PAGES_A_BATCH,
    NotAsWritten,
    Record,
    Spool,
    alone,
    discard,
    open_spool,
    write_batch,
)
from warehouse.sources.net import budget
from warehouse.sources.net.client import Limits, Refused, Token
from warehouse.sources.parse.apart import REJECT_SCHEMA

SORTS = {"full": "createdAt", "partial": "lastModified"}
# What a first crawl is planned for: some three million models were on the Hub in the autumn of 2026. Later ones know the listing before.
EXPECTED_MODELS = 3_000_000
MOST_BEGINNINGS = 5  # of one listing; a Hub that refuses its own cursors again and again cannot be listed
CURSOR_REFUSED = (400, 410)
MOST_REASONS = 10
PAGE_LIMITS = replace(
    LIMITS, most_bytes=16 * 2**20
)  # twenty times a usual page of a thousand; a larger one is asked for in halves
_CHANGED_AT = re.compile(r'"lastModified"\s*:\s*"([^"\\]{1,40})"')


@dataclass(frozen=True, slots=True)
class Plan:
    """What a crawl will ask for, as the first page of this run and its headers say. requests: that are left, None where nobody knows.

    quota and window_seconds: of the rate limit, None where the Hub names none. seconds: of waiting for it.
    """

    requests: int | None
    rows_a_page: int
    quota: int | None
    window_seconds: int | None
    seconds: float

    def describe(self) -> str:
        """The plan in a sentence."""
        if self.requests is None:
            return "How many pages have changed the Hub does not say; it is asked for one after another until the last listing is reached."
        if not self.quota:
            return f"About {self.requests:,} requests are left, a page of {self.rows_a_page:,} models each; the Hub names no rate limit."
        windows = max(1, ceil(self.requests / self.quota))
        return (
            f"About {self.requests:,} requests are left, a page of {self.rows_a_page:,} models each: {windows:,} "
            f"window{'s' if windows > 1 else ''} of {self.quota:,} requests in {self.window_seconds or 0:,} s, about "
            f"{ceil(self.seconds / 60):,} min of waiting for them."
        )


@dataclass(frozen=True, slots=True)
class Step:
    """How far a crawl is. expected_pages: None where nobody knows. remaining: requests that the window still allows."""

    pages: int
    models: int
    expected_pages: int | None
    remaining: int | None
    seconds_left: float | None
    waiting_seconds: float


@dataclass(frozen=True, slots=True)
class Listed:
    """A whole listing in a spool. rows: those in the batches, of which one may come twice. refused: fields that the Hub does not take.

    file: that the rows were read from, in place of the Hub.
    """

    kind: str
    url: str
    query: str
    batches: list[Path]
    rejects: list[Path]
    rows: int
    reject_count: int
    refused: list[str]
    pages: int
    requests: int
    started_at: datetime
    finished_at: datetime
    file: Path | None = None

    @property
    def place(self) -> str:
        """What was read, and would be asked again: the file, or the address."""
        return self.url if self.file is None else str(self.file)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a crawl is told and whom it tells.

    expected: models, as the last full listing had them. say: sentences about what is odd. write: writes a batch of a spool by its folder
    and number, now or later; wait: until all are written.
    """

    now: Callable[[], datetime]
    expected: int = EXPECTED_MODELS
    say: Callable[[str], None] = lambda sentence: None
    on_plan: Callable[[Plan], None] = lambda plan: None
    on_step: Callable[[Step], None] = lambda step: None
    write: Callable[[Path, int], object] = write_batch
    wait: Callable[[], None] = lambda: None
    pages_a_batch: int = PAGES_A_BATCH
    page_size: int = LARGEST_PAGE


@contextmanager
def listed(
    spools: Path,
    asking: Asking,
    *,
    since: datetime | None = None,
    endpoint: str | None = None,
    token: Token | str | bool | None = None,
    limits: Limits = PAGE_LIMITS,
) -> Iterator[Listed]:
    """List the Hub into a spool, or go on with one, and give the whole listing; the spool goes when the block ends well.

    since: the start of the listing before, for a partial one of what changed since. endpoint, token: as in Hub.
    """
    kind = "full" if since is None else "partial"
    hub = Hub(endpoint, token, limits, on_wait=lambda seconds: run.tell(seconds))
    fresh = Record(
        kind=kind, endpoint=str(hub.base), fields=list(FIELDS), since=since, started_at=utc(asking.now),
        next_path=_first_path(hub, kind, asking.page_size), pages_a_batch=asking.pages_a_batch,
    )  # fmt: skip
    with alone(spools):
        run = _Run(hub, open_spool(spools, fresh, asking.say), asking)
        try:
            for number in run.batches():
                asking.write(run.spool.folder, number)
            asking.wait()
        except (TransientError, Refused, NotAsWritten):
            raise
        except SourceError as error:  # the Hub's list itself is odd, and would be again
            raise SourceError(f"{error} What was read lies in {run.spool.folder}; remove that to begin anew.") from None
        yield _listed(hub, run.spool)
        discard(run.spool.folder)


class _Run:
    """One crawl at work: what it has seen since it started."""

    def __init__(self, hub: Hub, spool: Spool, asking: Asking) -> None:
        self.hub, self.spool, self.asking = hub, spool, asking
        self.started, self.first_page = time.monotonic(), spool.record.pages
        self.asked = sum(budget.REQUESTS.values())
        self.seen: set[int] = set()
        self.plan: Plan | None = None

    def batches(self) -> Iterator[int]:
        """Numbers of batches whose pages are whole, each once, while pages come."""
        record, given = self.spool.record, set[int]()
        while record.next_path is not None:
            try:
                for page in self.hub.raw_pages(record.next_path, count_rows):
                    self.take(page)
                    if record.pages % record.pages_a_batch == 0:
                        due = [number for number in self.spool.due() if number not in given]
                        given.update(due)
                        yield from due
                    if record.next_path is None:
                        break
            except Refused as error:
                self.begin_again(error)
        yield from (number for number in self.spool.due() if number not in given)

    def take(self, page: RawPage) -> None:
        """Keep a page. Raises SourceError for one that was there before."""
        record, key = self.spool.record, hash(page.text)
        if page.row_count and key in self.seen:
            raise SourceError(
                f"{self.hub.base}: page {record.pages + 1:,} of the list is one that was read before; the Hub pages in a circle."
            )
        self.seen.add(key)
        asked, self.asked = self.asked, sum(budget.REQUESTS.values())
        is_last = record.since is not None and _is_before(page, record.since)
        next_path = None if is_last else page.next_path
        self.spool.keep(page, requests=self.asked - asked, next_path=next_path, now=utc(self.asking.now))
        if self.plan is None:
            self.plan = self.make_plan(page)
            self.asking.on_plan(self.plan)
        self.tell()

    def make_plan(self, page: RawPage) -> Plan:
        """The plan after the first page of this run."""
        record, window = self.spool.record, self.hub.window()
        requests = None
        if record.kind == "full" and page.row_count:
            requests = max(0, ceil((self.asking.expected - record.models) / page.row_count))
        seconds = window.seconds_for(requests or 0) if window is not None else 0.0
        quota, length = (window.quota, window.seconds) if window is not None else (None, None)
        return Plan(requests, page.row_count, quota, length, seconds)

    def tell(self, waiting_seconds: float = 0.0) -> None:
        """Say how far it is; called before each wait, too."""
        record, window = self.spool.record, self.hub.window()
        expected = left = None
        if self.plan is not None and self.plan.requests is not None:
            expected = max(record.pages, self.first_page + 1 + self.plan.requests)
            left = expected - record.pages
        seconds = None
        if left is not None and record.pages > self.first_page:
            pace = (time.monotonic() - self.started) / (record.pages - self.first_page)
            seconds = max(left * pace, window.seconds_for(left) if window is not None else 0.0)
        remaining = window.remaining if window is not None else None
        self.asking.on_step(Step(record.pages, record.models, expected, remaining, seconds, waiting_seconds))

    def begin_again(self, error: Refused) -> None:
        """Go back to the first page, without a field that the Hub refuses or because it takes the cursor no more. Raises other refusals."""
        record, hub = self.spool.record, self.hub
        if note_refused(hub, list(record.fields), error):
            gone = ", ".join(name for name in record.fields if name not in accepted(hub, FIELDS))
            self.asking.say(
                f"{hub.base}: the Hub refuses the field {gone} of its list; it is left out, and its column is unknown."
            )
        elif error.status not in CURSOR_REFUSED or record.next_path == self.first_path():
            raise error
        elif record.beginnings >= MOST_BEGINNINGS:
            raise SourceError(
                f"{hub.base}: the listing had to begin again {record.beginnings} times; the last reason: {error}"
            )
        else:
            record.beginnings += 1
            self.asking.say(
                f"{hub.base}: the cursor after page {record.pages:,} is taken no more ({error.reason}); the listing begins again from the "
                "start, and what was read is kept."
            )
        refused = [name for name in FIELDS if name not in accepted(hub, FIELDS)]
        self.seen.clear()
        self.spool.begin_again(self.first_path(), refused)

    def first_path(self) -> str:
        """Where the listing begins."""
        return _first_path(self.hub, self.spool.record.kind, self.asking.page_size)


def _first_path(hub: Hub, kind: str, page_size: int) -> str:
    expand = [("expand", name) for name in accepted(hub, FIELDS)]
    return hub.url("/api/models", [("sort", SORTS[kind]), *expand, ("limit", str(page_size))]).raw_path.decode()


def _is_before(page: RawPage, since: datetime) -> bool:
    """Whether the last row of a page, the one whose change is the oldest, was changed before that moment."""
    *_, last = ["", *_CHANGED_AT.findall(page.text)]
    try:
        return datetime.fromisoformat(last) < since
    except (ValueError, TypeError):  # no moment, or without its zone: the next page says more
        return False


def counted(places: list[Place]) -> tuple[int, int]:
    """The rows and the rejects of batches."""
    return (
        sum(pq.read_metadata(place.batch).num_rows for place in places),
        sum(pq.read_metadata(place.rejects).num_rows for place in places),
    )


def _listed(hub: Hub, spool: Spool) -> Listed:
    record, places = spool.record, spool.places
    assert record.finished_at is not None
    spool.hold()
    query = f"sort={SORTS[record.kind]}; expand={','.join(record.fields)}"
    rows, rejects = counted(places)
    return Listed(
        kind=record.kind,
        url=str(hub.url("/api/models")),
        query=query if record.since is None else f"{query}; changed since {record.since.isoformat()}",
        batches=[place.batch for place in places],
        rejects=[place.rejects for place in places],
        rows=rows,
        reject_count=rejects + len(record.refused),
        refused=record.refused,
        pages=record.pages,
        requests=record.requests,
        started_at=record.started_at,
        finished_at=record.finished_at,
    )


def list_reasons(found: Listed) -> list[tuple[str, int]]:
    """Why rows were rejected, and how often, the most frequent first; a field that is not there at all is one."""
    told = pl.concat(
        [pl.DataFrame(schema=REJECT_SCHEMA), *(pl.read_parquet(file, glob=False) for file in found.rejects)]
    )
    counts = told.group_by("reason").len().sort("len", "reason", descending=[True, False]).head(MOST_REASONS).rows()
    return [(f"{name}: not among the fields; the column is unknown", 1) for name in found.refused] + counts
