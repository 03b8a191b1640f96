"""
table: staging.countries
meaning: Countries as sources state them, and which each is; null where it is not understood.
grain: one row per text that a source states
key: country_stated
"""

import polars as pl

from warehouse.reference.country_names import read_country

QUERIES = {
    "stated": """
        select country from raw.epoch_index where country is not null
        union
        select country from raw.archive_models where country is not null
        order by all
    """,
}


def make(stated: pl.DataFrame) -> pl.DataFrame:
    """Every cell of a source's country column with its code."""
    rows = [(text, read_country(text)) for text in stated["country"]]
    return pl.DataFrame(rows, schema={"country_stated": pl.String, "country": pl.String}, orient="row")
