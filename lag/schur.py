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
PRODUCTS_PER_PAIR = 40


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
    """Pairs of what is at scores, each with itself too, and the place in the system, column by column, that their product adds to."""

    first: Ints
    second: Ints
    place: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Elimination:
    """How the steps of a table of m releases and b benchmarks are found.

    release, benchmark: of each score twice, where its difficulty and where its slope stand among benchmarks (2n). pairs: None where
    scores are multiplied whole, in `whole` (m, 2b), which is scratch and 0 but at place_in_whole (2n); capabilities are then eliminated.
    """

    release_of: Ints
    benchmark_of: Ints
    release: Ints
    benchmark: Ints
    shape: tuple[int, int]
    keeps_benchmarks: bool
    pairs: Pairs | None
    whole: Floats
    place_in_whole: Ints

    def pairs_of(self, is_drawn: Bools) -> Pairs | None:
        """The pairs of the scores that a draw has (n)."""
        if self.pairs is None:
            return None
        twice = np.tile(is_drawn, 2)
        kept = np.flatnonzero(twice[self.pairs.first] & twice[self.pairs.second])
        return Pairs(*(values[kept] for values in self.pairs))

    def step(self, pairs: Pairs | None, hessian: Hessian, gradient: Floats) -> Floats:
        """The step (m + 2b) of one draw with these pairs. Raises LinAlgError unless its Hessian is positive definite."""
        return (_keep_benchmarks if self.keeps_benchmarks else _keep_releases)(self, pairs, hessian, gradient)


def choose_elimination(release_of: Ints, benchmark_of: Ints) -> Elimination:
    """The quickest way for scores sorted by release and then benchmark."""
    n_of_release, n_of_benchmark = np.bincount(release_of), np.bincount(benchmark_of)
    m, b = len(n_of_release), len(n_of_benchmark)
    release, benchmark = np.concatenate((release_of, release_of)), np.concatenate((benchmark_of, b + benchmark_of))
    whole = m * (2 * b) ** 2 // 2 + (2 * b) ** 3 // 6
    by_release = PRODUCTS_PER_PAIR * _count_pairs(2 * n_of_release) + (2 * b) ** 3 // 6
    by_benchmark = PRODUCTS_PER_PAIR * 2 * _count_pairs(n_of_benchmark) + m**3 // 6
    keeps_benchmarks = min(whole, by_release) <= by_benchmark
    pairs = None
    if whole > min(by_release, by_benchmark):
        pairs = _pair_up(release, benchmark) if keeps_benchmarks else _pair_up(benchmark, release)
    scratch = np.zeros((m, 2 * b) if pairs is None else 0)
    place_in_whole = release * (2 * b) + benchmark
    return Elimination(
        release_of, benchmark_of, release, benchmark, (m, b), keeps_benchmarks, pairs, scratch, place_in_whole
    )


def _count_pairs(sizes: Ints) -> int:
    return int((sizes * (sizes + 1) // 2).sum())


def _pair_up(eliminated: Ints, kept: Ints) -> Pairs:
    """All pairs of the same eliminated unknown; the first of a pair is of the later unknown that is kept, or both are the same."""
    order = np.lexsort((kept, eliminated))
    group = np.searchsorted(eliminated[order], eliminated[order])
    n_until = np.arange(len(order)) - group + 1
    first = np.repeat(order, n_until)
    within = np.arange(len(first)) - np.repeat(np.cumsum(n_until) - n_until, n_until)
    second = order[np.repeat(group, n_until) + within]
    return Pairs(first, second, kept[first] + kept[second] * (int(kept.max()) + 1))


def _keep_benchmarks(how: Elimination, pairs: Pairs | None, hessian: Hessian, gradient: Floats) -> Floats:
    m, b = how.shape
    if hessian.by_release.min() <= 0:
        raise np.linalg.LinAlgError("a capability has no positive curvature")
    root = 1.0 / np.sqrt(hessian.by_release)
    own = gradient[:m] * root
    at_score = (hessian.at_score.reshape(2, -1) * np.take(root, how.release_of)).reshape(-1)
    if pairs is None:
        how.whole.reshape(-1)[how.place_in_whole] = at_score
        system, right = dsyrk(-1.0, how.whole.T, lower=1), own @ how.whole
    else:
        system = _multiply(pairs, at_score, 2 * b)
        right = _sum(how.benchmark, at_score * np.take(own, how.release), 2 * b)
    entries = system.T.reshape(-1)  # column by column
    entries[:: 2 * b + 1] += hessian.by_pair
    entries[b : 2 * b * b : 2 * b + 1] += hessian.off_pair
    rest = _solve(system, gradient[m:] - right)
    if pairs is None:
        moved: Floats = how.whole @ rest
    else:
        moved = _sum(how.release, at_score * np.take(rest, how.benchmark), m)
    return np.concatenate((root * (own - moved), rest))


def _keep_releases(how: Elimination, pairs: Pairs | None, hessian: Hessian, gradient: Floats) -> Floats:
    """Difficulty and slope of a benchmark are eliminated by the Cholesky factor of their own two by two."""
    assert pairs is not None
    m, b = how.shape
    by_difficulty, by_slope = hessian.by_pair[:b], hessian.by_pair[b:]
    if by_difficulty.min() <= 0 or (by_difficulty * by_slope - hessian.off_pair**2).min() <= 0:
        raise np.linalg.LinAlgError("a benchmark has no positive curvature")
    upper = np.sqrt(by_difficulty)
    across = hessian.off_pair / upper
    lower = np.sqrt(by_slope - across**2)
    own_difficulty = gradient[m : m + b] / upper
    own = np.concatenate((own_difficulty, (gradient[m + b :] - across * own_difficulty) / lower))
    of_difficulty, of_slope = hessian.at_score.reshape(2, -1)
    at_difficulty = of_difficulty / np.take(upper, how.benchmark_of)
    at_slope = of_slope - np.take(across, how.benchmark_of) * at_difficulty
    at_score = np.concatenate((at_difficulty, at_slope / np.take(lower, how.benchmark_of)))
    system = _multiply(pairs, at_score, m)
    system.T.reshape(-1)[:: m + 1] += hessian.by_release
    right = _sum(how.release, at_score * np.take(own, how.benchmark), m)
    capability = _solve(system, gradient[:m] - right)
    rest = own - _sum(how.benchmark, at_score * np.take(capability, how.release), 2 * b)
    slope = rest[b:] / lower
    return np.concatenate((capability, (rest[:b] - across * slope) / upper, slope))


def _multiply(pairs: Pairs, at_score: Floats, size: int) -> Floats:
    """Less the product of what is at scores with itself, its lower triangle."""
    products = np.take(at_score, pairs.first) * np.take(at_score, pairs.second)
    return -_sum(pairs.place, products, size * size).reshape(size, size).T


def _sum(places: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(places, values, size).astype(np.float64, copy=False)


def _solve(system: Floats, right: Floats) -> Floats:
    """The solution of a symmetric system whose lower triangle is given, and overwritten."""
    _, found, info = dposv(system, right, lower=1, overwrite_a=1)
    if info:
        raise np.linalg.LinAlgError("the system that is left is not positive definite")
    solution: Floats = found
    return solution
