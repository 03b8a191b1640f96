"""Write the weekly report from the warehouse.

Reads: the DuckDB file. Writes: reports/weekly/<ISO week>/ and reports/index.html. How often: weekly, after transform. On failure: the
report of the week stays as it was, and so do the others. A week that lies there as it was written, from the same warehouse by the same
code, is not drawn again, and goes on saying the day on which it was made.
"""

from dataclasses import dataclass
from datetime import date

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from flows.ingest import run_day
from reports import kept, markdown
from reports.charts import fonts
from reports.feed import write_lists
from reports.headline import Report
from reports.provenance import read_provenance
from reports.releases.tables import PRINTED
from reports.render import ReportPaths, paths_of, write_report
from reports.sections.answer import answer_in_full
from warehouse.build.swap import versions
from warehouse.read.connect import open_warehouse
from warehouse.read.explain import explain_all
from warehouse.settings import code_version, read_settings

REPORT_KEPT = (
    "Nothing that the report rests on has changed and its files lie as they were written, so it was not drawn again."
)


@dataclass(frozen=True, slots=True)
class Written:
    """A report: its answer, what stands above it, and where it lies. is_kept: it lay there already, and was not drawn again."""

    headline: str
    first_lines: tuple[str, ...]
    paths: ReportPaths
    is_kept: bool = False


@task
def render_pages(made_on: date | None = None, rebuild: bool = False) -> Written:
    """Query the marts and write the pages, unless they lie there. made_on: as `report` has it."""
    settings = read_settings()
    made_from = kept.describe(settings.warehouse, settings.site_url)
    with open_warehouse(settings.warehouse) as connection:
        report = Report(connection)
        weekly, week = settings.reports / "weekly", report.week
        provenance = read_provenance(
            connection,
            code_version=code_version(),
            versions=versions(),
            made_on=made_on or run_day(),
            site_url=settings.site_url,
        )
        is_kept = not rebuild and kept.is_as_written(weekly, week, made_from, made_on)
        if is_kept:
            write_lists(settings.reports, settings.site_url)
        else:
            facts = {
                release_id: {section.key: section.rows for section in explanation.sections}
                for release_id, explanation in explain_all(connection, PRINTED).items()
            }
            write_report(
                connection,
                settings.reports,
                provenance=provenance,
                facts=facts,
                kept=settings.cache / "pictures",
                made_from=made_from,
            )
        answer = " ".join(answer_in_full(report))
        return Written(answer, provenance.first_lines, paths_of(settings.reports, week), is_kept)


def in_short(written: Written) -> str:
    """The answer below what a reader must know first, as paragraphs; signs that are more than text to Markdown are escaped."""
    return "\n\n".join(map(markdown.escaped, (*written.first_lines, written.headline)))


def run_name() -> str:
    """What a run is called: after the week that it writes."""
    with open_warehouse(read_settings().warehouse) as connection:
        return f"report {Report(connection).week}"


@flow(log_prints=True, flow_run_name=run_name)
def report(made_on: date | None = None, rebuild: bool = False) -> Written:
    """Write the report of the week that the warehouse's as-of day lies in.

    made_on: the day it says it was made on (default: the day for which the run was scheduled that drew it). rebuild: draw it again
    though it lies there.
    """
    written = render_pages(made_on, rebuild)
    if written.is_kept:
        print(REPORT_KEPT)
    if advice := fonts.advice():
        print(advice)
    create_markdown_artifact(in_short(written), key="report", description="The answer of the week")
    return written


if __name__ == "__main__":
    report()
