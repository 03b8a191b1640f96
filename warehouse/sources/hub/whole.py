"""What a full listing must say before it stands for the whole Hub: a root, a share and what is gone are read from it.

A list that ends early looks whole, as one behind a proxy does that passes no Link on. A listing without a word on bases would make every
repository the root of its own lineage, and one without a word on when they were created has nothing new. A snapshot says nowhere of which
day it is.
"""

import glob
from datetime import UTC, date, datetime, timedelta

import polars as pl

from warehouse.landing import SourceError
from warehouse.printable import counted
from warehouse.sources.hub.columns import connect
from warehouse.sources.hub.crawl import Listed
from warehouse.sources.hub.rows import FIRST_DAY
from warehouse.sources.parse.apart import REJECT_SCHEMA

LEAST_OF_LAST = 0.5  # of the models of the listing before: so many do not go in a few weeks
MOST_LATER = 0.001  # of a snapshot's models, created after its day: slips of a clock, where a day's worth is more


def insist_on_whole(found: Listed, last: int | None, remedy: str) -> None:
    """Raise SourceError for a full listing that can be none.

    last: how many models the one before has, if there is one. remedy: what to do, a sentence.
    """
    if found.kind != "full":
        return
    if not found.rows:
        raise SourceError(f"{found.place}: the listing holds no repository, so nothing was kept{_why(found)}. {remedy}")
    # A list that began again has rows twice. The estimate takes no memory, and is right to a few of a hundred.
    ((n_models, n_telling, n_dated),) = _ask(
        found,
        "least(count(*), approx_count_distinct(hub_id)), count(*) filter (where len(tags) > 0 or base_models is not null), "
        "count(created_at)",
    )
    if last is not None and n_models < LEAST_OF_LAST * last:
        raise SourceError(
            f"{found.place}: the list ended after some {n_models:,} models, and the full listing before has {last:,}; one that broke off "
            f"stands for no whole Hub, so it was not kept. {remedy}"
        )
    if found.rows and not n_telling:
        raise SourceError(
            f"{found.place}: of {found.rows:,} models none has tags or baseModels, and without them each would be a root of its own, so "
            f"the listing was not kept. {remedy}"
        )
    if found.rows and not n_dated:
        raise SourceError(
            f"{found.place}: of {found.rows:,} models none has createdAt, and without it none would be told as new, so the listing was not "
            f"kept. {remedy}"
        )


def insist_on_day(found: Listed, day: date) -> None:
    """Raise SourceError for a day before FIRST_DAY, or with models that it cannot have known; a day more is for its zone."""
    if day < FIRST_DAY:
        raise SourceError(
            f"{found.query}: the Hub says of no model that it was created before {FIRST_DAY}, so no snapshot is of a day before; give the "
            "day of which it speaks with --day."
        )
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=2)
    moment = f"timestamptz '{end.isoformat()}'"
    ((n_later, newest),) = _ask(found, f"count(*) filter (where created_at >= {moment}), cast(max(created_at) as date)")
    if n_later > MOST_LATER * found.rows:
        raise SourceError(
            f"{found.query}: {n_later:,} of its {found.rows:,} models were created after that day, the last on {newest}; give the day of "
            "which the snapshot speaks with --day."
        )


def _why(found: Listed) -> str:
    """The reason of the first row that was rejected, and how many there were."""
    told = pl.concat(
        [pl.DataFrame(schema=REJECT_SCHEMA), *(pl.read_parquet(file, glob=False) for file in found.rejects)]
    )
    rows = told.filter(pl.col("row_number") > 0).unique(["file", "row_number"], keep="first", maintain_order=True)
    if rows.is_empty():
        return ""
    number, reason = rows.select("row_number", "reason").row(0)
    return f"; {counted(rows.height, 'row')} rejected, the first of them row {number:,} ({reason})"


def _ask(found: Listed, columns: str) -> list[tuple[int, ...]]:
    with connect() as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(
            f"select {columns} from read_parquet($files)",  # noqa: S608 - columns of ours
            {"files": [glob.escape(str(batch)) for batch in found.batches]},
        ).fetchall()
