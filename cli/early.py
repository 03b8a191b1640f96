"""What a run of minutes would be refused for at its end, looked at before it begins."""

import os
from datetime import date, datetime
from pathlib import Path

import typer

from warehouse.landing import finished_loads
from warehouse.settings import SettingError, Settings


def refuse_early(settings: Settings, now: datetime, *, as_of: date | None = None, offline: bool = False) -> None:
    """Raise if a weekly run cannot end well: for its as-of day, a folder, the clock, or the reference files. No request is made.

    Raises typer.BadParameter, SettingError, ClockError, or SourceError, each with a sentence.
    """
    from flows.week import require_clock
    from warehouse.sources import reference

    for folder in (settings.landing, settings.warehouse.parent, settings.reports):
        require_writable(folder)
    require_clock(settings.landing, now)
    facts = reference.insist(reference.read(settings.reference, now=now))
    if as_of is not None:
        require_known_day(as_of, _newest_day(settings, facts.retrieved_on) if offline else now.date())


def require_known_day(as_of: date, newest: date) -> None:
    """Raise typer.BadParameter for an as-of day after the newest on which scores can have been read, or before any release."""
    from warehouse.build.swap import EARLIEST

    if as_of > newest:
        raise typer.BadParameter(
            f"As of {as_of} nothing is known: the scores are of {newest} at the latest. Choose that day or an earlier one."
        )
    if as_of < EARLIEST:
        raise typer.BadParameter(f"As of {as_of} there is nothing to compare; choose a later day.")


def require_writable(folder: Path) -> None:
    """Raise SettingError for a folder that is none, or in which nothing can be written; one that is not there yet would be made."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    if not place.is_dir():
        raise SettingError(f"{folder}: {place} is a file and no folder; move it away, or set OPENLAG_HOME elsewhere.")
    if not os.access(place, os.W_OK | os.X_OK):
        raise SettingError(
            f"{folder}: nothing can be written in {place}; give yourself the permission, or set OPENLAG_HOME elsewhere."
        )


def _newest_day(settings: Settings, reference_day: date) -> date:
    """The day of the newest scores that are there without the network: of Epoch's own, else of the reference files."""
    return max((load.retrieved_on for load in finished_loads(settings.landing, "epoch")), default=reference_day)
