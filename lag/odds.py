"""Odds of a leader record not yet matched: may it have been matched already?

probability_now = share of the paired draws (`lag.index`) in which the best laggard is at or above the record,
                  among the draws in which the record and at least one laggard are known.

It is about today and about the errors of the scores: by the scores themselves the record stands unmatched. It has no
interval, as it is a probability over draws itself: an interval would only say how many draws were made, and shrink to nothing with more.
Whether a record will be matched by a later day is a forecast, and in `lag.forecasts`.

Too high with many laggards of wide intervals, since the best of many uncertain scores lies above the best of the true ones; and where the
draws are off their centre, it is off with them.

Source: METHOD 5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lag.paired import Floats, Ints, to_paired_draws


@dataclass(frozen=True, slots=True, eq=False)
class PresentOdds:
    """One element an unmatched leader record; shares are 0-1, NaN is unknown. probability_now is over n_draws_known of n_draws draws."""

    probability_now: Floats
    n_draws_known: Ints
    n_draws: int


def estimate_present_odds(record_draws: ArrayLike, laggard_draws: ArrayLike) -> PresentOdds:
    """Probability that each unmatched record is matched already.

    record_draws: (d, n) float, d draws of the scores of n unmatched leader records. laggard_draws: (d, m) float, the same draws of m
    laggards, in any order. Points of any scale on which higher is better; NaN is unknown in that draw. n and m may be 0.

    Returns a PresentOdds. Raises NotEnoughData without draws; ValueError for bad input.
    Assumes that row i of all draws is one draw. Reference: see the module.
    """
    records, laggards = to_paired_draws(record_draws=record_draws, laggard_draws=laggard_draws)
    best = np.where(np.isnan(laggards), -np.inf, laggards).max(axis=1, initial=-np.inf)[:, None]
    n_known = (~np.isnan(records) & (best > -np.inf)).sum(axis=0)
    n_reached = (best >= records).sum(axis=0)
    return PresentOdds(
        probability_now=np.where(n_known > 0, n_reached / np.maximum(n_known, 1), np.nan),
        n_draws_known=n_known,
        n_draws=len(records),
    )
