"""The one place where a country that a source states becomes a code: staging.countries, for every load that has landed."""

import duckdb
import polars as pl

from warehouse.reference.country_names import read_country


def list_countries(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """staging.countries: every cell of a source's country column with its code; null where it is not understood."""
    stated = [text for (text,) in connection.sql(_STATED).fetchall()]
    rows = [(text, read_country(text)) for text in stated]
    return pl.DataFrame(rows, schema={"country_stated": pl.String, "country": pl.String}, orient="row")


_STATED = """
    select country from raw.epoch_index where country is not null
    union
    select country from raw.archive_models where country is not null
    order by all
"""
