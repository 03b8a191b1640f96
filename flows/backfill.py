"""Draw the past weeks that have no draws yet, and build and write the report with them.

Reads: the DuckDB file. Writes: the landing, then the DuckDB file and the report of its week. How often: after the first weekly run, and
once after each that read new scores; a week whose scores, dates and labels have not changed is never drawn again. On failure, or when
interrupted: the weeks that have landed stay, and the next run goes on from there.
"""

from dataclasses import dataclass
from datetime import date, datetime

from prefect import flow, task

from cli.progress import progress
from flows.deployed import deployed
from flows.ingest import land_pull, run_day, run_name
from flows.report import Written, report
from flows.transform import transform
from flows.week import utc_now
from warehouse.estimates.week_draws import Row, as_pull, draw_weeks, weeks_to_draw
from warehouse.read.connect import open_warehouse
from warehouse.settings import read_settings

# Weeks landed at a time: what an interruption can lose.
BATCH = 16


@dataclass(frozen=True, slots=True)
class BackfillRun:
    """How many weeks were drawn, and the report written with them; None where there was nothing to draw."""

    n_weeks: int
    seconds: float
    written: Written | None


@task
def draw_missing_weeks() -> tuple[int, date]:
    """Draw and land every week without draws; return how many they were, and the as-of day of the warehouse."""
    with open_warehouse(read_settings().warehouse) as connection:
        groups = weeks_to_draw(connection)
        ((as_of,),) = connection.execute("select as_of from raw.warehouse").fetchall()
    n_weeks = sum(len(group) for group in groups)
    started, waiting, done = utc_now(), list[Row](), 0
    with progress("Backfill") as show:
        for rows in draw_weeks(groups):
            waiting, done = waiting + rows, done + len(rows)
            show(done, n_weeks, "weeks drawn")
            if len(waiting) >= BATCH or done == n_weeks:
                _land(waiting, started)
                waiting = []
    return n_weeks, as_of


@flow(log_prints=True, flow_run_name=run_name)
@deployed
def backfill() -> BackfillRun:
    """Draw the past; then transform and report, as of the day of the warehouse that is there."""
    started = utc_now()
    n_weeks, as_of = draw_missing_weeks()
    seconds = (utc_now() - started).total_seconds()
    if not n_weeks:
        return BackfillRun(0, seconds, None)
    transform(as_of=as_of)
    return BackfillRun(n_weeks, seconds, report())


def _land(rows: list[Row], started: datetime) -> None:
    land_pull(as_pull(rows, started_at=started, now=utc_now(), run_on=run_day()))


if __name__ == "__main__":
    backfill()
