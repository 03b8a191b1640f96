"""Build the warehouse from the landing.

Reads: the landing and warehouse/reference/. Writes: the DuckDB file, swapped in at the end. How often: weekly, after ingest. On failure:
the old warehouse stays as it was, and the message says which file or row is wrong.
"""

from datetime import date

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from flows.ingest import land_pull
from flows.week import utc_now
from warehouse.build.swap import Built, rebuild
from warehouse.landing import Load
from warehouse.settings import read_settings
from warehouse.sources import reference


@task
def land_reference() -> Load:
    """Read the reference files of this checkout; the same facts are landed once."""
    return land_pull(reference.insist(reference.read(read_settings().reference, now=utc_now())))


@task
def build_tables(load: Load, as_of: date | None) -> Built:
    """Run every model and check, and swap the file in."""
    settings = read_settings()
    return rebuild(settings.landing, load, settings.warehouse, as_of=as_of)


@flow(log_prints=True)
def transform(as_of: date | None = None) -> Built:
    """Build the warehouse as of a day (default: the newest retrieval day of a score source)."""
    built = build_tables(land_reference(), as_of)
    create_markdown_artifact(describe_build(built), key="transform", description="Tables and checks")
    return built


def describe_build(built: Built) -> str:
    """Tables and checks for the run's page."""
    checks = [f"| {check.name} | {check.row_count} | {check.sentence} |" for check in built.checks]
    head = [f"{built.table_count} tables as of {built.as_of}.", "", "| check | rows | meaning |", "|---|---|---|"]
    return "\n".join([*head, *checks])


if __name__ == "__main__":
    transform()
