"""The winner's curse: how far do the errors of the scores move the median lag, because a record is the best of many noisy scores?

A leader record is a running maximum, and an upward error makes a false record that laggards, who have fewer candidates, reach late. How
much of the median is this? Measured by simulation from a truth that is known:
- the truth: the capabilities of the index fitted to all scores, with its benchmarks, and the cells that were observed;
- a draw: in every cell the predicted score plus a residual of its benchmark, drawn with replacement, clipped to the scale; everything is
  refitted, and the records, their strict matches and the product-limit median are made anew (`lag.matching`, `lag.product_limit`);
- bias = median over the draws of these medians - median of the truth itself.
A draw whose median is not reached lies beyond every day. The Monte Carlo interval of the bias is that of a median of independent draws, by
their order (binomial), and does not hang on the medians' shape.

The fitted capabilities carry errors themselves and scatter more than the true ones. So it is done again from capabilities drawn towards
their mean until their variance is the estimated true one: that of the fitted ones, less the mean square by which the draws of the
first round miss an affine map of their truth. The order of the releases stays, and with it the truth's median. The two figures are
a range.

Left out are releases that the index leaves out. Draws that do not converge are counted and left out.

Wrong where residuals are no errors of single scores: a whole family that was tuned for a benchmark moves together. A benchmark with few
scores fits them closely, and its residuals are too small. It is a first-order figure for a maximum: the bias at the fitted truth stands for
the bias at the unknown one. So no verdict rests on a median corrected by it.

Sources: METHOD 3 (the winner's curse); Efron and Tibshirani 1993, An Introduction to the Bootstrap, 45-57 and 124-132 (simulation from
a fitted model, bias); Conover 1999, Practical Nonparametric Statistics, 3rd ed., 143-148 (interval of a median by order).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, expit

from lag.curves import DAMPING_COLD, DAMPING_WARM, Curves, Floats, Ints, minimise
from lag.errors import DidNotConverge, NotEnoughData
from lag.index import ANCHORS, MIN_SCORES, RIDGE, UNIT_BENCHMARK
from lag.intervals import check_ci_level
from lag.matching import match_records
from lag.product_limit import fit_product_limit
from lag.score_table import CLIP, tabulate
from lag.units import check_day


@dataclass(frozen=True, slots=True)
class Group:
    """One comparison: names and day numbers of the leader releases and of the laggard releases."""

    leaders: Mapping[str, float]
    laggards: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RecordBias:
    """The bias of the median lag at one truth, in days; None where a median is not reached.

    truth: as_fitted or shrunk. shrink_factor: of the capabilities about their mean, 1 as fitted. bias_days_lower, _upper: Monte Carlo
    interval at ci_level. n_records: in the truth's cohort, n_records_median: in that of the middle draw. n_draws: that converged.
    """

    truth: str
    shrink_factor: float
    truth_median_days: float | None
    drawn_median_days: float | None
    bias_days: float | None
    bias_days_lower: float | None
    bias_days_upper: float | None
    ci_level: float
    n_records: int
    n_records_median: float
    n_draws: int
    n_draws_failed: int
    n_draws_median_not_reached: int


@dataclass(frozen=True, slots=True, eq=False)
class _Truth:
    """A truth (m,) and the capabilities fitted to the draws from it (draws, m)."""

    name: str
    shrink_factor: float
    capability: Floats
    drawn: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Cohort:
    """The releases of a group that are in the index, by their places there, and the window of its records."""

    leaders: Ints
    leader_days: Floats
    laggards: Ints
    laggard_days: Floats
    start_day: float
    as_of_day: float

    def median_of(self, capability: Floats) -> tuple[float, int]:
        """Median lag, infinite where it is not reached, and the number of records; no record reaches none."""
        matched = match_records(
            self.leader_days,
            capability[self.leaders],
            self.laggard_days,
            capability[self.laggards],
            as_of_day=self.as_of_day,
        )
        is_in = matched.record_days >= self.start_day
        if not is_in.any():
            return np.inf, 0
        days = np.maximum(matched.lag_days[is_in], 0.0)
        curve = fit_product_limit(days, matched.is_matched[is_in], ci_level=0.95, has_band=False)
        median = curve.first_day_at_half(curve.survival)
        return np.inf if median is None else median, len(days)


def estimate_record_bias(
    releases: Sequence[str],
    benchmarks: Sequence[str],
    scores: ArrayLike,
    groups: Sequence[Group],
    *,
    start_day: float,
    as_of_day: float,
    rng: np.random.Generator,
    n_draws: int,
    ci_level: float = 0.95,
    anchors: Mapping[str, float] = ANCHORS,
    ridge: float = RIDGE,
    unit_benchmark: str | None = UNIT_BENCHMARK,
    min_scores: int = MIN_SCORES,
) -> tuple[tuple[RecordBias, RecordBias], ...]:
    """The bias of every group's median, at the fitted truth and at the shrunk one.

    releases to scores, anchors to min_scores: as in `lag.index.fit_index`, which also says what is raised. start_day: records from this
    day on are at risk. as_of_day: no earlier than any release. Day numbers from any epoch. n_draws: of each truth.

    Raises NotEnoughData if no draw converges, DidNotConverge if the fit to the scores does not. Reference: see the module.
    """
    check_ci_level(ci_level)
    if n_draws < 1:
        raise ValueError(f"n_draws is {n_draws}. Give one draw or more.")
    check_day("start_day", start_day)
    table = tabulate(releases, benchmarks, scores, anchors, ridge, unit_benchmark, min_scores)
    truths = _list_truths(table.curves, rng, n_draws)
    place = {name: number for number, name in enumerate(table.releases)}
    cohorts = (_cohort(group, place, start_day, as_of_day) for group in groups)
    return tuple(
        (_read(cohort, truths[0], n_draws, ci_level), _read(cohort, truths[1], n_draws, ci_level)) for cohort in cohorts
    )


def _list_truths(curves: Curves, rng: np.random.Generator, n_draws: int) -> tuple[_Truth, _Truth]:
    """The fitted capabilities and the shrunk ones, with their draws."""
    cold = np.concatenate(
        (np.zeros(len(curves.penalty) - len(curves.benchmark_start)), np.ones(len(curves.benchmark_start)))
    )
    fit = minimise(curves, np.ones((1, len(curves.score))), cold, DAMPING_COLD)
    if np.isnan(fit.loss[0]):
        raise DidNotConverge("The index on all scores", int(fit.iterations[0]))
    params = fit.params[0]
    residuals = curves.score - _predict(curves, params)
    first, second = rng.spawn(2)
    fitted = curves.split(params)[0]
    drawn = _draw(curves, params, residuals, first, n_draws)
    factor = _shrink_factor(fitted, drawn)
    shrunk = params.copy()
    shrunk[: len(fitted)] = fitted.mean() + factor * (fitted - fitted.mean())
    return (
        _Truth("as_fitted", 1.0, fitted, drawn),
        _Truth("shrunk", factor, shrunk[: len(fitted)], _draw(curves, shrunk, residuals, second, n_draws)),
    )


def _predict(curves: Curves, params: Floats) -> Floats:
    capability, difficulty, slope = curves.split(params)
    of = curves.benchmark_of
    predicted: Floats = expit(slope[of] * (capability[curves.release_of] - difficulty[of]))
    return predicted


def _draw(curves: Curves, params: Floats, residuals: Floats, rng: np.random.Generator, n_draws: int) -> Floats:
    """Capabilities fitted to simulated scores, a row a draw that converged."""
    predicted, once = _predict(curves, params), np.ones((1, len(residuals)))
    n_of = np.diff(curves.benchmark_start, append=len(residuals))[curves.benchmark_of]
    rows = []
    for _ in range(n_draws):
        picks = curves.benchmark_start[curves.benchmark_of] + (rng.random(len(residuals)) * n_of).astype(np.intp)
        score = np.clip(predicted + residuals[curves.by_benchmark[picks]], CLIP, 1.0 - CLIP)
        fit = minimise(replace(curves, score=score), once, params, DAMPING_WARM)
        if not np.isnan(fit.loss[0]):
            rows.append(curves.split(fit.params[0])[0])
    if not rows:
        raise NotEnoughData(0, 1)
    return np.array(rows)


def _shrink_factor(fitted: Floats, drawn: Floats) -> float:
    """Root of the share of the fitted variance that is no error; unit and origin of a draw are no errors."""
    centred = fitted - fitted.mean()
    variance = float(centred @ centred)
    off = drawn - drawn.mean(axis=1, keepdims=True)
    slope = off @ centred / variance
    errors = ((off - slope[:, None] * centred) ** 2).sum(axis=1)
    return float(np.sqrt(max(0.0, 1.0 - float(errors.mean()) / variance)))


def _cohort(group: Group, place: Mapping[str, int], start_day: float, as_of_day: float) -> _Cohort:
    sides = [
        [(place[name], day) for name, day in side.items() if name in place] for side in (group.leaders, group.laggards)
    ]
    (leaders, leader_days), (laggards, laggard_days) = (
        (np.array([at for at, _ in side], dtype=np.intp), np.array([day for _, day in side], dtype=np.float64))
        for side in sides
    )
    return _Cohort(leaders, leader_days, laggards, laggard_days, start_day, as_of_day)


def _read(cohort: _Cohort, truth: _Truth, n_draws: int, ci_level: float) -> RecordBias:
    of_truth, n_records = cohort.median_of(truth.capability)
    read = [cohort.median_of(row) for row in truth.drawn]
    medians = np.sort([median for median, _ in read])
    n = len(medians)
    # The k-th of n draws in order lies above the true median with the chance that k draws or more lie below it.
    below = int(np.searchsorted(bdtr(np.arange(n + 1), n, 0.5), (1.0 - ci_level) / 2.0))
    ends = medians[max(below - 1, 0)], medians[min(n - below, n - 1)]
    middle = medians[(n - 1) // 2 : n // 2 + 1]
    drawn = float(middle.mean())
    return RecordBias(
        truth=truth.name,
        shrink_factor=truth.shrink_factor,
        truth_median_days=_or_none(of_truth),
        drawn_median_days=_or_none(drawn),
        bias_days=_difference(drawn, of_truth),
        bias_days_lower=_difference(float(ends[0]), of_truth),
        bias_days_upper=_difference(float(ends[1]), of_truth),
        ci_level=ci_level,
        n_records=n_records,
        n_records_median=float(np.median([n_of_draw for _, n_of_draw in read])),
        n_draws=n,
        n_draws_failed=n_draws - n,
        n_draws_median_not_reached=int(np.isinf(medians).sum()),
    )


def _or_none(days: float) -> float | None:
    return None if np.isinf(days) else float(days)


def _difference(days: float, truth: float) -> float | None:
    """Not reached lies beyond every day, and what it differs by is no number."""
    return None if np.isinf(days) or np.isinf(truth) else float(days - truth)
