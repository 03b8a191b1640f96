"""Register the forecasts of the week: land them, where they lie frozen, and show them as registered.

Reads: the DuckDB file. Writes: the landing, then the tables of forecasts in the DuckDB file. How often: once an ISO week, by the first
weekly run that may. On failure: what has landed stays and is scored; the next build shows it. Registered is only what was said without
knowing: live, as of the newest reading of the scores, which is at most seven days older than the day on which the run was due.
"""

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

from prefect import task

from flows.ingest import land_pull, run_day
from flows.week import monday, utc_now
from warehouse.build.swap import Built, rebuild_selected
from warehouse.estimates.forecast_registration import as_pull, to_register
from warehouse.landing import every_load, finished_loads, overtaken
from warehouse.read.connect import open_warehouse
from warehouse.settings import read_settings
from warehouse.sources.registry import REQUIRED

OLDEST = timedelta(days=7)


@task
def register_forecasts(built: Built, chosen: date | None, snapshot_for: Collection[str]) -> str:
    """Register the forecasts of a warehouse that this run has built, or say why not, in a sentence. chosen: the run's `as_of`."""
    settings, started = read_settings(), utc_now()
    reason = why_not(settings.landing, run_day(), built.as_of, chosen, snapshot_for)
    if reason is not None:
        return f"not registered: {reason}."
    with open_warehouse(settings.warehouse) as connection:
        rows = to_register(connection, started.date())
    if rows.is_empty():
        return (
            f"not registered: as of {built.as_of} no US record is unmatched with a target day to come, no scoring delay is known, or "
            "another week has registered them already."
        )
    load = land_pull(as_pull(rows, started_at=started, now=utc_now(), run_on=run_day()))
    rebuild_selected(settings.warehouse, "core.registered_forecasts+", added=[load])
    return f"{rows.height} registered as {load.load_id}, and frozen in {load.folder}."


def why_not(landing: Path, run_on: date, as_of: date, chosen: date | None, snapshot_for: Collection[str]) -> str | None:
    """Why a run may not register, or None. run_on: the day it was due; as_of: that of its warehouse; chosen: the day it was given."""
    if chosen is not None:
        return f"the as-of day {chosen} was chosen, and a forecast speaks from the newest reading of the scores"
    stored = sorted({*snapshot_for} & {*REQUIRED})
    if stored:
        return f"the stored stand-in was used for {' and '.join(stored)}"
    behind = sorted(source for source in REQUIRED if overtaken(landing, source) is not None)
    if behind:
        return f"what was read last is set aside of {' and '.join(behind)}"
    newest = max(
        (load for load in finished_loads(landing) if load.source == "epoch"),
        key=lambda load: (load.retrieved_on, load.finished_at),
        default=None,
    )
    if newest is None or newest.retrieved_on != as_of:
        return f"the scores in use are of {as_of}, and not the newest that were read"
    if newest.is_snapshot or not newest.url.startswith(("http://", "https://")):
        return f"the scores were read from {newest.url}, and not live"
    if run_on - as_of > OLDEST:
        return f"the scores were read on {as_of}, more than seven days before the run of {run_on}"
    earlier = [load for load in every_load(landing) if load.source == "forecasts"]
    if any(monday(load.retrieved_on) == monday(run_on) for load in earlier):
        return f"those of the week of {monday(run_on)} are registered already"
    return None
