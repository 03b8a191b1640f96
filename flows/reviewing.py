"""Print the review queue, and what an answer to it has written."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from flows import output
from warehouse.read.connect import QueryError
from warehouse.read.explain import clean
from warehouse.review import queue as review_queue

# A suggestion of the kind is told by one column; the rest is for programs.
SHOWN = ("proposal_id", "source", "subject", "suggested", "score", "evidence")


def show(
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
        output.write(queue.head(limit), format, None)
        return
    if queue.is_empty():
        print("Nothing is open.")
        return
    suggested = pl.coalesce("suggested_release_id", "suggested_name", "suggestion").alias("suggested")
    output.show(queue.head(limit).with_columns(suggested).select(SHOWN))
    more = f", {queue.height - limit:,} more with --limit" if queue.height > limit else ""
    print(
        f"\n{queue.height:,} open{more}. Answer with --accept ID, or --reject ID --reason TEXT; the next build heeds it."
    )


def accept(
    connection: duckdb.DuckDBPyConnection, folder: Path, proposal_id: str, *, today: date, release_id: str | None
) -> None:
    """Accept a proposal and say what was written."""
    _tell(review_queue.accept(connection, folder, proposal_id, today=today, release_id=release_id))


def reject(connection: duckdb.DuckDBPyConnection, folder: Path, proposal_id: str, *, reason: str, today: date) -> None:
    """Reject a proposal and say so."""
    _tell(review_queue.reject(connection, folder, proposal_id, reason=reason, today=today))


def _tell(answer: review_queue.Answer) -> None:
    print(clean(answer.written))
    if answer.left:
        print(clean(answer.left))
