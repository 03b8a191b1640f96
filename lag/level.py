"""Level average (estimand C): averaged over what models can do, how long after the leaders did the laggards get there?

gap(L) = first day of a laggard release with score >= L, minus first day of a leader release with score >= L. Both days
are constant between the scores of records, so the mean is an exact sum over these pieces, each weighing its width:
mean = integral of gap(L) dL / (to - from), over levels from a given one (GPT-4's) to the laggards' best. A lag taken at a
record is taken at the top of a step, where it is longest; here every level counts.

A gap is negative where the laggards were first, and keeps its sign: this is a distance, and to cut one side of it
off at 0, as a waiting time is in estimand A, would add to the mean what the leaders never had.

Censored are the levels that only leaders have reached, up to the leaders' best: the gap is longer than the follow-up, the
days from the leader to the as-of day. They are not in the mean. Beside it stand their share of all levels, the least
that the mean up to the leaders' best can be (each censored level at its follow-up), and a median over all levels by the
product-limit formula with widths for counts: first gap with S <= 0.5. Levels that only laggards have reached have no
leader's day; they are reported as points ahead and are in no figure.

Interval: percentiles of a bootstrap of the releases on both sides (the pigeonhole bootstrap). Pieces are not
independent: those under one leader's step share its day, those under one laggard's step share its match. So leader steps and
laggard steps are drawn with replacement, each side on its own, and a piece weighs its width times how often its leader
and its laggard were drawn; all unreached levels are one more laggard step, in the median only. Drawing one side alone is too
narrow: over simulated groups of about 15 records each the 95% interval held the true mean in 78% of runs, this one in 97%
(94% with 22 records each, 94% with 6).

Wrong, and too short, when laggards release seldom: levels still waiting are not in the mean. With 14 leader steps against 8
laggard steps it was 28 days short of 265 in simulations, and the interval held the truth in 81%; the median, which counts the
waiting levels, was 5 days short and its interval held the truth in 98%, as with more records. Wrong, too, when read across
scales: a rescaling that is not linear moves the mean, as it changes what a level weighs. Errors of the scores are not in it.

Sources: METHOD 3C. Owen 2007, The pigeonhole bootstrap, Annals of Applied Statistics 1, 386-411. Kaplan and Meier
1958, JASA 53, 457-481.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.errors import NotEnoughData
from lag.intervals import N_DRAWS, check_ci_level, check_draws, ends_of_draws
from lag.product_limit import HALF
from lag.thresholds import Floats, Ints, Staircase, keep_records

# With fewer on a side, single releases make up most draws; at six a side the interval still held in 94% of simulated runs.
MIN_STEPS_FOR_CI = 5


@dataclass(frozen=True, slots=True)
class LevelLag:
    """Gaps in days, levels in points of the scale, `share_*` 0-1. None is unknown or not reached.

    mean_days: over level_from to level_to, which both groups have reached; signed. Over level_from to leader_best:
    mean_days_at_least, a lower bound; median_days; share_not_reached. share_negative: of the levels in the mean.
    n_leader_steps, n_laggard_steps: releases that the gaps in the mean hang on; n_leader_steps_to_best: leader releases that the
    median and mean_days_at_least hang on. n_*_dropped: releases that are no
    record. n_draws is 0 where there is no interval; n_draws_empty held no level that both had reached, and are left out.
    """

    level_from: float
    level_to: float
    leader_best: float
    laggard_best: float | None
    points_ahead: float
    mean_days: float | None
    mean_days_lower: float | None
    mean_days_upper: float | None
    mean_days_at_least: float
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    share_not_reached: float
    share_negative: float | None
    n_leader_steps: int
    n_leader_steps_to_best: int
    n_laggard_steps: int
    ci_level: float
    n_leader_dropped: int
    n_laggard_dropped: int
    n_draws: int
    n_draws_empty: int
    n_draws_median_not_reached: int
    as_of_day: float
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Intervals of levels over which both staircases are flat; days is the gap, or the follow-up where not reached."""

    widths: Floats
    days: Floats
    leader: Ints
    laggard: Ints
    is_reached: NDArray[np.bool_]

    def only_reached(self) -> "_Pieces":
        keep = self.is_reached
        return _Pieces(self.widths[keep], self.days[keep], self.leader[keep], self.laggard[keep], keep[keep])


def estimate_level_lag(
    leader_days: ArrayLike,
    leader_scores: ArrayLike,
    laggard_days: ArrayLike,
    laggard_scores: ArrayLike,
    *,
    level_from: float,
    as_of_day: float,
    rng: np.random.Generator,
    ci_level: float = 0.95,
    n_draws: int = N_DRAWS,
) -> LevelLag:
    """Mean gap over the levels both groups have reached, and what is known of those only the leaders have.

    leader_days, leader_scores: (n,) float, releases of the leaders in any order: day numbers from any epoch, and scores.
    laggard_days, laggard_scores: (m,) the same of the laggards; may be empty. level_from: where the average begins, on the
    scale of the scores. as_of_day: same epoch, no earlier than any release. ci_level: in (0, 1). rng, n_draws: for the
    intervals; rng is left alone where there is none.

    Returns a LevelLag; the order of the releases does not move it. Intervals are None below MIN_STEPS_FOR_CI leader or laggard
    steps. Raises NotEnoughData if no leader is above level_from; ValueError for bad input, and for a level_from below the leaders'
    first record: they reached it on a day before the data begin. Assumes that whoever would have reached a level was
    tested. Reference: see the module.
    """
    check_ci_level(ci_level)
    check_draws(n_draws)
    leaders = keep_records("leader", leader_days, leader_scores, as_of_day)
    laggards = keep_records("laggard", laggard_days, laggard_scores, as_of_day)
    if not np.isfinite(level_from):
        raise ValueError(f"level_from is {level_from}. Give the level at which the average begins.")
    if not (leaders.scores > level_from).any():
        raise NotEnoughData(0, 1)
    if level_from < leaders.scores[0]:
        why = "which leaders reached before the data begin. Begin at that record's score or above."
        raise ValueError(f"level_from is {level_from}, below the leaders' first record of {leaders.scores[0]}, {why}")

    pieces = _cut(leaders, laggards, level_from, as_of_day)
    reached = pieces.only_reached()
    leader_best = float(leaders.scores[-1])
    laggard_best = float(laggards.scores[-1]) if len(laggards.scores) else None
    steps = len(np.unique(reached.leader)), len(np.unique(reached.laggard))
    means, medians = np.empty(0), np.empty(0)
    if min(steps) >= MIN_STEPS_FOR_CI:
        means = _means(reached, _draw_weights(reached, rng, n_draws))
        medians = _medians(pieces, _draw_weights(pieces, rng, n_draws))
    is_known = np.isfinite(means)
    mean_ends = ends_of_draws(means, ci_level)
    median_ends = ends_of_draws(medians, ci_level)
    return LevelLag(
        level_from=float(level_from),
        level_to=float(level_from) if laggard_best is None else max(float(level_from), min(leader_best, laggard_best)),
        leader_best=leader_best,
        laggard_best=laggard_best,
        points_ahead=0.0 if laggard_best is None else max(0.0, laggard_best - leader_best),
        mean_days=_finite(float(_means(reached, reached.widths[None])[0])),
        mean_days_lower=mean_ends[0],
        mean_days_upper=mean_ends[1],
        mean_days_at_least=float(_means(pieces, pieces.widths[None])[0]),
        median_days=_finite(float(_medians(pieces, pieces.widths[None])[0])),
        median_days_lower=median_ends[0],
        median_days_upper=median_ends[1],
        share_not_reached=float(pieces.widths[~pieces.is_reached].sum() / pieces.widths.sum()),
        share_negative=float(reached.widths[reached.days < 0].sum() / reached.widths.sum()) if steps[0] else None,
        ci_level=ci_level,
        n_leader_steps=steps[0],
        n_leader_steps_to_best=len(np.unique(pieces.leader)),
        n_laggard_steps=steps[1],
        n_leader_dropped=leaders.n_dropped,
        n_laggard_dropped=laggards.n_dropped,
        n_draws=len(means),
        n_draws_empty=int((~is_known).sum()),
        n_draws_median_not_reached=int(np.isposinf(medians).sum()),
        as_of_day=float(as_of_day),
        method="exact mean over levels; percentile bootstrap of leader and laggard steps",
    )


def _cut(leaders: Staircase, laggards: Staircase, level_from: float, as_of_day: float) -> _Pieces:
    edges = np.unique(np.concatenate(([level_from], leaders.scores, laggards.scores)))
    edges = edges[(edges >= level_from) & (edges <= leaders.scores[-1])]
    tops = edges[1:]
    leader, laggard = leaders.first_at(tops), laggards.first_at(tops)
    until = np.append(laggards.days, as_of_day)[laggard]
    return _Pieces(np.diff(edges), until - leaders.days[leader], leader, laggard, laggard < len(laggards.days))


def _draw_weights(pieces: _Pieces, rng: np.random.Generator, n_draws: int) -> Floats:
    """(n_draws, pieces) width times how often the leader's and the laggard's step were drawn."""
    weights = np.tile(pieces.widths, (n_draws, 1))
    for side in (pieces.leader, pieces.laggard):
        steps, place = np.unique(side, return_inverse=True)
        n = len(steps)
        weights *= rng.multinomial(n, np.full(n, 1 / n), size=n_draws)[:, place]
    return weights


def _means(pieces: _Pieces, weights: Floats) -> Floats:
    """Mean of the days under each row of weights; NaN where they are all 0."""
    total = weights.sum(axis=1)
    return np.where(total > 0, weights @ pieces.days / np.where(total > 0, total, 1.0), np.nan)


def _medians(pieces: _Pieces, weights: Floats) -> Floats:
    """Product-limit median under each row of weights: infinite where not reached, NaN where the weights are all 0."""
    order = np.lexsort((~pieces.is_reached, pieces.days))
    days, weight = pieces.days[order], weights[:, order]
    at_risk = np.cumsum(weight[:, ::-1], axis=1)[:, ::-1]
    stays = 1.0 - np.where(pieces.is_reached[order], weight, 0.0) / np.where(at_risk > 0, at_risk, 1.0)
    is_down = np.cumprod(stays, axis=1) <= HALF
    medians = np.where(is_down.any(axis=1), days[is_down.argmax(axis=1)], np.inf)
    return np.where(weights.sum(axis=1) > 0, medians, np.nan)


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
