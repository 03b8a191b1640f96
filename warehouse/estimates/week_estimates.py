"""The past as it was: what the report would have said at the end of every ISO week, from the releases and scores known by then.

Two scales a week. On `eci_published`, the index as published in the load that the week uses, limited to releases of the time. On `index`,
our own index fitted anew to the scores known by then. Dates and labels are those of today's reference file, and so are estimators.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb
import numpy as np
import polars as pl

from lag import bracket, claims, index, level, matching, survival
from lag.errors import NotEnoughData
from lag.thresholds import keep_records
from warehouse.estimates import index_estimates
from warehouse.estimates.level_estimates import EPOCH_DAY, SEED, estimate_group

PAIRING_ID, DATE_BASIS, START_ON = "us_any__cn_open", "available", date(2023, 3, 14)


@dataclass(frozen=True, slots=True)
class Week:
    """One week on one scale: leaders and laggards as frames of release_id, day and score, in order of day and id."""

    week: str
    week_as_of: date
    scale_id: str
    load_id: str
    leaders: pl.DataFrame
    laggards: pl.DataFrame
    inputs: index_estimates.Inputs | None = None

    @property
    def as_of_day(self) -> float:
        return float((self.week_as_of - EPOCH_DAY).days)

    @property
    def replay_key(self) -> str | None:
        """What the draws of this week depend on; None on a scale without draws."""
        if self.inputs is None:
            return None
        fitted = index_estimates.fit(self.inputs)
        if isinstance(fitted, str):
            return None
        sides = [frame.select("release_id", "day").rows() for frame in (self.leaders, self.laggards)]
        content = json.dumps([index_estimates.draw_key(fitted.checksum), self.as_of_day, sides])
        return hashlib.sha256(content.encode()).hexdigest()


def judge_weeks(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.week_estimates: median, share, bracket and verdicts of every week on both scales."""
    rows = [_row(week) for week in list_weeks(connection)]
    return pl.DataFrame([row for row in rows if row is not None], schema=_WEEK_SCHEMA)


def list_weeks(connection: duckdb.DuckDBPyConnection) -> Iterator[Week]:
    """Every week on every scale that had a leader and a laggard by then."""
    weeks = connection.sql("select week, week_as_of, load_id from staging.score_load_by_week order by week").fetchall()
    dated = connection.sql(_DATED, params=[PAIRING_ID, DATE_BASIS]).pl()
    published = connection.sql("select load_id, release_id, score from core.published_index").pl()
    inputs = connection.sql(_INPUTS).pl()
    for load_id, of_load in groupby(weeks, key=lambda row: str(row[2])):
        scores = published.filter(load_id=load_id).select("release_id", "score")
        load_inputs = inputs.filter(load_id=load_id)
        # In order of the day from which a score is known: what is known by a week is a run from the top.
        known_on = load_inputs["known_on"].to_numpy()
        for name, week_as_of, _ in of_load:
            known = dated.filter(pl.col("released_on") <= week_as_of)
            yield from _week(name, week_as_of, "eci_published", load_id, known, scores, None)
            n_known = int(np.searchsorted(known_on, np.datetime64(week_as_of), side="right"))
            if not n_known:
                continue
            week_inputs = index_estimates.choose_inputs(load_inputs.head(n_known))
            fitted = index_estimates.fit(week_inputs)
            if isinstance(fitted, index.IndexFit):
                fitted_scores = pl.DataFrame({"release_id": fitted.releases, "score": fitted.capability})
                yield from _week(name, week_as_of, "index", load_id, known, fitted_scores, week_inputs)


def _week(
    name: str,
    week_as_of: date,
    scale_id: str,
    load_id: str,
    known: pl.DataFrame,
    scores: pl.DataFrame,
    inputs: index_estimates.Inputs | None,
) -> Iterator[Week]:
    scored = known.join(scores, on="release_id", maintain_order="left").select("role", "release_id", "day", "score")
    leaders, laggards = scored.filter(role="leader"), scored.filter(role="laggard")
    if leaders.height and laggards.height:
        yield Week(name, week_as_of, scale_id, load_id, leaders, laggards, inputs)


def _row(week: Week) -> dict[str, Any] | None:
    arrays = [side[column].to_numpy() for side in (week.leaders, week.laggards) for column in ("day", "score")]
    matched = matching.match_records(*arrays, as_of_day=week.as_of_day)
    at_risk = matched.record_days >= (START_ON - EPOCH_DAY).days
    names = week.laggards["release_id"].to_list()
    lags, is_matched = matched.lag_days[at_risk], matched.is_matched[at_risk]
    chains = [names[place] if place >= 0 else None for place in matched.match_index[at_risk]]
    try:
        lag = survival.estimate_survival_lag(lags, is_matched, chains, rng=np.random.default_rng(SEED))
    except NotEnoughData:
        return None
    typically, always = claims.judge_typically(lag), claims.judge_always(lags, is_matched, lag)
    average = estimate_group(({}, week.as_of_day, week.leaders, week.laggards))
    on_average = None if average is None else claims.judge_on_average(average)
    return {
        "week": week.week,
        "week_as_of": week.week_as_of,
        "scale_id": week.scale_id,
        "load_id": week.load_id,
        "n_records": lag.n_records,
        "n_matched": lag.n_matched,
        "n_censored": lag.n_censored,
        "n_matching_releases": lag.n_matching_releases,
        "median_days": lag.median_days,
        "median_days_lower": typically.lower,
        "median_days_upper": typically.upper,
        "share_6m": lag.share_6m,
        "share_6m_lower": always.lower,
        "share_6m_upper": always.upper,
        "ci_level": lag.ci_level,
        "typically": typically.verdict,
        "always": always.verdict,
        **_bracket(week),
        **_average(average, on_average),
        "n_scores": None if week.inputs is None else len(week.inputs.scores),
        "replay_key": week.replay_key,
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


_DATED = """
    select role, release_id, released_on, cast(released_on - date '1970-01-01' as double) as day
    from core.dated_releases
    where pairing_id = ? and date_basis = ?
    order by role, released_on, release_id
"""
_INPUTS = """
    select load_id, release_id, scale_id, score, known_on
    from core.index_inputs
    where known_on is not null
    order by load_id, known_on
"""
_WEEK_SCHEMA: dict[str, Any] = {
    "week": pl.String, "week_as_of": pl.Date, "scale_id": pl.String, "load_id": pl.String, "n_records": pl.Int64,
    "n_matched": pl.Int64, "n_censored": pl.Int64, "n_matching_releases": pl.Int64, "median_days": pl.Float64,
    "median_days_lower": pl.Float64, "median_days_upper": pl.Float64, "share_6m": pl.Float64,
    "share_6m_lower": pl.Float64, "share_6m_upper": pl.Float64, "ci_level": pl.Float64, "typically": pl.String,
    "always": pl.String, "under_days": pl.Float64, "central_days": pl.Float64, "over_days": pl.Float64,
    "laggard_release_id": pl.String, "mean_days": pl.Float64, "mean_days_lower": pl.Float64,
    "mean_days_upper": pl.Float64, "on_average": pl.String, "n_scores": pl.Int64, "replay_key": pl.String,
}  # fmt: skip
