"""Draws of past weeks: estimands A and B within 500 paired draws of the index as it would have been fitted at the end of each week.

About a hundred weeks differ in scores, dates or labels, so that the whole of it is some 50,000 refits: minutes of work, which the weekly
run does not wait for. `openlag backfill` does it, lands a row a week, and asks only for weeks whose inputs have no row yet.
"""

import os
from collections.abc import Iterator
from concurrent.futures import as_completed
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl

from lag import drawn
from lag.errors import NotEnoughData
from warehouse.estimates import fitted_index
from warehouse.estimates.draw_matrix import DrawMatrix
from warehouse.estimates.weeks import QUERIES, Week, list_weeks
from warehouse.landing import Pull
from warehouse.processes import new_pool

Row = dict[str, Any]


def weeks_to_draw(connection: duckdb.DuckDBPyConnection) -> list[list[Week]]:
    """Weeks on our own index whose inputs have no row of draws yet, those with the same draws together, oldest first."""
    known = {key for (key,) in connection.execute("select inputs_key from core.week_draws").fetchall()}
    groups: dict[str, list[Week]] = {}
    for week in read_weeks(connection):
        if week.draw_key is not None and week.inputs_key not in known:
            groups.setdefault(week.draw_key, []).append(week)
    return list(groups.values())


def read_weeks(connection: duckdb.DuckDBPyConnection) -> Iterator[Week]:
    """Every week on both scales as the warehouse has it."""
    return list_weeks(**{name: connection.sql(query).pl() for name, query in QUERIES.items()})


def draw_weeks(groups: list[list[Week]], *, processes: int | None = None) -> Iterator[list[Row]]:
    """Rows of raw.backfilled_weeks for each group of weeks, as it is done, in no order; spread over processes (default: all cores)."""
    with new_pool(processes or os.cpu_count()) as pool:
        # The newest first, which have the most scores: the last job to end should not be the longest.
        jobs = [pool.submit(draw_group, group) for group in reversed(groups)]
        try:
            for job in as_completed(jobs):
                yield job.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def draw_group(weeks: list[Week]) -> list[Row]:
    """Weeks with the same draws: refit everything in every draw, then estimate each week within each draw."""
    inputs = weeks[0].inputs
    assert inputs is not None
    draws = fitted_index.draw(inputs, weeks[0].n_draws)
    matrix = DrawMatrix(draws.capability, {name: place for place, name in enumerate(draws.releases)})
    return [_row(week, matrix, draws.n_failed) for week in weeks]


def _row(week: Week, matrix: DrawMatrix, n_failed: int) -> Row:
    row: Row = {
        "week": week.week,
        "week_as_of": week.week_as_of,
        "inputs_key": week.inputs_key,
        "n_draws": len(matrix.values),
        "n_draws_failed": n_failed,
    }
    try:
        found = drawn.estimate_drawn_lag(
            week.leaders["day"].to_numpy(),
            matrix.of(week.leaders["release_id"]),
            week.laggards["day"].to_numpy(),
            matrix.of(week.laggards["release_id"]),
            start_day=week.start_day,
            as_of_day=week.as_of_day,
        )
    except NotEnoughData:  # no draw had a record at risk: a row of nulls, so that the week is not asked for again
        return row
    figures = {name: value for name, value in asdict(found).items() if name in _SCHEMA}
    return row | figures | {"n_draws": row["n_draws"]}


def as_pull(rows: list[Row], *, started_at: datetime, now: datetime, run_on: date) -> Pull:
    """Rows as one pull for the landing, in order of week, so that the same weeks give the same load."""
    return Pull(
        source="backfill",
        title="Draws of past weeks",
        producer="openlag",
        url="lag/index.py, lag/drawn.py",
        query=f"{len(rows)} weeks",
        licence="Apache-2.0; the scores they rest on: CC BY 4.0, Epoch AI",
        retrieved_on=run_on,
        started_at=started_at,
        finished_at=now,
        tables={"backfilled_weeks": pl.DataFrame(sorted(rows, key=lambda row: row["week"]), schema=_SCHEMA)},
    )


_SCHEMA: dict[str, Any] = {
    "week": pl.String, "week_as_of": pl.Date, "inputs_key": pl.String, "n_draws": pl.Int64, "n_draws_failed": pl.Int64,
    "n_draws_median_not_reached": pl.Int64, "n_draws_bracket_unknown": pl.Int64, "median_days_lower": pl.Float64,
    "median_days_upper": pl.Float64, "share_6m_lower": pl.Float64, "share_6m_upper": pl.Float64,
    "central_days_lower": pl.Float64, "central_days_upper": pl.Float64, "share_median_within_6m": pl.Float64,
    "ci_level": pl.Float64,
}  # fmt: skip
