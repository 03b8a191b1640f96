"""The Newton step of one draw for least squares of logistic curves, of which one side is eliminated first (Schur complement).

In the Hessian a capability meets no other capability, and difficulty and slope of a benchmark meet nothing of another benchmark. So
either side can be eliminated, score by score, and a system of the other is left. Its entries are sums of products over pairs of scores:
scores of one release where capabilities go, scores of one benchmark where benchmarks go. Either the pairs are listed, which costs by
the scores that are there, and of a draw those that it drew; or, where releases have scores on so many of the benchmarks that this is
quicker, the scores are spread over a table and multiplied whole. Which way is taken depends on the places of the scores alone.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dsyrk
from scipy.linalg.lapack import dposv

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

# Measured: a listed pair of a table, of which a draw has two fifths, in the time of so many products of a whole multiplication.
PRODUCTS_PER_PAIR = 30


class Hessian(NamedTuple):
    """Second derivatives of half the objective by draw, damped, fixed slopes taken out.

    by_release: diagonal of capabilities (m). at_score: capability by difficulty, then by slope, where scores are (2n).
    by_pair: diagonal of difficulties, then slopes (2b). off_pair: difficulty by slope (b).
    """

    by_release: Floats
    at_score: Floats
    by_pair: Floats
    off_pair: Floats


class Pairs(NamedTuple):
    """Pairs of two scores, and the place in a square, column by column, that their products add to; first is further down there."""

    first: Ints
    second: Ints
    place: Ints


class Drawn(NamedTuple):
    """What a draw has of a table: which scores (d), their releases and benchmarks, and the pairs among them.

    twice: where difficulty and then slope of each score stand among benchmarks (2d).
    """

    score: Ints
    release_of: Ints
    benchmark_of: Ints
    twice: Ints
    pairs: Pairs


@dataclass(frozen=True, slots=True, eq=False)
class Elimination:
    """How the steps of a table of m releases and b benchmarks with n scores are found.

    pairs: None where scores are multiplied whole, in `whole` (m, 2b), which is scratch and 0 but at place_in_whole (2n), where difficulty
    and then slope of each score stand; capabilities are then eliminated.
    """

    release_of: Ints
    benchmark_of: Ints
    shape: tuple[int, int]
    keeps_benchmarks: bool
    pairs: Pairs | None
    whole: Floats
    place_in_whole: Ints

    def drawn(self, is_drawn: Bools) -> Drawn | None:
        """What a draw has, by which scores it has (n); None where scores are multiplied whole."""
        if self.pairs is None:
            return None
        first, second, place = self.pairs
        kept = np.flatnonzero(is_drawn[first] & is_drawn[second])
        place_of = np.cumsum(is_drawn) - 1
        pairs = Pairs(place_of[first[kept]], place_of[second[kept]], place[kept])
        score = np.flatnonzero(is_drawn)
        benchmark_of = self.benchmark_of[score]
        twice = np.concatenate((benchmark_of, self.shape[1] + benchmark_of))
        return Drawn(score, self.release_of[score], benchmark_of, twice, pairs)

    def step(self, drawn: Drawn | None, hessian: Hessian, gradient: Floats) -> Floats:
        """The step (m + 2b) of one draw. Raises LinAlgError unless its Hessian is positive definite."""
        if drawn is None:
            return _keep_benchmarks_whole(self, hessian, gradient)
        return (_keep_benchmarks if self.keeps_benchmarks else _keep_releases)(self.shape, drawn, hessian, gradient)


def choose_elimination(release_of: Ints, benchmark_of: Ints) -> Elimination:
    """The quickest way for scores sorted by release and then benchmark."""
    n_of_release, n_of_benchmark = np.bincount(release_of), np.bincount(benchmark_of)
    m, b = len(n_of_release), len(n_of_benchmark)
    whole = m * (2 * b) ** 2 // 2 + (2 * b) ** 3 // 6
    by_release = PRODUCTS_PER_PAIR * _count_pairs(2 * n_of_release) + (2 * b) ** 3 // 6
    by_benchmark = PRODUCTS_PER_PAIR * 2 * _count_pairs(n_of_benchmark) + m**3 // 6
    keeps_benchmarks = min(whole, by_release) <= by_benchmark
    pairs = None
    if whole > min(by_release, by_benchmark):
        pairs = _pair_up(release_of, benchmark_of) if keeps_benchmarks else _pair_up(benchmark_of, release_of)
    scratch = np.zeros((m, 2 * b) if pairs is None else 0)
    place_in_whole = np.concatenate((release_of * (2 * b) + benchmark_of, release_of * (2 * b) + b + benchmark_of))
    return Elimination(release_of, benchmark_of, (m, b), keeps_benchmarks, pairs, scratch, place_in_whole)


def _count_pairs(sizes: Ints) -> int:
    return int((sizes * (sizes + 1) // 2).sum())


def _pair_up(eliminated: Ints, kept: Ints) -> Pairs:
    """All pairs of two scores of the same eliminated unknown."""
    order = np.lexsort((kept, eliminated))
    group = np.searchsorted(eliminated[order], eliminated[order])
    n_before = np.arange(len(order)) - group
    first = np.repeat(order, n_before)
    within = np.arange(len(first)) - np.repeat(np.cumsum(n_before) - n_before, n_before)
    second = order[np.repeat(group, n_before) + within]
    return Pairs(first, second, kept[first] + kept[second] * (int(kept.max()) + 1))


def _keep_benchmarks_whole(how: Elimination, hessian: Hessian, gradient: Floats) -> Floats:
    m, _ = how.shape
    root = _root(hessian.by_release)
    own = gradient[:m] * root
    at_score = (hessian.at_score.reshape(2, -1) * np.take(root, how.release_of)).reshape(-1)
    how.whole.reshape(-1)[how.place_in_whole] = at_score
    rest = _solve_benchmarks(dsyrk(-1.0, how.whole.T, lower=1), hessian, gradient[m:] - own @ how.whole)
    return np.concatenate((root * (own - how.whole @ rest), rest))


def _keep_benchmarks(shape: tuple[int, int], drawn: Drawn, hessian: Hessian, gradient: Floats) -> Floats:
    m, b = shape
    root = _root(hessian.by_release)
    own = gradient[:m] * root
    at_score = np.take(hessian.at_score.reshape(2, -1), drawn.score, axis=1) * np.take(root, drawn.release_of)
    first, second = np.take(-at_score, drawn.pairs.first, axis=1), np.take(at_score, drawn.pairs.second, axis=1)
    columns = np.zeros((2 * b, 2 * b))
    columns[:b, :b] = _square(drawn.pairs, first[0] * second[0], b)
    columns[:b, b:] = _square(drawn.pairs, first[1] * second[0], b) + _square(drawn.pairs, first[0] * second[1], b).T
    columns[b:, b:] = _square(drawn.pairs, first[1] * second[1], b)
    entries = columns.reshape(-1)
    entries[:: 2 * b + 1] -= _sum(drawn.twice, (at_score * at_score).reshape(-1), 2 * b)
    entries[b : 2 * b * b : 2 * b + 1] -= _sum(drawn.benchmark_of, at_score[0] * at_score[1], b)
    right = _sum(drawn.twice, (at_score * np.take(own, drawn.release_of)).reshape(-1), 2 * b)
    rest = _solve_benchmarks(columns.T, hessian, gradient[m:] - right)
    moved = (at_score.reshape(-1) * np.take(rest, drawn.twice)).reshape(2, -1)
    return np.concatenate((root * (own - _sum(drawn.release_of, moved[0] + moved[1], m)), rest))


def _root(by_release: Floats) -> Floats:
    """One by the Cholesky factor of a diagonal."""
    if by_release.min() <= 0:
        raise np.linalg.LinAlgError("a capability has no positive curvature")
    return np.asarray(1.0 / np.sqrt(by_release))


def _solve_benchmarks(system: Floats, hessian: Hessian, right: Floats) -> Floats:
    """What solves the system of difficulties and slopes, of which their own block is still missing."""
    b = len(hessian.off_pair)
    entries = system.T.reshape(-1)  # column by column
    entries[:: 2 * b + 1] += hessian.by_pair
    entries[b : 2 * b * b : 2 * b + 1] += hessian.off_pair
    return _solve(system, right)


def _keep_releases(shape: tuple[int, int], drawn: Drawn, hessian: Hessian, gradient: Floats) -> Floats:
    """Difficulty and slope of a benchmark are eliminated by the Cholesky factor of their own two by two."""
    m, b = shape
    by_difficulty, by_slope = hessian.by_pair[:b], hessian.by_pair[b:]
    if by_difficulty.min() <= 0 or (by_difficulty * by_slope - hessian.off_pair**2).min() <= 0:
        raise np.linalg.LinAlgError("a benchmark has no positive curvature")
    # Of the inverse of the factor: its diagonal, and what is taken off a slope for its difficulty.
    diagonal = np.concatenate((by_difficulty, by_slope))
    diagonal[b:] -= hessian.off_pair**2 / by_difficulty
    diagonal = 1.0 / np.sqrt(diagonal)
    across = hessian.off_pair * diagonal[:b] * diagonal[b:]
    own = gradient[m:] * diagonal
    own[b:] -= across * own[:b]
    at_score = np.take(hessian.at_score.reshape(2, -1), drawn.score, axis=1)
    at_score *= np.take(diagonal, drawn.twice).reshape(2, -1)
    at_score[1] -= np.take(across, drawn.benchmark_of) * at_score[0]
    first, second = np.take(at_score, drawn.pairs.first, axis=1), np.take(at_score, drawn.pairs.second, axis=1)
    first *= second
    columns = _square(drawn.pairs, first[0] + first[1], m)
    np.negative(columns, out=columns)
    square, right = at_score * at_score, at_score * np.take(own, drawn.twice).reshape(2, -1)
    columns.reshape(-1)[:: m + 1] += hessian.by_release - _sum(drawn.release_of, square[0] + square[1], m)
    capability = _solve(columns.T, gradient[:m] - _sum(drawn.release_of, right[0] + right[1], m))
    at_score *= np.take(capability, drawn.release_of)
    rest = own - _sum(drawn.twice, at_score.reshape(-1), 2 * b)
    rest[:b] -= across * rest[b:]
    return np.concatenate((capability, rest * diagonal))


def _square(pairs: Pairs, products: Floats, size: int) -> Floats:
    """Columns of a square, of which those of pairs add up."""
    return _sum(pairs.place, products, size * size).reshape(size, size)


def _sum(places: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(places, values, size).astype(np.float64, copy=False)


def _solve(system: Floats, right: Floats) -> Floats:
    """The solution of a symmetric system whose lower triangle is given, and overwritten."""
    _, found, info = dposv(system, right, lower=1, overwrite_a=1)
    if info:
        raise np.linalg.LinAlgError("the system that is left is not positive definite")
    solution: Floats = found
    return solution
