"""Build the warehouse from the landing.

Reads: the landing, the history of listings and warehouse/reference/. Writes: the DuckDB file, swapped in at the end. How often: weekly,
after ingest. On failure: the old warehouse stays as it was, and the message says which file or row is wrong. A load of a source that the
headline does without and that breaks the build is set aside, and the build goes on from the load before it. A warehouse that is as it was
built, from the same loads and listings, as of the same day and by the same code and libraries, is not built again.
"""

import sys
from datetime import date

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from flows.ingest import land_pull, run_name
from flows.load_notes import describe_aside
from flows.week import utc_now
from reports import markdown
from warehouse.build.culprits import rebuild_without_broken
from warehouse.build.heads import BuildError
from warehouse.build.swap import Built
from warehouse.landing import Load
from warehouse.settings import read_settings
from warehouse.sources import reference
from warehouse.sources.registry import REQUIRED, SOURCES

WAREHOUSE_KEPT = "Nothing that the warehouse is made from has changed, so it was not built again."


@task
def land_reference() -> Load:
    """Read the reference files of this checkout; the same facts are landed once."""
    return land_pull(reference.insist(reference.read(read_settings().reference, now=utc_now())))


@task
def build_tables(load: Load, as_of: date | None, rebuild: bool = False) -> Built:
    """Run every model and check, and swap the file in; what had to be set aside for it is told."""
    settings = read_settings()
    built, marks = rebuild_without_broken(
        settings.landing,
        load,
        settings.warehouse,
        optional={*SOURCES} - {*REQUIRED},
        required=REQUIRED,
        history=settings.history,
        memory=settings.memory,
        as_of=as_of,
        n_draws=settings.draws,
        may_keep=not rebuild,
    )
    for mark in marks:
        sys.stderr.write(f"{describe_aside(settings.landing, mark)}\n")
    return built


@flow(log_prints=True, flow_run_name=run_name)
def transform(as_of: date | None = None, rebuild: bool = False) -> Built:
    """Build the warehouse as of a day (default: the newest retrieval day of a score source).

    rebuild: build it though it is there, from the same.
    """
    try:
        built = build_tables(land_reference(), as_of, rebuild)
    except BuildError as error:  # a check that failed, too
        create_markdown_artifact(markdown.escaped(error), key="transform", description="Why the build stopped")
        raise
    if built.is_kept:
        print(WAREHOUSE_KEPT)
    create_markdown_artifact(describe_build(built), key="transform", description="Tables and checks")
    return built


def describe_build(built: Built) -> str:
    """Tables and checks for the run's page, first the checks that found something."""
    found = [check for check in built.checks if check.row_count]
    rest = [check for check in built.checks if not check.row_count]
    checks = [f"| {check.name} | {check.row_count} | {check.sentence} |" for check in (*found, *rest)]
    head = f"{WAREHOUSE_KEPT} " if built.is_kept else ""
    head += f"{built.table_count} tables as of {built.as_of}; {len(found)} of {len(checks)} checks found rows."
    return "\n".join([head, "", "| check | rows | meaning |", "|---|---|---|", *checks])


if __name__ == "__main__":
    transform()
