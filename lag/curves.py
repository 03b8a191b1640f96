"""Least squares of logistic curves with a ridge, many weightings of the scores at once; what they are for, `lag.index` says.

    half of  sum of weight * (sigmoid(slope_b * (capability_m - difficulty_b)) - score)^2  +  sum of penalty * parameter^2

is brought to its minimum by Newton's method, damped; how its steps are found, `lag.schur` says. Between two steps a benchmark that a step
of all served badly moves on by itself. This module knows curves and draws, and neither names nor anchors.

Source: Madsen, Nielsen and Tingleff 2004, Methods for Non-Linear Least Squares Problems, 24-29 (damping).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from lag.schur import Bools as Bools
from lag.schur import Drawn, Elimination, Hessian, choose_elimination
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
# A benchmark that would gain more by itself after a step of all moves on by itself, so many steps.
OWN_TOLERANCE = 1e-5
N_OWN_STEPS = 4


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
    """Where each draw stands: parameters, half the objective, by score what its derivatives are made of, and its gradient.

    is_fixed: slopes that stay where they are, the unit's and those that a bound holds; they have no gradient.
    """

    params: Floats
    loss: Floats
    slope: Floats
    gap: Floats
    fitted: Floats
    residual: Floats
    gradient: Floats
    is_fixed: Bools


class Minimum(NamedTuple):
    """By draw; parameters and loss are NaN where the search did not converge."""

    params: Floats
    loss: Floats
    iterations: Ints


class _Own(NamedTuple):
    """Benchmarks of draws that move alone, g of them, the scores of each from first on; penalty is of difficulty and slope (2, g)."""

    weight: Floats
    score: Floats
    capability: Floats
    n_of: Ints
    first: Ints
    penalty: Floats
    lower: Floats
    upper: Floats


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
    drawn = [curves.elimination.drawn(row > 0) for row in weights]
    point = _evaluate(curves, weights, np.tile(start, (k, 1)))
    for iteration in range(1, MAX_ITERATIONS + 1):
        wants_exact = iteration > N_GAUSS_NEWTON
        hessian = _hessian(curves, weights, point, mu, wants_exact)
        step, is_exact = _newton_steps(curves, weights, drawn, point, hessian, mu, wants_exact)
        decrement = np.einsum("ij,ij->i", point.gradient, step)
        trial = _evaluate(curves, weights, _clip_slopes(curves, point.params - step))
        if iteration >= N_GAUSS_NEWTON:
            trial = _move_on(curves, weights, trial, hessian)
        # Share of the gain foretold; next to the minimum rounding hides it, and the step is taken for good.
        gain = np.where(decrement < TOLERANCE, 1.0, 2.0 * (point.loss - trial.loss) / np.maximum(decrement, TOLERANCE))
        is_lower = trial.loss <= point.loss * (1.0 + ROUNDING)
        point = _Point._make(_choose(is_lower, new, old) for new, old in zip(trial, point, strict=True))
        is_going = ~is_exact | (decrement >= TOLERANCE) | (mu > DAMPING_AT_END)
        softer = mu * np.clip(1.0 - (2.0 * gain - 1.0) ** 3, 0.1, 2.0)
        mu = np.where(is_lower, softer, np.maximum(mu, DAMPING_WARM) * growth)
        growth = np.where(is_lower, 2.0, 2.0 * growth)
        if not is_going.all():
            ended = rows[~is_going]
            params[ended], loss[ended], iterations[ended] = point.params[~is_going], point.loss[~is_going], iteration
            rows, mu, growth, weights = rows[is_going], mu[is_going], growth[is_going], weights[is_going]
            drawn = list(compress(drawn, is_going))
            point = _Point._make(values[is_going] for values in point)
        if not len(rows):
            break
    return Minimum(params, loss, iterations)


def _choose(is_new: Bools, new: NDArray[Any], old: NDArray[Any]) -> NDArray[Any]:
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
    by_score = residual * fitted * (1.0 - fitted)
    along = by_score * slope
    parts = curves.sum_by_release(along), -curves.sum_by_benchmark(along), curves.sum_by_benchmark(by_score * gap)
    gradient = np.concatenate(parts, axis=1) + params * curves.penalty
    uphill = curves.split(gradient)[2]
    is_fixed = ((by_slope <= curves.slope_lower) & (uphill >= 0)) | ((by_slope >= curves.slope_upper) & (uphill <= 0))
    is_fixed |= curves.slope_lower == curves.slope_upper
    uphill[is_fixed] = 0.0
    return _Point(params, loss, slope, gap, fitted, residual, gradient, is_fixed)


def _move_on(curves: Curves, weights: Floats, point: _Point, hessian: Hessian) -> _Point:
    """The point with difficulty and slope of single benchmarks brought nearer to their own minimum, where they are far from it.

    A step of all misses it where a benchmark has few scores, or scores at one end of its curve only: its slope then creeps to a bound, one
    step of all after the other. Capabilities stay, so each moves alone: damped Gauss-Newton in two unknowns. hessian: that of the step.
    """
    m, b = len(curves.release_start), len(curves.benchmark_start)
    _, across, along = curves.split(point.gradient)
    of_difficulty, of_slope = hessian.by_pair[:, :b], hessian.by_pair[:, b:]
    mixed = np.where(point.is_fixed, 0.0, hessian.off_pair)
    gain = of_slope * across**2 - 2.0 * mixed * across * along + of_difficulty * along**2
    draw, benchmark = np.nonzero(gain > OWN_TOLERANCE * (of_difficulty * of_slope - mixed**2))
    if not len(draw):
        return point
    n_of = np.diff(curves.benchmark_start, append=len(curves.score))[benchmark]
    first = np.cumsum(n_of) - n_of
    score = curves.by_benchmark[np.repeat(curves.benchmark_start[benchmark] - first, n_of) + np.arange(n_of.sum())]
    place, columns = (np.repeat(draw, n_of), score), [m + benchmark, m + b + benchmark]
    own = _Own(
        weight=weights[place],
        score=curves.score[score],
        capability=point.params[place[0], curves.release_of[score]],
        n_of=n_of,
        first=first,
        penalty=curves.penalty[columns],
        lower=curves.slope_lower[benchmark],
        upper=curves.slope_upper[benchmark],
    )
    params = point.params.copy()
    params[draw, columns] = _own_minimum(own, params[draw, columns])
    return _evaluate(curves, weights, params)


def _own_minimum(own: _Own, params: Floats) -> Floats:
    """Difficulty and slope (2, g) some steps nearer to where the loss of each benchmark is lowest with capabilities as they are."""

    def look(params: Floats) -> tuple[Floats, ...]:
        gap = own.capability - np.repeat(params[0], own.n_of)
        fitted = expit(np.repeat(params[1], own.n_of) * gap)
        miss = fitted - own.score
        loss = np.add.reduceat(own.weight * miss * miss, own.first) + (own.penalty * params * params).sum(axis=0)
        steep = fitted * (1.0 - fitted)
        return loss, gap, steep, miss

    mu = np.full(params.shape[1], DAMPING_WARM)
    loss, *at_score = look(params)
    for _ in range(N_OWN_STEPS):
        gap, steep, miss = at_score
        bend = own.weight * steep
        sums = np.add.reduceat(
            bend * np.stack((miss, miss * gap, steep, steep * gap, steep * gap * gap)), own.first, axis=1
        )
        slope = params[1]
        across = own.penalty[0] * params[0] - slope * sums[0]
        along = own.penalty[1] * slope + sums[1]
        is_held = ((slope <= own.lower) & (along >= 0)) | ((slope >= own.upper) & (along <= 0))
        along = np.where(is_held, 0.0, along)
        mixed = np.where(is_held, 0.0, -slope * sums[3])
        of_difficulty = slope * slope * sums[2] + own.penalty[0] + mu
        of_slope = sums[4] + own.penalty[1] + mu
        step = np.stack((of_slope * across - mixed * along, of_difficulty * along - mixed * across))
        trial = params - step / (of_difficulty * of_slope - mixed * mixed)
        trial[1] = np.clip(trial[1], own.lower, own.upper)
        lower, *there = look(trial)
        is_lower = lower <= loss
        params, loss = np.where(is_lower, trial, params), np.where(is_lower, lower, loss)
        at_score = [np.where(np.repeat(is_lower, own.n_of), *pair) for pair in zip(there, at_score, strict=True)]
        mu = np.where(is_lower, 0.1 * mu, 10.0 * mu)
    return params


def _newton_steps(
    curves: Curves,
    weights: Floats,
    drawn: Sequence[Drawn | None],
    point: _Point,
    hessian: Hessian,
    mu: Floats,
    wants_exact: bool,
) -> tuple[Floats, Bools]:
    """A damped step for each row, and whether it comes from the exact Hessian: if that is indefinite, Gauss-Newton's."""
    step, is_exact = np.empty_like(point.params), np.full(len(mu), wants_exact)
    for k in range(len(step)):
        try:
            step[k] = curves.elimination.step(drawn[k], Hessian(*(part[k] for part in hessian)), point.gradient[k])
        except np.linalg.LinAlgError:
            one = slice(k, k + 1)
            row = _Point._make(values[one] for values in point)
            safe = _hessian(curves, weights[one], row, mu[one], False)
            step[k] = curves.elimination.step(drawn[k], Hessian(*(part[0] for part in safe)), point.gradient[k])
            is_exact[k] = False
    return step, is_exact


def _hessian(curves: Curves, weights: Floats, point: _Point, mu: Floats, is_exact: bool) -> Hessian:
    steep = point.fitted * (1.0 - point.fitted)
    bend = weights * steep * steep
    pull = np.zeros_like(bend)
    if is_exact:
        pull = point.residual * steep
        bend = bend + pull * (1.0 - 2.0 * point.fitted)
    by_slope, by_gap = bend * point.slope, bend * point.gap
    square = by_slope * point.slope
    mixed = (by_slope * point.gap + pull) * np.take(~point.is_fixed, curves.benchmark_of, axis=1)
    # A fixed slope has no gradient and no cross terms left: with 1 on the diagonal its step is 0.
    of_slope = np.where(point.is_fixed, 1.0, curves.sum_by_benchmark(by_gap * point.gap))
    of_pair = np.concatenate((curves.sum_by_benchmark(square), of_slope), axis=1)
    m = len(curves.release_start)
    return Hessian(
        by_release=curves.sum_by_release(square) + curves.penalty[:m] + mu[:, None],
        at_score=np.concatenate((-square, mixed), axis=1),
        by_pair=of_pair + curves.penalty[m:] + mu[:, None],
        off_pair=-curves.sum_by_benchmark(mixed),
    )
