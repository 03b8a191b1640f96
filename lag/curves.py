"""Least squares of logistic curves with a ridge, many weightings of the scores at once; what they are for, `lag.index` says.

    half of  sum of weight * (sigmoid(slope_b * (capability_m - difficulty_b)) - score)^2  +  sum of penalty * parameter^2

is brought to its minimum by Newton's method, damped; how its steps are found, `lag.schur` says. This module knows curves and
draws, and neither names nor anchors.

Source: Madsen, Nielsen and Tingleff 2004, Methods for Non-Linear Least Squares Problems, 24-29 (damping).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from lag.schur import Bools as Bools
from lag.schur import Elimination, Hessian, Pairs, choose_elimination
from lag.schur import Floats as Floats
from lag.schur import Ints as Ints

SLOPE_BOUNDS = (0.1, 10.0)
MAX_ITERATIONS = 300
# Gauss-Newton while far, where the exact Hessian is mostly indefinite; two such steps save one in ten of all.
N_GAUSS_NEWTON = 2
DAMPING_COLD, DAMPING_WARM, DAMPING_AT_END = 1.0, 1e-3, 1e-5
# On the Newton decrement, about twice what the step gains; it is taken, and Epoch's draws are then within 1e-8 points.
TOLERANCE = 1e-12
ROUNDING = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Scores sorted by release and then benchmark, n of them, and what the search needs to know of their order.

    Parameters stand in one row a draw: capability of m releases, then difficulty and slope of b benchmarks.
    """

    score: Floats
    release_of: Ints
    benchmark_of: Ints
    release_start: Ints
    by_benchmark: Ints
    benchmark_start: Ints
    penalty: Floats
    slope_lower: Floats
    slope_upper: Floats
    elimination: Elimination

    def split(self, rows: Floats) -> tuple[Floats, Floats, Floats]:
        """Views of capability, difficulty and slope along the last axis."""
        m, b = len(self.release_start), len(self.benchmark_start)
        return rows[..., :m], rows[..., m : m + b], rows[..., m + b :]

    def sum_by_release(self, values: Floats) -> Floats:
        return np.add.reduceat(values, self.release_start, axis=1)

    def sum_by_benchmark(self, values: Floats) -> Floats:
        return np.add.reduceat(np.take(values, self.by_benchmark, axis=1), self.benchmark_start, axis=1)

    def is_at_bound(self, slope: Floats) -> Bools:
        is_free = self.slope_lower < self.slope_upper
        return is_free & ((slope <= self.slope_lower) | (slope >= self.slope_upper))


class _Point(NamedTuple):
    """Where each draw stands: parameters, half the objective, and by score what its derivatives are made of."""

    params: Floats
    loss: Floats
    slope: Floats
    gap: Floats
    fitted: Floats
    residual: Floats


class Minimum(NamedTuple):
    """By draw; parameters and loss are NaN where the search did not converge."""

    params: Floats
    loss: Floats
    iterations: Ints


def lay_out(score: Floats, release_of: Ints, benchmark_of: Ints, ridge: float, unit: int | None) -> Curves:
    m, b = int(release_of.max()) + 1, int(benchmark_of.max()) + 1
    by_benchmark = np.argsort(benchmark_of, kind="stable")
    lower, upper = (np.full(b, bound) for bound in SLOPE_BOUNDS)
    is_free = np.ones(m + 2 * b, dtype=np.bool_)
    if unit is not None:
        lower[unit] = upper[unit] = 1.0
        is_free[m + b + unit] = False
    return Curves(
        score=score,
        release_of=release_of,
        benchmark_of=benchmark_of,
        release_start=np.searchsorted(release_of, np.arange(m)),
        by_benchmark=by_benchmark,
        benchmark_start=np.searchsorted(benchmark_of[by_benchmark], np.arange(b)),
        penalty=np.where(is_free, ridge / is_free.sum(), 0.0),
        slope_lower=lower,
        slope_upper=upper,
        elimination=choose_elimination(release_of, benchmark_of),
    )


def join_scores(curves: Curves, is_drawn: Bools, release: int) -> tuple[Bools, Bools]:
    """Which releases and benchmarks of each draw (rows of is_drawn, by score) are joined to a release by drawn scores."""
    is_placed = np.zeros((len(is_drawn), len(curves.release_start)), dtype=np.bool_)
    is_placed[:, release] = True
    while True:
        reached = (is_drawn & is_placed[:, curves.release_of])[:, curves.by_benchmark]
        has_score = np.logical_or.reduceat(reached, curves.benchmark_start, axis=1)
        reached = is_drawn & has_score[:, curves.benchmark_of]
        grown = is_placed | np.logical_or.reduceat(reached, curves.release_start, axis=1)
        if (grown == is_placed).all():
            return is_placed, has_score
        is_placed = grown


def minimise(curves: Curves, weights: Floats, start: Floats, damping: float) -> Minimum:
    """Damped Newton from `start` for all rows of weights (k, n) at once; a row leaves when it has converged.

    Converged: the Newton decrement is negligible, with a Hessian that is exact, positive definite and next to
    undamped, so that the end is a minimum and no saddle. A step that does not lower the objective is taken back.
    """
    k = len(weights)
    params, loss = np.full((k, len(start)), np.nan), np.full(k, np.nan)
    iterations = np.full(k, MAX_ITERATIONS, dtype=np.intp)
    rows, mu, growth = np.arange(k), np.full(k, damping), np.full(k, 2.0)
    pairs = [curves.elimination.pairs_of(row > 0) for row in weights]
    point = _evaluate(curves, weights, np.tile(start, (k, 1)))
    for iteration in range(1, MAX_ITERATIONS + 1):
        gradient, is_fixed = _gradient(curves, point)
        step, is_exact = _newton_steps(
            curves, weights, pairs, point, gradient, is_fixed, mu, iteration > N_GAUSS_NEWTON
        )
        trial = _evaluate(curves, weights, _clip_slopes(curves, point.params - step))
        decrement = np.einsum("ij,ij->i", gradient, step)
        # Share of the gain foretold; next to the minimum rounding hides it, and the step is taken for good.
        gain = np.where(decrement < TOLERANCE, 1.0, 2.0 * (point.loss - trial.loss) / np.maximum(decrement, TOLERANCE))
        is_lower = trial.loss <= point.loss * (1.0 + ROUNDING)
        point = _Point(*(_choose(is_lower, new, old) for new, old in zip(trial, point, strict=True)))
        is_going = ~is_exact | (decrement >= TOLERANCE) | (mu > DAMPING_AT_END)
        softer = mu * np.clip(1.0 - (2.0 * gain - 1.0) ** 3, 0.1, 2.0)
        mu = np.where(is_lower, softer, np.maximum(mu, DAMPING_WARM) * growth)
        growth = np.where(is_lower, 2.0, 2.0 * growth)
        if not is_going.all():
            ended = rows[~is_going]
            params[ended], loss[ended], iterations[ended] = point.params[~is_going], point.loss[~is_going], iteration
            rows, mu, growth, weights = rows[is_going], mu[is_going], growth[is_going], weights[is_going]
            pairs = list(compress(pairs, is_going))
            point = _Point(*(values[is_going] for values in point))
        if not len(rows):
            break
    return Minimum(params, loss, iterations)


def _choose(is_new: Bools, new: Floats, old: Floats) -> Floats:
    return new if is_new.all() else np.where(is_new if new.ndim == 1 else is_new[:, None], new, old)


def _clip_slopes(curves: Curves, params: Floats) -> Floats:
    slope = curves.split(params)[2]
    np.clip(slope, curves.slope_lower, curves.slope_upper, out=slope)
    return params


def _evaluate(curves: Curves, weights: Floats, params: Floats) -> _Point:
    capability, difficulty, by_slope = curves.split(params)
    slope = np.take(by_slope, curves.benchmark_of, axis=1)
    gap = np.take(capability, curves.release_of, axis=1) - np.take(difficulty, curves.benchmark_of, axis=1)
    fitted = expit(slope * gap)
    miss = fitted - curves.score
    residual = weights * miss
    loss = 0.5 * ((residual * miss).sum(axis=1) + (params * params * curves.penalty).sum(axis=1))
    return _Point(params, loss, slope, gap, fitted, residual)


def _gradient(curves: Curves, point: _Point) -> tuple[Floats, Bools]:
    """Gradient of half the objective, and the slopes that stay where they are: the unit's, and those a bound holds."""
    by_score = point.residual * point.fitted * (1.0 - point.fitted)
    along = by_score * point.slope
    parts = curves.sum_by_release(along), -curves.sum_by_benchmark(along), curves.sum_by_benchmark(by_score * point.gap)
    gradient = np.concatenate(parts, axis=1) + point.params * curves.penalty
    slope, uphill = curves.split(point.params)[2], curves.split(gradient)[2]
    is_fixed = ((slope <= curves.slope_lower) & (uphill >= 0)) | ((slope >= curves.slope_upper) & (uphill <= 0))
    is_fixed |= curves.slope_lower == curves.slope_upper
    uphill[is_fixed] = 0.0
    return gradient, is_fixed


def _newton_steps(
    curves: Curves,
    weights: Floats,
    pairs: Sequence[Pairs | None],
    point: _Point,
    gradient: Floats,
    is_fixed: Bools,
    mu: Floats,
    wants_exact: bool,
) -> tuple[Floats, Bools]:
    """A damped step for each row, and whether it comes from the exact Hessian: if that is indefinite, Gauss-Newton's."""
    step, is_exact = np.empty_like(gradient), np.full(len(gradient), wants_exact)
    hessian = _hessian(curves, weights, point, is_fixed, mu, wants_exact)
    for k in range(len(step)):
        try:
            step[k] = curves.elimination.step(pairs[k], Hessian(*(part[k] for part in hessian)), gradient[k])
        except np.linalg.LinAlgError:
            one = slice(k, k + 1)
            row = _Point(*(values[one] for values in point))
            safe = _hessian(curves, weights[one], row, is_fixed[one], mu[one], False)
            step[k] = curves.elimination.step(pairs[k], Hessian(*(part[0] for part in safe)), gradient[k])
            is_exact[k] = False
    return step, is_exact


def _hessian(curves: Curves, weights: Floats, point: _Point, is_fixed: Bools, mu: Floats, is_exact: bool) -> Hessian:
    steep = point.fitted * (1.0 - point.fitted)
    bend = weights * steep * steep
    pull = np.zeros_like(bend)
    if is_exact:
        pull = point.residual * steep
        bend = bend + pull * (1.0 - 2.0 * point.fitted)
    by_slope, by_gap = bend * point.slope, bend * point.gap
    square = by_slope * point.slope
    mixed = (by_slope * point.gap + pull) * np.take(~is_fixed, curves.benchmark_of, axis=1)
    # A fixed slope has no gradient and no cross terms left: with 1 on the diagonal its step is 0.
    of_slope = np.where(is_fixed, 1.0, curves.sum_by_benchmark(by_gap * point.gap))
    of_pair = np.concatenate((curves.sum_by_benchmark(square), of_slope), axis=1)
    m = len(curves.release_start)
    return Hessian(
        by_release=curves.sum_by_release(square) + curves.penalty[:m] + mu[:, None],
        at_score=np.concatenate((-square, mixed), axis=1),
        by_pair=of_pair + curves.penalty[m:] + mu[:, None],
        off_pair=-curves.sum_by_benchmark(mixed),
    )
