"""The weekly run: ingest, transform, register the forecasts, report, tell what changed.

Reads: the Hub and Epoch's files. Writes: the landing, the warehouse, the report of the week. How often: Monday morning. On failure: the run
stops at the stage that failed, whose message says what to do; everything written before stays, and running again goes on from it.
Running the same week twice asks no server twice and gives the same bytes; where nothing has changed, nothing is built or drawn again.
"""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.deployed import deployed
from flows.ingest import ingest, run_day, run_name
from flows.register import register_forecasts
from flows.report import REPORT_KEPT, Written, in_short, report
from flows.tell import tell_changes
from flows.transform import WAREHOUSE_KEPT, describe_build, transform
from flows.week import monday
from reports import markdown
from reports.verdict_changes import Changes
from warehouse.build.swap import Built
from warehouse.landing import overtaken
from warehouse.settings import read_settings
from warehouse.sources.registry import REQUIRED


@dataclass(frozen=True, slots=True)
class WeeklyRun:
    """What a run made and how long each stage took.

    forecasts: that they were registered, or why not. is_behind: the newest load of a source that the headline needs is set aside. kept: a
    sentence for what was not made again, since nothing has changed.
    """

    headline: str
    first_lines: tuple[str, ...]
    report: Path
    warehouse: Path
    built: Built
    forecasts: str
    changes: Changes
    stage_seconds: dict[str, float]
    is_behind: bool
    kept: tuple[str, ...] = ()


@flow(log_prints=True, flow_run_name=run_name)
@deployed
def weekly(
    as_of: date | None = None,
    snapshot_for: list[str] | None = None,
    is_offline: bool = False,
    made_on: date | None = None,
    rebuild: bool = False,
) -> WeeklyRun:
    """Run the week.

    as_of: the day up to which the data speak (default: the newest retrieval day of a score source). snapshot_for: sources ("hub", "epoch")
    that take the stored snapshot instead of the network, and optional ones to leave out; a scheduled run names none, and fails if the Hub
    or Epoch cannot be reached. is_offline: nobody is told of a change. made_on: the day that the report says it was made on (default: the
    day for which the run that drew it was scheduled). rebuild: build and draw, though nothing has changed.
    """
    seconds = [time.monotonic()]
    ingest(snapshot_for=snapshot_for, since=monday(run_day()))
    seconds.append(time.monotonic())
    built = transform(as_of=as_of, rebuild=rebuild)
    registered = register_forecasts(built, as_of, snapshot_for or ())
    seconds.append(time.monotonic())
    written = report(made_on, rebuild)
    changes = tell_changes(written.paths.week, is_chosen=as_of is not None, is_offline=is_offline)
    seconds.append(time.monotonic())
    settings = read_settings()
    page = describe_week(written, changes, built, registered, settings.site_url)
    create_markdown_artifact(page, key="weekly", description="The week in short")
    stages = zip(("ingest", "transform", "report"), seconds, seconds[1:], strict=False)
    took = {name: end - start for name, start, end in stages}
    kept = ((WAREHOUSE_KEPT, built.is_kept), (REPORT_KEPT, written.is_kept))
    is_behind = any(overtaken(settings.landing, name) is not None for name in REQUIRED)
    return WeeklyRun(
        written.headline,
        written.first_lines,
        written.paths.page,
        settings.warehouse,
        built,
        registered,
        changes,
        took,
        is_behind,
        tuple(sentence for sentence, is_kept in kept if is_kept),
    )


def describe_week(written: Written, changes: Changes, built: Built, registered: str, site_url: str = "") -> str:
    """The run's page: the answer, what changed, where the report lies and is served, and the checks."""
    report_at = f"Report: `{written.paths.page}`" + (f", <{site_url}/weekly/{changes.week}/>" if site_url else "")
    parts = (
        in_short(written),
        markdown.escaped(changes.sentence),
        report_at,
        describe_build(built),
        f"Forecasts: {registered}",
    )
    return "\n\n".join(parts)


if __name__ == "__main__":
    weekly()
