"""Pull every source and land it.

Reads: the Hub, Epoch's files, the optional sources, warehouse/reference/hub_models.csv when the snapshot is asked for. Writes: the landing.
How often: the Hub daily, everything weekly. On failure: the run fails; what has landed stays, and the next run goes on from there. A
source that cannot be reached is tried again; the stored snapshot takes its place only where the caller asks for it by name. An optional
source, which the headline does not need, fails alone, and so do the Hub's top lists, which only serve proposals: the last landed pull stays
with its own day, and the run says so and goes on.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from flows.load_notes import describe_last, describe_loads
from flows.progress import hub_progress
from flows.week import utc_now
from warehouse.landing import Load, Pull, SourceError, TransientError, land, landed_values, newest_load
from warehouse.replay import ReplayServer
from warehouse.settings import code_version, read_settings
from warehouse.sources import epoch, optional, reference
from warehouse.sources.hub import listing, top
from warehouse.sources.optional import OPTIONAL
from warehouse.sources.reference import tracked_namespaces, tracked_repositories

SOURCES = ("hub", "epoch")
RETRY_SECONDS: list[float] = [10, 60, 300]


def is_transient(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed task met an error that may pass; if so, say that it is tried again."""
    error = state.result(raise_on_failure=False)
    if isinstance(error, TransientError):
        print(f"{error} Trying again; Ctrl-C stops.", file=sys.stderr)
    return isinstance(error, TransientError)


def run_day() -> date:
    """The UTC day for which this run was scheduled: a run can start just before its time."""
    started = flow_run.scheduled_start_time or utc_now()
    return started.astimezone(UTC).date()


@task(retries=len(RETRY_SECONDS), retry_delay_seconds=RETRY_SECONDS, retry_condition_fn=is_transient)
def land_hub() -> Load:
    """List the tracked organisations on the live Hub."""
    with hub_progress("organisations") as show:
        return land_pull(listing.pull_models(tracked_namespaces(_facts()), now=utc_now, on_progress=show))


@task
def land_hub_snapshot() -> Load:
    """List the tracked organisations on the replay of the stored snapshot, through the same client and without the token."""
    with ReplayServer() as server:
        pull = listing.pull_models(tracked_namespaces(_facts()), endpoint=server.endpoint, token=False, now=utc_now)
        return land_pull(server.mark(pull))


@task(retries=len(RETRY_SECONDS), retry_delay_seconds=RETRY_SECONDS, retry_condition_fn=is_transient)
def land_hub_weights() -> Load | None:
    """Look up the first commit with weights of tracked releases that have none landed yet; the past does not change."""
    known = landed_values(read_settings().landing, "hub_weights", "hub_first_weights", "hub_model_id")
    unknown = sorted(tracked_repositories(_facts()) - known)
    if not unknown:
        return None
    with hub_progress("repositories") as show:
        pull = listing.pull_first_weights(unknown, now=utc_now, on_progress=show)
    return land_pull(pull) if pull.tables["hub_first_weights"].height else None


@task(retries=len(RETRY_SECONDS), retry_delay_seconds=RETRY_SECONDS, retry_condition_fn=is_transient)
def land_epoch() -> Load:
    """Read Epoch's two files."""
    settings = read_settings()
    pull = epoch.pull(settings.epoch_url, now=utc_now(), retrieved_on=settings.epoch_retrieved_on, cache=settings.cache)
    return land_pull(pull)


@task(retries=1, retry_delay_seconds=10, retry_condition_fn=is_transient)
def land_hub_top() -> Load:
    """List the Hub's top models, among which organisations not tracked yet come to notice; not worth a long wait."""
    return land_pull(top.pull_top(now=utc_now))


@task(retries=1, retry_delay_seconds=10, retry_condition_fn=is_transient)
def land_optional(source: str) -> Load:
    """Read one source that the headline does not need, and that is not worth a long wait."""
    return land_pull(optional.pull(source, read_settings(), now=utc_now()))


@flow(log_prints=True)
def ingest(
    sources: list[str] | None = None, snapshot_for: list[str] | None = None, since: date | None = None
) -> list[str]:
    """Land the sources named (default: all, the optional ones last) and return the ids of their loads.

    snapshot_for: sources that take the stored snapshot instead of the network; an optional source has none and is skipped. since: a load
    retrieved on or after this day is fresh enough and is kept (default: the run's day).
    """
    settings = read_settings()
    landing = settings.landing
    loads: list[Load | None] = []
    told: list[str] = []
    for source in sources or (*SOURCES, *OPTIONAL):
        is_snapshot = source in (snapshot_for or ())
        url = (
            OPTIONAL[source].url(settings) if source in OPTIONAL else settings.epoch_url if source == "epoch" else None
        )
        kept = None if is_snapshot else newest_load(landing, source, since=since or run_day(), url=url)
        if kept is not None:
            loads.append(kept)
        elif source == "hub" and is_snapshot:
            loads.append(land_hub_snapshot())
            told.append(
                f"hub_top: not asked, the stored snapshot has no top lists; {describe_last(landing, 'hub_top')}."
            )
        elif source == "hub":
            loads += [land_hub(), land_hub_weights(), land_alone("hub_top", told, land_hub_top)]
        elif source == "epoch" and not is_snapshot:  # its snapshot is the reference file of scores, read at every build
            loads.append(land_epoch())
        elif source in OPTIONAL and is_snapshot:
            told.append(f"{source}: not asked; {describe_last(landing, source)}.")
        elif source in OPTIONAL:
            loads.append(land_alone(source, told, land_optional, source))
    for sentence in told:
        print(sentence)
    landed = [load for load in loads if load is not None]
    create_markdown_artifact(describe_loads(landed, told), key="ingest", description="What was landed")
    return [load.load_id for load in landed]


def land_alone(source: str, told: list[str], land_source: Callable[..., Load], *arguments: str) -> Load | None:
    """The load of a source that fails alone; None if it cannot be read, which goes to what is told."""
    try:
        return land_source(*arguments)
    except SourceError as error:
        told.append(f"{source}: nothing new was landed; {describe_last(read_settings().landing, source)}. {error}")
        sys.stderr.write(f"{told[-1]}\n")  # the command line silences the log of the run
        return None


def land_pull(pull: Pull) -> Load:
    """Land a pull under this run's id and this code's version."""
    landing = read_settings().landing
    return land(pull, landing, code_version=code_version(), flow_run_id=str(flow_run.id) if flow_run.id else None)


def _facts() -> Pull:
    return reference.insist(reference.read(read_settings().reference, now=utc_now()))


if __name__ == "__main__":
    ingest()
