"""What the run's page and the terminal say of loads: those that landed, and sources that gave nothing new."""

from collections import Counter
from datetime import date
from pathlib import Path

from reports.markdown import escaped
from warehouse.history.records import Kept
from warehouse.landing import Load, Mark, newest_load
from warehouse.printable import counted


def describe_last(landing: Path, source: str) -> str:
    """What there is of a source when it gives nothing new."""
    last = newest_load(landing, source, since=date.min)
    return f"the pull of {last.retrieved_on} stays" if last else "none has landed yet"


def describe_aside(landing: Path, mark: Mark) -> str:
    """Why a load is set aside, and what of its source is in use instead."""
    last = newest_load(landing, mark.load.source, since=date.min)
    instead = f"in use is the load of {last.retrieved_on}" if last else "there is none before it"
    return f"{mark.load.source}: {mark.reason} {mark.load.label} is set aside; {instead}."


def describe_requests(asked: Counter[str]) -> list[str]:
    """How many requests a run made, by host."""
    if not asked:
        return []
    hosts = ", ".join(f"{count:,} to {host}" for host, count in asked.most_common())
    return [f"Requests: {asked.total():,} ({hosts})."]


def describe_loads(loads: list[Load], told: list[str]) -> str:
    """A table of loads for the run's page, and below it what else there is to tell."""
    rows = [
        f"| {load.source} | {load.retrieved_on} | {load.row_count} | {load.reject_count} | {load.load_id} |"
        for load in loads
    ]
    lines = ["| source | retrieved on | rows | rejected | load |", "|---|---|---|---|---|", *rows]
    if told:
        lines += ["", *(f"- {sentence}" for sentence in told)]
    return "\n".join(lines)


def describe_listing(kept: Kept, requests: int, reasons: list[tuple[str, int]]) -> str:
    """What a listing of the whole Hub is, for the run's page, and what of it did not parse."""
    listing = kept.listing
    lines = [
        f"{counted(kept.n_models, 'repository', 'repositories')}, a {listing.kind} listing of {listing.listed_on} from {listing.url}, "
        f"kept as `{kept.listing_id}`; "
        f"{counted(requests, 'request')}, {counted(listing.n_rejects, 'reject')}.",
        *(f"- {count:,} x {escaped(reason)}" for reason, count in reasons),
    ]
    return "\n\n".join(lines)
