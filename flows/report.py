"""Write the weekly report from the warehouse.

Reads: the DuckDB file. Writes: reports/weekly/<ISO week>/ and reports/index.html. How often: weekly, after transform. On failure: the
report of the week stays as it was, and so do the others.
"""

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from reports.data import read_provenance
from reports.render import ReportPaths, write_report
from warehouse.connect import open_warehouse
from warehouse.publish import versions
from warehouse.settings import code_version, read_settings


@task
def render_pages() -> ReportPaths:
    """Query the marts and write the pages."""
    settings = read_settings()
    with open_warehouse(settings.warehouse) as connection:
        provenance = read_provenance(connection, code_version=code_version(), versions=versions())
        return write_report(connection, settings.reports, provenance=provenance)


@flow(log_prints=True)
def report() -> ReportPaths:
    """Write the report of the week that the warehouse's as-of day lies in."""
    paths = render_pages()
    create_markdown_artifact(paths.headline, key="report", description="The answer of the week")
    return paths


if __name__ == "__main__":
    report()
