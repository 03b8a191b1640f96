"""The capability index: which one number per release explains its scores on all benchmarks best, and how sure is it?

    score[m, b] ~ sigmoid(slope_b * (capability_m - difficulty_b))

All capabilities, difficulties and slopes at once minimise

    sum of (sigmoid(...) - score)^2  +  ridge * mean of the squares of all parameters,

with scores clipped to [0.001, 0.999], slopes within [0.1, 10], and the slope of the unit benchmark held at 1 (it has
no part in the ridge): without it the unit of capability would be the ridge's choice. Two anchors then set the scale
by an affine map. Given Epoch AI's scores, this is Epoch's own objective, and it is minimised further than there.

Bootstrap: every release draws as many of its scores as it has, with replacement. All releases are thus in all draws;
everything is fitted anew and put on the anchors' scale within the draw. A benchmark that nobody drew has no
difficulty in that draw, a release that is not joined to the first anchor by drawn scores no capability: NaN, and
counted. Compare releases within draws: they move together. Some draws have two optima. Each draw descends from the fit
to all scores, whatever the other draws do; on Epoch's scores four other starts found a lower optimum in 7 of 500 draws,
which moved one bound by 0.04 points and the median bound by nothing. Intervals are quantiles, which such draws hardly move.

The search is Newton's, on arrays of several draws at once, and moves single benchmarks on between its steps (`lag.curves`);
of each step the releases or the benchmarks are eliminated first and a smaller system is left (`lag.schur`).

Wrong when a benchmark's scores do not rise along a logistic curve to 1, and when scores of a release are missing
because they would be low. The ridge holds weak releases, tested where all fail, towards the middle.

Sources: Ho et al. 2025, A Rosetta Stone for AI Benchmarks, arXiv 2512.00193 (model, anchors); the settings as in
github.com/epoch-research/eci-public. Madsen, Nielsen and Tingleff 2004, Methods for Non-Linear Least Squares
Problems, 24-29 (damping). METHOD 5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lag.curves import DAMPING_COLD, DAMPING_WARM, Bools, Curves, Floats, Ints, Minimum, join_scores, minimise
from lag.errors import DidNotConverge, NoScale
from lag.score_table import LeftOut, ScoreTable, tabulate

ANCHORS = {"Claude 3.5 Sonnet": 130.0, "GPT-5": 150.0}
UNIT_BENCHMARK = "Winogrande"
RIDGE = 0.1
# Epoch's rule. With fewer scores, draws of a release repeat one another and its interval is too narrow.
MIN_SCORES = 4
# Anchors closer than this, in units of capability, set no scale.
MIN_SPREAD = 1e-6
# Scores in one batch of draws: about twenty arrays of this length fit a second-level cache of 1 to 2 MB.
BATCH_SCORES = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class IndexFit:
    """The fit to all scores: capability and difficulty in points of the anchors' scale, slope per point.

    objective: what is minimised, with the ridge. n_scores: those used, n_clipped of them moved off 0 or 1 by the clip.
    n_slopes_at_bound: benchmarks whose slope is not where the scores would have it. Names are sorted.
    """

    releases: tuple[str, ...]
    capability: Floats
    benchmarks: tuple[str, ...]
    difficulty: Floats
    slope: Floats
    objective: float
    iterations: int
    n_scores: int
    n_clipped: int
    n_slopes_at_bound: int
    left_out: tuple[LeftOut, ...]
    anchors: tuple[tuple[str, float], ...]
    ridge: float
    checksum: str


@dataclass(frozen=True, slots=True, eq=False)
class IndexIntervals:
    """Quantiles over draws in points; NaN for anchors, which are fixed, and for what no draw could place."""

    capability_lower: Floats
    capability_upper: Floats
    difficulty_lower: Floats
    difficulty_upper: Floats
    ci_level: float
    n_draws: int


@dataclass(frozen=True, slots=True, eq=False)
class IndexDraws:
    """Draws by releases and draws by benchmarks, in points; row i is draw `first_draw` + i. NaN is unknown.

    A draw that did not converge, or whose anchors do not set a scale, is a row of NaN and counted. n_unplaced and
    n_undrawn count single NaNs in other rows: releases not joined to the first anchor, benchmarks that nobody drew.
    n_slopes_at_bound counts benchmarks in draws. checksum: of the scores and settings, not of seed and draws.
    """

    releases: tuple[str, ...]
    capability: Floats
    benchmarks: tuple[str, ...]
    difficulty: Floats
    first_draw: int
    n_did_not_converge: int
    n_without_scale: int
    n_unplaced: int
    n_undrawn: int
    n_slopes_at_bound: int
    left_out: tuple[LeftOut, ...]
    anchors: tuple[tuple[str, float], ...]
    checksum: str

    def intervals(self, ci_level: float = 0.9) -> IndexIntervals:
        """Interval of every release and benchmark at the level ci_level, over the draws that have a value."""
        if not 0 < ci_level < 1:
            raise ValueError(f"ci_level is {ci_level}. Give a share between 0 and 1, such as 0.9.")
        is_free = ~np.isin(self.releases, [name for name, _ in self.anchors])
        capability = _quantiles(self.capability, ci_level, is_free)
        difficulty = _quantiles(self.difficulty, ci_level, np.ones(len(self.benchmarks), dtype=np.bool_))
        n_failed = self.n_did_not_converge + self.n_without_scale
        return IndexIntervals(*capability, *difficulty, ci_level=ci_level, n_draws=len(self.capability) - n_failed)


def fit_index(
    releases: Sequence[str],
    benchmarks: Sequence[str],
    scores: ArrayLike,
    *,
    anchors: Mapping[str, float] = ANCHORS,
    ridge: float = RIDGE,
    unit_benchmark: str | None = UNIT_BENCHMARK,
    min_scores: int = MIN_SCORES,
) -> IndexFit:
    """Capability of every release and difficulty and slope of every benchmark, on the scale of two anchors.

    releases, benchmarks: (n,) names, a pair at most once. scores: (n,) float, shares 0-1, chance already taken off.
    anchors: two releases and their points. ridge: weight of the mean square parameter, above 0. unit_benchmark: its
    slope is 1 before scaling; None leaves the unit to the ridge. min_scores: a release with fewer is left out.

    Returns an IndexFit; the order of rows does not move it, names only in the last digits.
    Raises ValueError for bad input; NoScale for anchors that are missing, left out, or fitted equal or in reverse;
    NotEnoughData if no score is left; DidNotConverge. What is left out, `left_out` says: releases with too few
    scores, benchmarks with one release, and whatever shares no benchmark, over any detour, with the first anchor.
    Reference: see the module.
    """
    table = tabulate(releases, benchmarks, scores, anchors, ridge, unit_benchmark, min_scores)
    fit = _fit_all(table)
    origin, unit = _scale(table, fit.params)
    if not np.isfinite(unit[0]):
        raise NoScale(f"anchors {dict(table.anchors)}: the fit puts them equal or in reverse. Choose others.")
    capability, difficulty, slope = table.curves.split(fit.params[0])
    return IndexFit(
        releases=table.releases,
        capability=origin[0] + unit[0] * capability,
        benchmarks=table.benchmarks,
        difficulty=origin[0] + unit[0] * difficulty,
        slope=slope / unit[0],
        objective=2.0 * float(fit.loss[0]),
        iterations=int(fit.iterations[0]),
        n_scores=len(table.curves.score),
        n_clipped=table.n_clipped,
        n_slopes_at_bound=int(table.curves.is_at_bound(slope).sum()),
        left_out=table.left_out,
        anchors=table.anchors,
        ridge=ridge,
        checksum=table.checksum,
    )


def bootstrap_index(
    releases: Sequence[str],
    benchmarks: Sequence[str],
    scores: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int,
    draws: range | None = None,
    anchors: Mapping[str, float] = ANCHORS,
    ridge: float = RIDGE,
    unit_benchmark: str | None = UNIT_BENCHMARK,
    min_scores: int = MIN_SCORES,
) -> IndexDraws:
    """Refits to resampled scores: every draw refits everything and is put on the anchors' scale by itself.

    rng, n_draws: draw i takes the i-th of n_draws generators spawned from rng. draws: the slice to compute, all by
    default; slices computed in several processes, each from a fresh rng of one seed, make up the whole to the last
    bit. The rest as in `fit_index`, which also gives what is raised; a draw that fails is counted, not raised.
    """
    wanted = range(n_draws) if draws is None else draws
    if n_draws < 1 or wanted.step != 1 or not len(wanted) or wanted.start < 0 or wanted.stop > n_draws:
        raise ValueError(
            f"n_draws is {n_draws} and draws is {wanted}. Give a slice of one draw or more, in steps of 1."
        )
    table = tabulate(releases, benchmarks, scores, anchors, ridge, unit_benchmark, min_scores)
    start = _fit_all(table).params[0]
    generators = rng.spawn(n_draws)[wanted.start : wanted.stop]
    size = max(1, BATCH_SCORES // len(table.curves.score))
    parts = []
    for first in range(0, len(generators), size):
        counts = np.array([_resample(table.curves, generator) for generator in generators[first : first + size]])
        parts.append(_fit_draws(table, counts, start))
    capability, difficulty, tallies = (np.concatenate(part) for part in zip(*parts, strict=True))
    failed, unscaled, unplaced, undrawn, at_bound = tallies.sum(axis=0).tolist()
    return IndexDraws(
        releases=table.releases,
        capability=capability,
        benchmarks=table.benchmarks,
        difficulty=difficulty,
        first_draw=wanted.start,
        n_did_not_converge=failed,
        n_without_scale=unscaled,
        n_unplaced=unplaced,
        n_undrawn=undrawn,
        n_slopes_at_bound=at_bound,
        left_out=table.left_out,
        anchors=table.anchors,
        checksum=table.checksum,
    )


def _fit_all(table: ScoreTable) -> Minimum:
    """The fit to all scores, from capabilities and difficulties of 0 and slopes of 1."""
    n_names = len(table.releases) + len(table.benchmarks)
    start = np.concatenate((np.zeros(n_names), np.ones(len(table.benchmarks))))
    fit = minimise(table.curves, np.ones((1, len(table.curves.score))), start, DAMPING_COLD)
    if np.isnan(fit.loss[0]):
        raise DidNotConverge("The index on all scores", int(fit.iterations[0]))
    return fit


def _resample(curves: Curves, rng: np.random.Generator) -> Floats:
    """How often each score is drawn: every release draws as many as it has."""
    n = len(curves.score)
    n_of = np.diff(curves.release_start, append=n)[curves.release_of]
    places = curves.release_start[curves.release_of] + (rng.random(n) * n_of).astype(np.intp)
    return np.bincount(places, minlength=n).astype(np.float64)


def _fit_draws(table: ScoreTable, counts: Floats, start: Floats) -> tuple[Floats, Floats, Ints]:
    """Capability and difficulty in points for draws given as (k, n) counts, and the five tallies of each draw."""
    fit = minimise(table.curves, counts, start, DAMPING_WARM)
    is_placed, is_drawn = join_scores(table.curves, counts > 0, table.place_of_anchor(0))
    origin, unit = _scale(table, fit.params)
    unit = np.where(is_placed[:, table.place_of_anchor(1)], unit, np.nan)
    capability, difficulty, slope = table.curves.split(fit.params)
    has_failed, is_scaled = np.isnan(fit.loss), np.isfinite(unit)
    tallies = (
        has_failed,
        ~has_failed & ~is_scaled,
        is_scaled * (~is_placed).sum(axis=1),
        is_scaled * (~is_drawn).sum(axis=1),
        is_scaled * (is_drawn & table.curves.is_at_bound(slope)).sum(axis=1),
    )
    origin, unit = origin[:, None], unit[:, None]
    return (
        np.where(is_placed, origin + unit * capability, np.nan),
        np.where(is_drawn, origin + unit * difficulty, np.nan),
        np.stack(tallies, axis=1).astype(np.intp),
    )


def _scale(table: ScoreTable, params: Floats) -> tuple[Floats, Floats]:
    """Origin and unit of the anchors' scale in each row; NaN where the anchors are equal or in reverse."""
    low_points, high_points = (points for _, points in table.anchors)
    capability = table.curves.split(params)[0]
    low = capability[:, table.place_of_anchor(0)]
    spread = capability[:, table.place_of_anchor(1)] - low
    unit = (high_points - low_points) / np.where(spread > MIN_SPREAD, spread, np.nan)
    return low_points - unit * low, unit


def _quantiles(values: Floats, ci_level: float, is_wanted: Bools) -> tuple[Floats, Floats]:
    """Lower and upper bound of each column over its known values; NaN where there is none, or none is wanted."""
    bounds = np.full((2, values.shape[1]), np.nan)
    columns = np.flatnonzero(is_wanted & ~np.isnan(values).all(axis=0))
    tail = (1.0 - ci_level) / 2.0
    bounds[:, columns] = np.nanquantile(values[:, columns], [tail, 1.0 - tail], axis=0)
    return bounds[0], bounds[1]
