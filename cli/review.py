"""`openlag review`: what a person has to decide, and what an answer has written."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import duckdb
import polars as pl
import typer

from cli import output
from cli.app import Format, new_commands, tell
from flows.week import utc_now
from warehouse.read.answer import WRITERS
from warehouse.read.ask import QueryError
from warehouse.read.connect import open_warehouse
from warehouse.review import queue as review_queue
from warehouse.settings import read_settings

commands = new_commands()

MOST_LISTED = 1_000_000
# A suggestion of the kind is told by one column; the rest is for programs.
SHOWN = ("proposal_id", "source", "subject", "suggested", "score", "evidence")


class Kind(StrEnum):
    """What is asked about."""

    identity = "identity"
    release = "release"
    organization = "organization"
    label = "label"


@commands.command(
    epilog="Examples:  openlag review   |   openlag review --source hub --limit 100   |   openlag review --accept 2463c252595d   |   "
    "openlag review --accept 142b58f9c4d3 --release gemini-2-5-pro-mar-2025   |   "
    'openlag review --reject 88aaac571bc6 --reason "another model: the chat version"'
)
def review(
    kind: Annotated[Kind | None, typer.Option(help="List one kind of proposal. Default: every kind.")] = None,
    source: Annotated[str | None, typer.Option(help="List the proposals of one source, such as models_dev.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="List so many at most.")] = 20,
    format: Annotated[
        Format, typer.Option(help="How to print the list; only table leaves columns out.")
    ] = Format.table,
    accept: Annotated[
        list[str] | None, typer.Option(help="Write this proposal into the reference files; may be repeated.")
    ] = None,
    release: Annotated[
        str | None,
        typer.Option(help="Accept as this release, and not as the likeliest; one of another maker needs --reason."),
    ] = None,
    reject: Annotated[str | None, typer.Option(help="Turn this proposal down for good.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is turned down, or is the release of --release.")] = None,
) -> None:
    """Show what a person has to decide (is this name that release?), and write the answers into warehouse/reference."""

    if reject is not None and reason is None:
        raise typer.BadParameter("--reject needs --reason.")
    if reason is not None and (reject is None) == (release is None):
        raise typer.BadParameter("--reason goes with --reject or with --release, and with one of them.")
    if release is not None and len(accept or ()) != 1:
        raise typer.BadParameter("--release goes with one --accept.")
    settings = read_settings()
    with open_warehouse(settings.warehouse) as connection:
        if not accept and reject is None:
            name = kind.value if kind else None
            _show(connection, settings.reference, kind=name, source=source, limit=limit, format=format.value)
            return
        today = utc_now().date()
        for proposal_id in accept or ():
            _accept(connection, settings.reference, proposal_id, today=today, release_id=release, reason=reason)
        if reject is not None and reason is not None:
            _reject(connection, settings.reference, reject, reason=reason, today=today)


def _show(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    kind: str | None,
    source: str | None,
    limit: int,
    format: str,
) -> None:
    """Print the open proposals, what matters most first; a table ends with how many there are and how to answer."""
    queue = review_queue.read_queue(connection, folder)
    known = sorted(set(queue["source"]))
    if source is not None and source not in known:
        there = f"the queue has {', '.join(known)}" if known else "the queue is empty"
        raise QueryError(f"No open proposal is of the source {source[:100]!r}; {there}.")
    if kind is not None:
        queue = queue.filter(kind=kind)
    if source is not None:
        queue = queue.filter(source=source)
    if format != "table":
        with output.scratch() as target, duckdb.connect() as local:
            local.register("queue", queue.head(limit))
            WRITERS[format](local, "from queue", target, limit)
            output.pour(target)
        return
    if queue.is_empty():
        print("Nothing is open.")
        return
    suggested = pl.coalesce("suggested_release_id", "suggested_name", "suggestion").alias("suggested")
    output.show(SHOWN, queue.head(limit).with_columns(suggested).select(SHOWN).rows())
    more = f", {queue.height - limit:,} more with --limit" if queue.height > limit else ""
    print(
        f"\n{queue.height:,} open{more}. Answer with --accept ID, or --reject ID --reason TEXT; the next build heeds it."
    )


def _accept(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    proposal_id: str,
    *,
    today: date,
    release_id: str | None,
    reason: str | None,
) -> None:
    """Accept a proposal and say what was written."""
    _tell(review_queue.accept(connection, folder, proposal_id, today=today, release_id=release_id, reason=reason))


def _reject(connection: duckdb.DuckDBPyConnection, folder: Path, proposal_id: str, *, reason: str, today: date) -> None:
    """Reject a proposal and say so."""
    _tell(review_queue.reject(connection, folder, proposal_id, reason=reason, today=today))


def _tell(answer: review_queue.Answer) -> None:
    tell(answer.written)
    if answer.left:
        tell(answer.left)
