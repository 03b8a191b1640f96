"""Odds of a leader record not yet matched: may it have been matched already, and will it be within six months of its release?

probability_now = share of the paired draws (`lag.index`) in which the best laggard is at or above the record,
                  among the draws in which the record and at least one laggard are known;
forecast_share  = 1 - S(182.625) / S(u), with S the product-limit curve of the forward lag (`lag.survival`) and u the days
                  for which the record has been followed without a match.

probability_now is about today and about the errors of the scores: by the scores themselves the record stands unmatched. It has no
interval, as it is a probability over draws itself: an interval would only say how many draws were made, and shrink to nothing with more.

forecast_share is a forecast and not a measurement; never print it among measured lags. It assumes that new records are matched like
past ones: that the waiting times of all records, old and new, come from one curve, and that nothing but the days waited tells one from
another. It has no interval here: how far S itself may be off, the intervals of the share within six months in `lag.survival` show.

Each record is in one of three states. forecast: its six-month day is to come. past: u >= 182.625, that day has gone by without a match,
and there is nothing to forecast. unknown: S is not known at 182.625 days, because the curve ends before it in a censored record;
or S(u) is 0, because all records of the curve were matched sooner than this one, which the curve then does not describe.

Wrong when matches come faster or slower than they did (see `lag.eras`). Wrong for a record far above the laggards' best, or just
above it: the curve knows neither. probability_now is too high with many laggards of wide intervals, since the best of many
uncertain scores lies above the best of the true ones; and where the draws are off their centre, it is off with them.

Sources: Kaplan and Meier 1958, JASA 53, 457-481, and those of `lag.product_limit`; METHOD 3A and 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lag.errors import NotEnoughData
from lag.paired import Floats, Ints, to_paired_draws
from lag.product_limit import SurvivalStep
from lag.thresholds import to_finite
from lag.units import SIX_MONTHS_DAYS

State = Literal["forecast", "past", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class PresentOdds:
    """One element an unmatched leader record; shares are 0-1. NaN is unknown.

    probability_now is over n_draws_known of the n_draws draws. forecast_share is a forecast, NaN unless the state is `forecast`.
    n_curve_records: those that the curve was estimated from.
    """

    probability_now: Floats
    n_draws_known: Ints
    forecast_share: Floats
    states: tuple[State, ...]
    n_forecast: int
    n_past: int
    n_unknown: int
    n_draws: int
    n_curve_records: int
    horizon_days: float
    method: str


def estimate_present_odds(
    record_draws: ArrayLike, laggard_draws: ArrayLike, follow_up_days: ArrayLike, curve: Sequence[SurvivalStep]
) -> PresentOdds:
    """Probability that each unmatched record is matched already, and forecast that it will be within six months.

    record_draws: (d, n) float, d draws of the scores of n unmatched leader records. laggard_draws: (d, m) float, the same draws of m
    laggards, in any order. Points of any scale on which higher is better; NaN is unknown in that draw. n and m may be 0.
    follow_up_days: (n,) float, days from each record to the last day on which a match could have been seen. curve: steps of
    `lag.product_limit`, days rising.

    Returns a PresentOdds. Raises NotEnoughData without draws or without a curve; ValueError for bad input.
    Assumes that row i of all draws is one draw, and that new records are matched like past ones. Reference: see the module.
    """
    records, laggards = to_paired_draws(record_draws=record_draws, laggard_draws=laggard_draws)
    waited = to_finite("follow_up_days", follow_up_days)
    if len(waited) != records.shape[1]:
        raise ValueError(f"follow_up_days has {len(waited)} values for {records.shape[1]} records. Give one each.")
    for place in np.flatnonzero(waited < 0):
        raise ValueError(f"follow_up_days[{place}] is {waited[place]}. Leave records younger than the last test out.")
    _check_curve(curve)

    best = np.where(np.isnan(laggards), -np.inf, laggards).max(axis=1, initial=-np.inf)[:, None]
    n_known = (~np.isnan(records) & (best > -np.inf)).sum(axis=0)
    n_reached = (best >= records).sum(axis=0)
    forecast, states = _forecast(waited, curve)
    return PresentOdds(
        probability_now=np.where(n_known > 0, n_reached / np.maximum(n_known, 1), np.nan),
        n_draws_known=n_known,
        forecast_share=forecast,
        states=states,
        n_forecast=states.count("forecast"),
        n_past=states.count("past"),
        n_unknown=states.count("unknown"),
        n_draws=len(records),
        n_curve_records=curve[0].n_at_risk,
        horizon_days=SIX_MONTHS_DAYS,
        method="share of paired draws; conditional product-limit forecast",
    )


def _forecast(waited: Floats, curve: Sequence[SurvivalStep]) -> tuple[Floats, tuple[State, ...]]:
    """Chance of a match by the horizon given none in the days waited, and the state of each record."""
    days = np.array([step.day for step in curve])
    survival = np.array([1.0, *(step.survival for step in curve)])  # S is 1 before the first step
    at_horizon = float(survival[np.searchsorted(days, SIX_MONTHS_DAYS, side="right")])
    at_waited = survival[np.searchsorted(days, waited, side="right")]
    known_until = curve[-1].day if curve[-1].n_censored else np.inf  # as ProductLimit has it
    is_past = waited >= SIX_MONTHS_DAYS
    is_forecast = ~is_past & (at_waited > 0) & (known_until >= SIX_MONTHS_DAYS)
    share = np.full(len(waited), np.nan)
    share[is_forecast] = 1.0 - at_horizon / at_waited[is_forecast]
    name: dict[tuple[bool, bool], State] = {(True, False): "past", (False, True): "forecast", (False, False): "unknown"}
    return share, tuple(name[pair] for pair in zip(is_past.tolist(), is_forecast.tolist(), strict=True))


def _check_curve(curve: Sequence[SurvivalStep]) -> None:
    if not curve:
        raise NotEnoughData(0, 1)
    for place, step in enumerate(curve):
        before = curve[place - 1] if place else SurvivalStep(-np.inf, 1.0, None, None, 0, 0, 0)
        if not (before.day < step.day < np.inf and 0 <= step.survival <= before.survival):
            found = f"S of {step.survival} on day {step.day} after {before.survival} on day {before.day}"
            raise ValueError(
                f"curve[{place}] has {found}. Give the steps of one curve, days rising and S falling from 1."
            )
