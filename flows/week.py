"""The one clock: when a pull happens, and in which week. A clock that went back is told, since what is newest would be taken for older."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from warehouse.landing import every_load

# What a correction over the network may take a clock back by.
SLACK = timedelta(minutes=5)
STARTED_AT, STARTED = datetime.now(UTC), time.monotonic()


class ClockError(Exception):
    """The clock of this machine cannot be right. The message is one sentence with the next action."""


def utc_now() -> datetime:
    """The moment of a pull; no other clock is read below a flow. Raises ClockError if the clock went back while this process ran."""
    now = datetime.now(UTC)
    expected = STARTED_AT + timedelta(seconds=time.monotonic() - STARTED)
    if now < expected - SLACK:
        raise ClockError(
            f"The clock of this machine went back during the run, to {_minute(now)} where {_minute(expected)} was due; set it and run "
            "again. What has landed stays."
        )
    return now


def require_clock(landing: Path, now: datetime) -> None:
    """Raise ClockError if a load was landed more than a day after now: what lands today would not count as the newest."""
    for load in every_load(landing):
        if load.finished_at > now + timedelta(days=1, hours=1):
            raise ClockError(
                f"The clock of this machine says {_minute(now)}, and {load.load_id} was landed at {_minute(load.finished_at)}: set the "
                f"clock, or, if it was wrong then, move {load.folder} away. Nothing was changed."
            )


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def monday(day: date) -> date:
    """The first day of a day's ISO week."""
    return day - timedelta(days=day.weekday())
