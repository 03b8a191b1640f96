"""
table: marts.open_shares
meaning: Share of releases with open weights, by country and half-year of release: all that were scored, and the frontier records
among them.
grain: one row per kind, country and half-year; null is all of them since GPT-4
key: kind, country, half_year
not_null: kind, country, n, n_open, share_open, share_open_lower, share_open_upper, ci_level, as_of
in: kind (frontier record, release); country (CN, US)
caveat: Only releases that somebody scored are known here; makers publish many more. Intervals are Wilson's and take releases for
independent.
"""

import polars as pl

from lag.openness import OpenShare, estimate_open_share
from warehouse.estimates.settings import figures, frame_of
from warehouse.row_schema import Schema, schema_of

QUERIES = {
    "counts": """
        select
            kind, country, year(released_on) || '-H' || if(month(released_on) <= 6, 1, 2) as half_year,
            count(*) filter (where is_open) as n_open, count(*) as n,
        from core.open_releases
        group by grouping sets ((kind, country, half_year), (kind, country))
        order by kind, country, half_year nulls first
    """,
}
KEY: Schema = dict.fromkeys(("kind", "country", "half_year"), pl.String)
SCHEMA = KEY | schema_of(OpenShare, leave_out=("method",))


def make(counts: pl.DataFrame) -> pl.DataFrame:
    """A share with its interval for every count."""
    rows = counts.iter_rows(named=True)
    return frame_of((row | figures(estimate_open_share(row["n_open"], row["n"]), SCHEMA) for row in rows), SCHEMA)
