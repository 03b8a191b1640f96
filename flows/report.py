"""Write the weekly report from the warehouse.

Reads: the DuckDB file. Writes: reports/weekly/<ISO week>/ and reports/index.html. How often: weekly, after transform. On failure: the
report of the week stays as it was, and so do the others.
"""

from dataclasses import dataclass
from datetime import date

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from flows.ingest import run_day
from reports import markdown
from reports.charts import fonts
from reports.headline import Report
from reports.provenance import read_provenance
from reports.releases.tables import PRINTED
from reports.render import ReportPaths, write_report
from reports.sections.answer import answer_in_full
from warehouse.build.swap import versions
from warehouse.read.connect import open_warehouse
from warehouse.read.explain import explain_all
from warehouse.settings import code_version, read_settings


@dataclass(frozen=True, slots=True)
class Written:
    """A report: its answer, what stands above it, and where it lies."""

    headline: str
    first_lines: tuple[str, ...]
    paths: ReportPaths


@task
def render_pages(made_on: date) -> Written:
    """Query the marts and write the pages. made_on: the day that they say they were made on."""
    settings = read_settings()
    with open_warehouse(settings.warehouse) as connection:
        provenance = read_provenance(
            connection, code_version=code_version(), versions=versions(), made_on=made_on, site_url=settings.site_url
        )
        facts = {
            release_id: {section.key: section.rows for section in explanation.sections}
            for release_id, explanation in explain_all(connection, PRINTED).items()
        }
        paths = write_report(
            connection, settings.reports, provenance=provenance, facts=facts, kept=settings.cache / "pictures"
        )
        return Written(" ".join(answer_in_full(Report(connection))), provenance.first_lines, paths)


def in_short(written: Written) -> str:
    """The answer below what a reader must know first, as paragraphs; signs that are more than text to Markdown are escaped."""
    return "\n\n".join(map(markdown.escaped, (*written.first_lines, written.headline)))


def run_name() -> str:
    """What a run is called: after the week that it writes."""
    with open_warehouse(read_settings().warehouse) as connection:
        return f"report {Report(connection).week}"


@flow(log_prints=True, flow_run_name=run_name)
def report(made_on: date | None = None) -> Written:
    """Write the report of the week that the warehouse's as-of day lies in.

    made_on: the day it says it was made on (default: the day for which the run was scheduled).
    """
    written = render_pages(made_on or run_day())
    if advice := fonts.advice():
        print(advice)
    create_markdown_artifact(in_short(written), key="report", description="The answer of the week")
    return written


if __name__ == "__main__":
    report()
