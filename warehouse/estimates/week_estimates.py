"""
table: core.week_estimates
meaning: Median, share, bracket and verdicts at the end of every ISO week, from the scores as they were seen then and from today's.
grain: one row per ISO week, scale and basis
key: week, scale_id, basis
beside: yes
"""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from lag import bracket, claims, level, matching, survival
from lag.errors import NotEnoughData
from lag.thresholds import keep_records
from warehouse.estimates.index_groups import average as average_levels
from warehouse.estimates.settings import SEED, figures, frame_of
from warehouse.estimates.weeks import QUERIES as QUERIES
from warehouse.estimates.weeks import Week, list_weeks
from warehouse.row_schema import Schema

SCHEMA: Schema = {
    "week": pl.String, "week_as_of": pl.Date, "scale_id": pl.String, "basis": pl.String, "vintage": pl.Date, "n_records": pl.Int64,
    "n_matched": pl.Int64, "n_censored": pl.Int64, "n_matching_releases": pl.Int64, "median_days": pl.Float64,
    "median_days_lower": pl.Float64, "median_days_upper": pl.Float64, "median_interval_state": pl.String, "share_6m": pl.Float64,
    "share_6m_lower": pl.Float64, "share_6m_upper": pl.Float64, "share_6m_interval_state": pl.String,
    "ci_level": pl.Float64, "typically": pl.String,
    "at_most": pl.String, "under_days": pl.Float64, "central_days": pl.Float64, "over_days": pl.Float64,
    "laggard_release_id": pl.String, "mean_days": pl.Float64, "mean_days_lower": pl.Float64,
    "mean_days_upper": pl.Float64, "on_average": pl.String, "n_scores": pl.Int64, "n_carried": pl.Int64,
    "median_days_carried": pl.Float64, "inputs_key": pl.String,
}  # fmt: skip
VERDICTS = ("typically", "at_most", "on_average")


def make(
    fit: pl.DataFrame,
    headline: pl.DataFrame,
    weeks: pl.DataFrame,
    dated: pl.DataFrame,
    published: pl.DataFrame,
    vintages: pl.DataFrame,
    inputs: pl.DataFrame,
) -> pl.DataFrame:
    """Every week with a record; its draws, if `openlag backfill` has made them, are joined by inputs_key."""
    rows = map(_row, list_weeks(fit, headline, weeks, dated, published, vintages, inputs))
    return frame_of((row for row in rows if row is not None), SCHEMA)


def _row(week: Week) -> dict[str, Any] | None:
    row = _estimate(week)
    if row is None or week.carried is None:
        return row
    n_carried = sum(len(side) for side in week.carried) - len(week.leaders) - len(week.laggards)
    leaders, laggards = week.carried
    other = row if not n_carried else _estimate(replace(week, leaders=leaders, laggards=laggards))
    other = other or {}
    agreed = {name: row[name] if row[name] == other.get(name) else "cannot be told" for name in VERDICTS if name in row}
    return row | agreed | {"n_carried": n_carried, "median_days_carried": other.get("median_days")}


def _estimate(week: Week) -> dict[str, Any] | None:
    arrays = [side[column].to_numpy() for side in (week.leaders, week.laggards) for column in ("day", "score")]
    matched = matching.match_records(*arrays, as_of_day=week.as_of_day)
    is_in = matched.record_days >= week.start_day
    names = week.laggards["release_id"].to_list()
    lags, is_matched = matched.lag_days[is_in], matched.is_matched[is_in]
    chains = [names[place] if place >= 0 else None for place in matched.match_index[is_in]]
    try:
        lag = survival.estimate_survival_lag(
            lags, is_matched, chains, rng=np.random.default_rng(SEED), n_draws=2 * week.n_draws
        )
    except NotEnoughData:
        return None
    typically, at_most = claims.judge_typically(lag), claims.judge_at_most(lags, is_matched, lag)
    average = average_levels(week.as_of_day, week.leaders, week.laggards, 2 * week.n_draws)
    on_average = None if average is None else claims.judge_on_average(average)
    return {
        **figures(week, SCHEMA),
        **figures(lag, SCHEMA),
        "median_days_lower": typically.lower,
        "median_days_upper": typically.upper,
        "median_interval_state": typically.interval_state,
        "share_6m_lower": at_most.lower,
        "share_6m_upper": at_most.upper,
        "share_6m_interval_state": at_most.interval_state,
        "typically": typically.verdict,
        "at_most": at_most.verdict,
        **_bracket(week),
        **_average(average, on_average),
        "n_scores": None if week.inputs is None else len(week.inputs.scores),
        "inputs_key": week.inputs_key,
    }


def _bracket(week: Week) -> dict[str, Any]:
    sides = [
        keep_records(name, side["day"].to_numpy(), side["score"].to_numpy(), week.as_of_day)
        for name, side in (("leader", week.leaders), ("laggard", week.laggards))
    ]
    leaders, laggards = sides
    found = bracket.estimate_bracket_lag(leaders.days, leaders.scores, laggards.days, laggards.scores, [week.as_of_day])
    days = {"under": found.under_days, "central": found.central_days, "over": found.over_days}
    return {f"{name}_days": None if np.isnan(values[0]) else float(values[0]) for name, values in days.items()} | {
        "laggard_release_id": week.laggards["release_id"][int(laggards.index[-1])]
    }


def _average(average: level.LevelLag | None, verdict: claims.Verdict | None) -> dict[str, Any]:
    if average is None or verdict is None:
        return {}
    return {
        "mean_days": average.mean_days,
        "mean_days_lower": average.mean_days_lower,
        "mean_days_upper": average.mean_days_upper,
        "on_average": verdict.verdict,
    }
