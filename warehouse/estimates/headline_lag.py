"""The headline's lag computed anew from releases, days and scores: what it would be with another day, label or release.

Estimand A by the strict rule, with `lag.matching` and `lag.survival`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from lag import claims, matching, survival
from lag.errors import NotEnoughData
from warehouse.estimates.settings import SEED, Schema, day_number

# Only the curve is read, so the bootstrap beside it draws once.
N_DRAWS = 1
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

    Bounds are the wider of the textbook and the chain interval, as in the verdicts; None is unknown or not reached.
    """

    lags: pl.DataFrame
    median_days: float | None = None
    median_days_lower: float | None = None
    median_days_upper: float | None = None
    share_6m: float | None = None
    share_6m_lower: float | None = None
    share_6m_upper: float | None = None
    ci_level: float | None = None


def estimate(scored: pl.DataFrame, as_of: date, start_on: date) -> HeadlineLag:
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
            n_draws=N_DRAWS,
        )
    except NotEnoughData:
        return HeadlineLag(lags)
    typically = claims.judge_typically(lag)
    always = claims.judge_always(matched.lag_days[is_in], matched.is_matched[is_in], lag)
    return HeadlineLag(
        lags,
        median_days=lag.median_days,
        median_days_lower=typically.lower,
        median_days_upper=typically.upper,
        share_6m=lag.share_6m,
        share_6m_lower=always.lower,
        share_6m_upper=always.upper,
        ci_level=lag.ci_level,
    )


def _days(releases: pl.DataFrame) -> Any:
    return (releases["released_on"].cast(pl.Int32)).to_numpy().astype(np.float64)


def _picked(values: pl.Series, places: Sequence[int | None]) -> list[Any]:
    return [None if place is None else values[place] for place in places]
