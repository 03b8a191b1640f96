"""The headline's lag computed anew from releases, days and scores: what it would be with another day, label or release.

Estimand A by the strict rule, with `lag.matching` and `lag.survival`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from lag import matching, survival
from lag.errors import NotEnoughData
from lag.intervals import State
from warehouse.estimates.settings import SEED, day_number
from warehouse.row_schema import Schema

HEADLINE = "select getvariable('as_of') as as_of, start_on from core.headline"
SCORED = """
    select role, release_id, released_on, score
    from core.headline_scores
    order by role, released_on, release_id
"""
LAGS: Schema = {
    "record_release_id": pl.String, "record_on": pl.Date, "match_release_id": pl.String, "match_on": pl.Date,
    "observed_days": pl.Float64, "is_matched": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeadlineLag:
    """Estimand A of two groups. lags: one row per record of the cohort, with release ids, days and the lag.

    Bounds are the wider of the textbook and the chain interval, whose state says whether one that is None is unknown or not reached.
    """

    lags: pl.DataFrame
    median_days: float | None = None
    median_days_lower: float | None = None
    median_days_upper: float | None = None
    median_interval_state: State = "unknown"
    share_6m: float | None = None
    share_6m_lower: float | None = None
    share_6m_upper: float | None = None
    share_6m_interval_state: State = "unknown"
    ci_level: float | None = None


def estimate(scored: pl.DataFrame, as_of: date, start_on: date, *, n_draws: int) -> HeadlineLag:
    """Estimand A over records from start_on of releases as in SCORED; a release after the as-of day is left out."""
    known = scored.filter(pl.col("released_on") <= as_of).sort("released_on", "release_id")
    leaders, laggards = known.filter(role="leader"), known.filter(role="laggard")
    as_of_day = day_number(as_of)
    matched = matching.match_records(
        _days(leaders), leaders["score"].to_numpy(), _days(laggards), laggards["score"].to_numpy(), as_of_day=as_of_day
    )
    is_in = matched.record_days >= day_number(start_on)
    records = leaders[matched.record_index[is_in].tolist()]
    places = [place if place >= 0 else None for place in matched.match_index[is_in].tolist()]
    lags = pl.DataFrame(
        {
            "record_release_id": records["release_id"],
            "record_on": records["released_on"],
            "match_release_id": _picked(laggards["release_id"], places),
            "match_on": _picked(laggards["released_on"], places),
            "observed_days": matched.lag_days[is_in],
            "is_matched": matched.is_matched[is_in],
        },
        schema=LAGS,
    )
    try:
        lag = survival.estimate_survival_lag(
            lags["observed_days"].to_numpy(),
            matched.is_matched[is_in],
            lags["match_release_id"].to_list(),
            rng=np.random.default_rng(SEED),
            n_draws=n_draws,
        )
    except NotEnoughData:
        return HeadlineLag(lags)
    return HeadlineLag(
        lags,
        median_days=lag.median_days,
        median_days_lower=lag.wider_median.lower,
        median_days_upper=lag.wider_median.upper,
        median_interval_state=lag.wider_median.state,
        share_6m=lag.share_6m,
        share_6m_lower=lag.wider_share_6m.lower,
        share_6m_upper=lag.wider_share_6m.upper,
        share_6m_interval_state=lag.wider_share_6m.state,
        ci_level=lag.ci_level,
    )


def _days(releases: pl.DataFrame) -> Any:
    return (releases["released_on"].cast(pl.Int32)).to_numpy().astype(np.float64)


def _picked(values: pl.Series, places: Sequence[int | None]) -> list[Any]:
    return [None if place is None else values[place] for place in places]
