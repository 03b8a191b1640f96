"""What the Hub's pulls share: whose they are, how far they are, and how a Pull is put together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.sources.hub.api import Hub

TITLE = "Hugging Face Hub, model metadata"
PRODUCER = "Hugging Face"
# So many that cannot be asked in a row are no fault of each: the Hub is away, and every further one would cost its tries and waits.
MOST_FAILED_IN_A_ROW = 5
LICENCE = "Facts from the Hub's public API; each model card under its own licence"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull is. things: what done and total count, "organisations" or "repositories"; found: what they gave so far."""

    things: str
    name: str
    done: int
    total: int
    found: int
    rate_limit_remaining: int | None
    waiting_seconds: float


@dataclass(slots=True)
class Run:
    """One pull under way: what it has counted and whom it tells."""

    things: str
    total: int
    now: Callable[[], datetime]
    on_progress: Callable[[Progress], None] | None = None
    name: str = ""
    done: int = 0
    found: int = 0
    failed_in_a_row: int = 0
    hub: Hub | None = None
    started_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.started_at = utc(self.now)

    def tell(self, waiting_seconds: float = 0.0) -> None:
        """Say how far it is; given to the Hub as what it calls before each wait."""
        if self.on_progress is None:
            return
        window = self.hub.window() if self.hub is not None else None
        left = window.remaining if window is not None else None
        self.on_progress(Progress(self.things, self.name, self.done, self.total, self.found, left, waiting_seconds))

    def end_of(self, failure: str | None) -> SourceError | None:
        """Count one thing as done, and what failed after others that did; the error that ends the pull after MOST_FAILED_IN_A_ROW.

        What was tried lands before it is raised: otherwise the same few would be tried first, and end the pull, in every run.
        """
        self.done += 1
        self.failed_in_a_row = 0 if failure is None else self.failed_in_a_row + 1
        left = self.total - self.done
        if self.failed_in_a_row < MOST_FAILED_IN_A_ROW or not left:
            return None
        return SourceError(
            f"{self.failed_in_a_row} {self.things} one after another could not be asked about, so the other {left} are not tried; the next "
            f"run does. The last: {failure}"
        )

    def pull(
        self,
        source: str,
        tables: dict[str, pl.DataFrame],
        rejects: list[Reject],
        *,
        query: str,
        title: str = TITLE,
        started_at: datetime | None = None,
    ) -> Pull:
        """The Pull of what was read since it started, or since started_at."""
        assert self.hub is not None
        started = started_at or self.started_at
        return Pull(
            source=source,
            title=title,
            producer=PRODUCER,
            url=str(self.hub.url("/api/models")),
            query=query,
            licence=LICENCE,
            retrieved_on=self.started_at.date(),
            started_at=started,
            finished_at=utc(self.now),
            tables=tables,
            rejects=rejects,
        )


def utc(now: Callable[[], datetime]) -> datetime:
    """The moment of a clock, which must know its zone."""
    moment = now()
    if moment.tzinfo is None:
        raise ValueError(f"now() gave {moment!r}, a time without a zone; give datetime.now(UTC).")
    return moment.astimezone(UTC)
