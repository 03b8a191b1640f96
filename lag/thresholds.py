"""Thresholds (estimand G): for each of a fixed grid of score levels, how long after the first leader came the first laggard?

lag(L) = first day of a laggard release with score >= L, minus first day of a leader release with score >= L; signed, so
that it is negative where the laggards were first. Each level is in one of four states:
- matched: both groups have reached it, and the lag is known;
- censored: only leaders have; the lag is longer than the follow-up, the days from the leader to the as-of day;
- laggard_only: only laggards have. There is no leader's day to count from, and so neither a lag nor a follow-up;
- neither: no one has.

A level at or below the leaders' first record is flagged: leaders may have been there before the data begin, and lag or
follow-up are then the least they can be. Likewise one at or below the laggards' first record, where the lag is the most it can be.

Wrong when read as an average: the levels are the caller's choice, and neighbours are often reached by the same two
releases, so the grid is not a sample and carries no interval. `lag.level` weighs all levels.

Source: METHOD 3G; first-passage comparison at fixed levels.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.units import to_numbers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
State = Literal["matched", "censored", "laggard_only", "neither"]


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdLag:
    """One element a level asked for. Days are NaN where the state has none; an index is a place in the input, -1 for none.

    lag_days where matched, follow_up_days where censored. is_leader_open, is_laggard_open: the level is at or below the
    first record of the group, which may have reached it before the data begin.
    """

    levels: Floats
    states: tuple[State, ...]
    lag_days: Floats
    follow_up_days: Floats
    leader_index: Ints
    laggard_index: Ints
    is_leader_open: NDArray[np.bool_]
    is_laggard_open: NDArray[np.bool_]
    n_matched: int
    n_censored: int
    as_of_day: float


@dataclass(frozen=True, slots=True, eq=False)
class Staircase:
    """The records of a group: days and scores both strictly rising; index is a record's place in the input."""

    days: Floats
    scores: Floats
    index: Ints
    n_dropped: int

    def first_at(self, levels: Floats) -> Ints:
        """Place of the first record at or above each level; the number of records where there is none."""
        return np.searchsorted(self.scores, levels, side="left")


def estimate_threshold_lag(
    leader_days: ArrayLike,
    leader_scores: ArrayLike,
    laggard_days: ArrayLike,
    laggard_scores: ArrayLike,
    levels: ArrayLike,
    *,
    as_of_day: float,
) -> ThresholdLag:
    """State and days of every level asked for.

    leader_days, leader_scores: (n,) float, releases of the leaders in any order: day numbers from any epoch, and scores.
    laggard_days, laggard_scores: (m,) the same of the laggards. Either group may be empty. levels: (k,) float, on the scale
    of the scores, any order. as_of_day: same epoch, no earlier than any release.

    Returns a ThresholdLag of (k,) arrays. Raises ValueError for NaN or infinity, unequal lengths and a release after the
    as-of day. Assumes that whoever would have reached a level was tested. Reference: see the module.
    """
    leaders = keep_records("leader", leader_days, leader_scores, as_of_day)
    laggards = keep_records("laggard", laggard_days, laggard_scores, as_of_day)
    asked = to_finite("levels", levels)

    leader, leader_day, by_leader = _first_at(leaders, asked)
    laggard, laggard_day, by_laggard = _first_at(laggards, asked)
    states: dict[tuple[bool, bool], State] = {
        (True, True): "matched",
        (True, False): "censored",
        (False, True): "laggard_only",
        (False, False): "neither",
    }
    return ThresholdLag(
        levels=asked,
        states=tuple(states[pair] for pair in zip(by_leader.tolist(), by_laggard.tolist(), strict=True)),
        lag_days=laggard_day - leader_day,
        follow_up_days=np.where(by_laggard, np.nan, as_of_day - leader_day),
        leader_index=leader,
        laggard_index=laggard,
        is_leader_open=asked <= leaders.scores[0] if len(leaders.scores) else np.zeros(len(asked), dtype=np.bool_),
        is_laggard_open=asked <= laggards.scores[0] if len(laggards.scores) else np.zeros(len(asked), dtype=np.bool_),
        n_matched=int((by_leader & by_laggard).sum()),
        n_censored=int((by_leader & ~by_laggard).sum()),
        as_of_day=float(as_of_day),
    )


def keep_records(group: str, days: ArrayLike, scores: ArrayLike, as_of_day: float) -> Staircase:
    """The records among releases in any order; of several on a day with the best score, the first given stands for them."""
    day, score = to_finite(f"{group}_days", days), to_finite(f"{group}_scores", scores)
    if len(day) != len(score):
        raise ValueError(
            f"{group}_days has {len(day)} values, {group}_scores {len(score)}. Give one of each a release."
        )
    if not np.isfinite(as_of_day):
        raise ValueError(f"as_of_day is {as_of_day}. Give the day up to which the data speak.")
    for place in np.flatnonzero(day > as_of_day):
        raise ValueError(f"{group}_days[{place}] is {day[place]}, after the as-of day {as_of_day}. Leave it out.")
    order = np.lexsort((-score, day))
    best_before = np.concatenate(([-np.inf], np.maximum.accumulate(score[order])[:-1])) if len(order) else score
    index = order[score[order] > best_before]
    return Staircase(day[index], score[index], index, len(day) - len(index))


def to_finite(name: str, values: ArrayLike) -> Floats:
    """The values as one dimension of floats; ValueError with the first that is NaN or infinite."""
    array = to_numbers(name, values)
    if array.ndim != 1:
        raise ValueError(f"{name} has shape {array.shape}. Give one dimension.")
    for place in np.flatnonzero(~np.isfinite(array)):
        raise ValueError(f"{name}[{place}] is {array[place]}. Leave releases without a day or a score out; count them.")
    return array


def _first_at(group: Staircase, levels: Floats) -> tuple[Ints, Floats, NDArray[np.bool_]]:
    """Place in the input and day of the first release at each level (-1 and NaN for none), and whether there is one."""
    place = group.first_at(levels)
    return np.append(group.index, -1)[place], np.append(group.days, np.nan)[place], place < len(group.days)
