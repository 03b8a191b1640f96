"""List the whole Hub and keep the listing.

Reads: the Hub's list of models, or a snapshot of it in a file. Writes: the spool, then the history. How often: weekly, where somebody wants
it. On failure: what was read stays in the spool, and the next run goes on at its cursor; the history holds whole listings only.
"""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from cli.progress import crawl_progress
from flows.cluster import writers
from flows.deployed import deployed
from flows.ingest import is_transient, run_name
from flows.load_notes import describe_listing
from flows.turns import in_turn
from flows.week import utc_now
from warehouse.history.listings import add_listing
from warehouse.history.read import listings_before
from warehouse.history.records import Kept, Listing
from warehouse.landing import SourceError
from warehouse.settings import code_version, hub_url, read_settings
from warehouse.sources.hub import bulk, pulls
from warehouse.sources.hub.api import read_endpoint
from warehouse.sources.hub.crawl import EXPECTED_MODELS, Asking, Listed, list_reasons, listed
from warehouse.sources.hub.whole import insist_on_day, insist_on_whole


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """A listing that is in the history now. reasons: why rows or parts of rows were rejected, and how often, the most frequent first."""

    kept: Kept
    requests: int
    reasons: list[tuple[str, int]]


@task(retries=2, retry_delay_seconds=[60, 600], retry_condition_fn=is_transient)
def list_hub(is_changed: bool) -> CrawlRun:
    """List what the Hub has, or what changed since the last listing, and keep it; a try goes on where the one before stopped.

    What an earlier run had read whole and could not put away is kept too; where that was in another week, the Hub is listed after it.
    """
    began = utc_now()
    run = _list(is_changed)
    listing = run.kept.listing
    if listing.finished_at < began and listing.week != f"{began:%G-W%V}":
        _say(f"This was the listing of {listing.listed_on}, which an earlier run had left; now the Hub is listed.")
        run = _list(is_changed)
    return run


def _list(is_changed: bool) -> CrawlRun:
    settings = read_settings()
    before = listings_before(settings.history, settings.memory, f"{read_endpoint(hub_url())}/api/models")
    if is_changed and before.since is None:
        raise SourceError(
            "There is no full listing of the Hub yet that changes could be added to; run `openlag crawl` first."
        )
    with crawl_progress() as show, writers(settings.dask) as (write, wait):
        asking = Asking(
            utc_now,
            before.n_most or EXPECTED_MODELS,
            _say,
            lambda plan: _say(plan.describe()),
            show,
            write=write,
            wait=wait,
        )
        with listed(settings.crawl, asking, since=before.since if is_changed else None) as found:
            remedy = f"Remove {found.batches[0].parents[1]} to list the Hub anew."
            insist_on_whole(found, before.n_last, remedy)
            return _keep(found, "hub", found.started_at.date(), pulls.TITLE, pulls.PRODUCER, pulls.LICENCE)


@task
def read_snapshot(file: Path, day: date) -> CrawlRun:
    """Keep a snapshot as the listing of its day."""
    with bulk.listed_in_file(file, read_settings().crawl, day) as found:
        insist_on_whole(found, None, "Give a snapshot that has them.")
        insist_on_day(found, day)
        return _keep(found, "hub_stats", day, bulk.TITLE, bulk.PRODUCER, bulk.LICENCE)


@flow(log_prints=True, flow_run_name=run_name)
@deployed
@in_turn
def crawl(is_changed: bool = False, file: Path | None = None, day: date | None = None) -> CrawlRun:
    """List the whole Hub.

    is_changed: only what changed since the last listing, which is then a partial one. file, day: a snapshot in the hub-stats layout and the
    day of which it speaks, in place of the Hub.
    """
    run = read_snapshot(file, day) if file is not None and day is not None else list_hub(is_changed)
    create_markdown_artifact(
        describe_listing(run.kept, run.requests, run.reasons), key="crawl", description="What was listed"
    )
    return run


def _keep(found: Listed, source: str, day: date, title: str, producer: str, licence: str) -> CrawlRun:
    settings = read_settings()
    listing = Listing(
        day, found.kind, source, title, producer, found.url, found.query, licence, found.started_at, found.finished_at, found.reject_count
    )  # fmt: skip
    reasons = list_reasons(found)
    kept = add_listing(found.batches, listing, settings.history, memory=settings.memory, code_version=code_version())
    return CrawlRun(kept, found.requests, reasons)


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    crawl()
