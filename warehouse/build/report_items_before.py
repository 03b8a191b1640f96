"""
table: core.report_items_before
meaning: The report's items seven days earlier, by the same models over the same landing.
grain: one row per kind and item
key: kind, item_id
caveat: Only the published index and no Hub table is carried over: nothing else enters core.report_items. The index is the newest reading by
that day, so that what the report says has changed is what a reader saw change.

It stands here and not with the estimates because it runs the build itself.
"""

from datetime import timedelta

import duckdb
import polars as pl

from warehouse.build.runner import build, make_raw
from warehouse.build.selection import select

TABLE = "core.report_items"
_INDEX_ALONE = "where benchmark_id = 'eci_published'"
QUERIES = {
    # Of the table itself, so that this one comes after the checks of what it rests on.
    "day": f"select getvariable('as_of') as as_of, count(*) as n_items from {TABLE}",  # noqa: S608 - constants, as below
    "loads": "from raw.loads",
    "organizations": "from raw.organizations",
    "releases": "from raw.releases",
    "benchmarks": f"from raw.benchmarks {_INDEX_ALONE}",
    "scores": f"from raw.scores {_INDEX_ALONE}",
    "epoch_index": "from raw.epoch_index",
    "aliases": "from raw.aliases",
    "vintages": "from raw.vintages",
    "score_vintages": "from raw.score_vintages",
}


def make(day: pl.DataFrame, **tables: pl.DataFrame) -> pl.DataFrame:
    """Build the tables that core.report_items rests on over the tables of the landing, as of a week before."""
    with duckdb.connect() as earlier:
        make_raw(earlier)
        for name, rows in tables.items():
            earlier.register("carried", rows)
            earlier.execute(f"insert into raw.{name} by name from carried")
            earlier.unregister("carried")
        build(earlier, select(f"+{TABLE}"), as_of=day["as_of"][0] - timedelta(days=7))
        return earlier.sql(f"from {TABLE}").pl()
