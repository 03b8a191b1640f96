"""Bracket of the present lag (estimand B), day by day (D): how old is the level at which the laggards' best stands?

The leaders' records are a staircase. On a day, the laggards' best score L lies between two of its steps:
under   = days since the first leader record at or above L: the laggards are at least that far behind;
over    = days since the last leader record strictly below L: they are less far behind than that;
central = days since a straight line between these two records crosses L, in the chosen space: `linear` for an index,
          `logit` for scores bounded by 0 and 1, `log` for time horizons. Where known, under <= central <= over.

If no leader has reached L, the laggards lead and all three are 0. If no leader record lies below L, the leaders were
above it before the data begin: over and central are unknown, not zero. Before the first record of either group,
nothing is known.

A score of exactly 0 or 1 has no logit, and 0 has no logarithm. Where such a score is an end of the step, central is
unknown, while under and over stand. Clipping would only hide this: between 0 and 0.5 the level 0.25 would be crossed
at 79% or at 92% of the step, as the clip goes from 0.005 to 0.000001. L equal to the upper record needs no line: the
crossing is that record.

Wrong when a record bears the date of a family or of a later version: a false record hides true ones. The bracket is
what the staircase leaves open and no sampling interval: errors of the scores are not in it.

Source: METHOD 3B and 3D; after Cottier, You, Martemianova and Owen 2024, How far behind are open models?, Epoch AI.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.thresholds import to_finite

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Space = Literal["linear", "logit", "log"]


@dataclass(frozen=True, slots=True, eq=False)
class BracketLag:
    """One element a day asked for. Days are NaN where unknown; an index is a record's place in its input, -1 for none.

    leader_above is the first leader record at or above the laggards' best, leader_below the last one strictly below it.
    is_leading: the laggards' best is above every leader record so far; then all three are 0 and leader_above is -1.
    """

    under_days: Floats
    central_days: Floats
    over_days: Floats
    is_leading: NDArray[np.bool_]
    leader_above_index: Ints
    leader_below_index: Ints
    laggard_index: Ints
    space: Space


def estimate_bracket_lag(
    leader_days: ArrayLike,
    leader_scores: ArrayLike,
    laggard_days: ArrayLike,
    laggard_scores: ArrayLike,
    on_days: ArrayLike,
    *,
    space: Space = "linear",
) -> BracketLag:
    """Under, central and over on every day asked for, from what was out on that day.

    leader_days, leader_scores: (n,) float, records of the leaders: day numbers from any epoch, and scores, both strictly
    increasing. laggard_days, laggard_scores: (m,) the same of the laggards. on_days: (k,) float, same epoch, any order.
    space: where the line between two leader records is straight. Either group may be empty: then nothing is known.

    Returns a BracketLag of (k,) arrays. Raises ValueError for records out of order, for NaN or infinity, and for scores
    outside the space (logit: 0 to 1; log: 0 or more). Assumes that records are records. Reference: see the module.
    """
    if space not in get_args(Space):
        raise ValueError(f"space is {space!r}. Give one of {', '.join(get_args(Space))}.")
    leader_day, leader_score = _check_records("leader", leader_days, leader_scores, space)
    laggard_day, laggard_score = _check_records("laggard", laggard_days, laggard_scores, space)
    today = to_finite("on_days", on_days)

    laggard = np.searchsorted(laggard_day, today, side="right") - 1
    n_leaders_out = np.searchsorted(leader_day, today, side="right")
    is_known = (laggard >= 0) & (n_leaders_out > 0)
    level = np.full(len(today), np.nan)
    level[is_known] = laggard_score[laggard[is_known]]

    n_below = np.minimum(np.searchsorted(leader_score, level, side="left"), n_leaders_out)
    is_leading = is_known & (n_below == n_leaders_out)
    above = np.where(is_known & ~is_leading, n_below, -1)
    below = np.where(is_known, n_below - 1, -1)

    age = today - _pick(leader_day, above), today - _pick(leader_day, below)
    under, over = (np.where(is_leading, 0.0, days) for days in age)
    part = _part_of_step(_pick(leader_score, below), level, _pick(leader_score, above), space)
    crossing = over + part * (under - over)
    central = np.where(is_leading, 0.0, np.clip(crossing, under, over))  # rounding may carry it past an end
    return BracketLag(under, central, over, is_leading, above, below, laggard, space)


def _check_records(group: str, days: ArrayLike, scores: ArrayLike, space: Space) -> tuple[Floats, Floats]:
    day, score = to_finite(f"{group}_days", days), to_finite(f"{group}_scores", scores)
    if len(day) != len(score):
        raise ValueError(f"{group}_days has {len(day)} values, {group}_scores {len(score)}. Give one of each a record.")
    for name, values in ((f"{group}_days", day), (f"{group}_scores", score)):
        for place in np.flatnonzero(np.diff(values) <= 0):
            pair = f"{values[place + 1]} after {values[place]}"
            raise ValueError(f"{name} has {pair} at place {place + 1}. Keep records only, in date order, rising.")
    lowest, highest = (-np.inf if space == "linear" else 0.0), (1.0 if space == "logit" else np.inf)
    for value in score[(score < lowest) | (score > highest)]:
        bounds = f"{lowest:g} to {highest:g}"
        raise ValueError(f"{group}_scores has {value}; {space} space takes {bounds}. Rescale, or choose another space.")
    return day, score


def _pick(values: Floats, index: Ints) -> Floats:
    """The values at the places given; NaN at place -1."""
    return np.append(values, np.nan)[index]


def _part_of_step(low: Floats, level: Floats, high: Floats, space: Space) -> Floats:
    """How far up the step from `low` to `high` the level lies (0 to 1) in the space; NaN where an end is not in it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        start, here, end = (_to_space(values, space) for values in (low, level, high))
        part = np.where(np.isfinite(start) & np.isfinite(end), (here - start) / (end - start), np.nan)
    return np.where((level == high) & ~np.isnan(low), 1.0, part)


def _to_space(scores: Floats, space: Space) -> Floats:
    if space == "linear":
        return scores
    return np.log(scores) if space == "log" else np.log(scores) - np.log1p(-scores)
