"""The forecasts of a warehouse as a pull for the landing, where they lie frozen: each with its own sum, and all with that of their file."""

from datetime import date, datetime

import duckdb
import polars as pl

from warehouse.landing import Pull

# A target day that has come since the scores were read is no forecast.
TO_REGISTER = """
    select
        forecast_id, model_id, is_baseline, horizon, record_release_id, record_name, record_released_on, target_on, due_on,
        round(probability, 6) as probability, made_as_of, $registered_on as registered_on, load_ids,
        forecast_sum(forecast_id, target_on, due_on, round(probability, 6), $registered_on, load_ids) as sha256,
    from marts.forecasts
    where registered_on is null and due_on is not null and target_on > $registered_on
    order by forecast_id
"""


def to_register(connection: duckdb.DuckDBPyConnection, registered_on: date) -> pl.DataFrame:
    """The forecasts of today that can be registered; empty where no record waits, or no scoring delay is known."""
    return connection.sql(TO_REGISTER, params={"registered_on": registered_on}).pl()


def as_pull(rows: pl.DataFrame, *, started_at: datetime, now: datetime, run_on: date) -> Pull:
    """Rows of `to_register` as one pull."""
    return Pull(
        source="forecasts",
        title="Registered forecasts",
        producer="openlag",
        url="lag/forecasts.py",
        query=f"{rows.height} forecasts",
        licence="Apache-2.0; the scores they rest on: CC BY 4.0, Epoch AI",
        retrieved_on=run_on,
        started_at=started_at,
        finished_at=now,
        tables={"registered_forecasts": rows},
    )
