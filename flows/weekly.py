"""The weekly run: ingest, transform, register the forecasts, report.

Reads: the Hub and Epoch's files. Writes: the landing, the warehouse, the report of the week. How often: Monday morning. On failure: the run
stops at the stage that failed, whose message says what to do; everything written before stays, and running again goes on from it.
Running the same week twice asks no server twice and gives the same bytes.
"""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.deployed import deployed
from flows.ingest import ingest, run_day
from flows.register import register_forecasts
from flows.report import in_short, report
from flows.transform import describe_build, transform
from flows.week import monday
from warehouse.build.swap import Built
from warehouse.landing import overtaken
from warehouse.settings import read_settings
from warehouse.sources.registry import REQUIRED


@dataclass(frozen=True, slots=True)
class WeeklyRun:
    """What a run made and how long each stage took.

    forecasts: that they were registered, or why not. is_behind: the newest load of a source that the headline needs is set aside.
    """

    headline: str
    first_lines: tuple[str, ...]
    report: Path
    warehouse: Path
    built: Built
    forecasts: str
    stage_seconds: dict[str, float]
    is_behind: bool


@flow(log_prints=True)
@deployed
def weekly(as_of: date | None = None, snapshot_for: list[str] | None = None) -> WeeklyRun:
    """Run the week.

    as_of: the day up to which the data speak (default: the newest retrieval day of a score source). snapshot_for: sources ("hub", "epoch")
    that take the stored snapshot instead of the network, and optional ones to leave out; a scheduled run names none, and fails if the Hub
    or Epoch cannot be reached.
    """
    seconds = [time.monotonic()]
    ingest(snapshot_for=snapshot_for, since=monday(run_day()))
    seconds.append(time.monotonic())
    built = transform(as_of=as_of)
    registered = register_forecasts(built, as_of, snapshot_for or ())
    seconds.append(time.monotonic())
    written = report()
    seconds.append(time.monotonic())
    create_markdown_artifact(
        f"{in_short(written)}\n\n{describe_build(built)}\n\nForecasts: {registered}",
        key="weekly",
        description="The week in short",
    )
    stages = zip(("ingest", "transform", "report"), seconds, seconds[1:], strict=False)
    took = {name: end - start for name, start, end in stages}
    settings = read_settings()
    is_behind = any(overtaken(settings.landing, name) is not None for name in REQUIRED)
    return WeeklyRun(
        written.headline,
        written.first_lines,
        written.paths.page,
        settings.warehouse,
        built,
        registered,
        took,
        is_behind,
    )


if __name__ == "__main__":
    weekly()
