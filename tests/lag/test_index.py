"""The index: by hand, against a slow version, on simulated scores, Epoch's published fit, invariances, and bad input."""

import math
import pickle
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy.optimize import least_squares

import lag.curves
import lag.index
import lag.schur
import lag.score_table
from lag.errors import DidNotConverge, NotEnoughData
from lag.index import IndexDraws, IndexFit, bootstrap_index, fit_index


def expit(x):
    return 1 / (1 + np.exp(-x))


class Simulated:
    """Scores with noise of 0.05 from known curves; releases r000, r001, ... rise, each tested on `per` benchmarks."""

    def __init__(self, seed, n_releases=60, n_benchmarks=20, per=8, noise=0.05):
        rng = np.random.default_rng(seed)
        self.capability = np.sort(rng.normal(140, 12, n_releases))
        self.difficulty = rng.normal(142, 12, n_benchmarks)
        self.slope = np.exp(rng.normal(math.log(0.1), 0.4, n_benchmarks))
        row = np.repeat(np.arange(n_releases), per)
        column = np.concatenate([rng.permutation(n_benchmarks)[:per] for _ in range(n_releases)])
        gap = self.capability[row] - self.difficulty[column]
        self.scores = np.clip(expit(self.slope[column] * gap) + rng.normal(0, noise, len(row)), 0, 1)
        self.releases = [f"r{i:03d}" for i in row]
        self.benchmarks = [f"b{j:03d}" for j in column]
        low, high = n_releases // 4, 3 * n_releases // 4
        self.anchors = {f"r{low:03d}": self.capability[low], f"r{high:03d}": self.capability[high]}
        self.columns = (self.releases, self.benchmarks, self.scores)

    def fit(self, **options) -> IndexFit:
        return fit_index(*self.columns, **{"anchors": self.anchors, "unit_benchmark": "b000", **options})

    def draw(self, n_draws=20, seed=5, **options) -> IndexDraws:
        options = {"anchors": self.anchors, "unit_benchmark": "b000", **options}
        return bootstrap_index(*self.columns, rng=np.random.default_rng(seed), n_draws=n_draws, **options)


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return Simulated(1)


@pytest.fixture(scope="module")
def epoch(epoch_files) -> tuple[list[str], list[str], np.ndarray]:
    rows = pl.read_csv(epoch_files / "eci_benchmarks.csv")
    return rows["model"].to_list(), rows["benchmark"].to_list(), rows["performance"].to_numpy()


@pytest.fixture(scope="module")
def published(epoch_files) -> pl.DataFrame:
    return pl.read_csv(epoch_files / "eci_scores.csv").sort("Model")


@pytest.fixture(scope="module")
def published_curves(source_files) -> pl.DataFrame:
    return pl.read_csv(source_files / "epoch" / "edi_scores.csv").sort("benchmark_name")


@pytest.fixture(scope="module")
def fit(epoch) -> IndexFit:
    return fit_index(*epoch)


# By hand.


def test_two_releases_on_two_benchmarks_by_hand():
    # x has slope 1: low is at logit 0 of it, high at logit 1, so one unit of capability lies between them, and that is 20
    # points; x is as difficult as low is able. On y they are at logit -1 and 1: slope 2 a unit, difficulty halfway.
    scores = [expit(0.0), expit(-1.0), expit(1.0), expit(1.0)]
    fit = fit_index(
        ["low", "low", "high", "high"],
        ["x", "y", "x", "y"],
        scores,
        anchors={"low": 130.0, "high": 150.0},
        ridge=1e-8,
        unit_benchmark="x",
        min_scores=2,
    )
    assert fit.releases == ("high", "low")
    assert fit.capability == pytest.approx([150, 130])
    assert fit.benchmarks == ("x", "y")
    assert fit.difficulty == pytest.approx([130, 140], abs=1e-3)
    assert fit.slope == pytest.approx([1 / 20, 2 / 20], rel=1e-4)
    assert fit.objective < 1e-7
    assert (fit.n_scores, fit.n_clipped, fit.n_slopes_at_bound, fit.left_out) == (4, 0, 0, ())


def test_the_ridge_by_hand():
    # Two twins with scores of 1/2 everywhere would sit at 0 with slopes 0; slopes stop at 0.1, and x's is 1. Then every
    # fitted score is 1/2, and the mean square of 2 + 2 + 1 parameters is 0.1 ** 2 / 5.
    table = lag.score_table.tabulate(
        ["a", "a", "b", "b"], ["x", "y", "x", "y"], [0.5] * 4, {"a": 0.0, "b": 1.0}, 0.1, "x", 2
    )
    fit = lag.index._fit_all(table)
    assert fit.params[0] == pytest.approx([0, 0, 0, 0, 1, 0.1], abs=1e-9)
    assert 2 * fit.loss[0] == pytest.approx(0.1 * 0.1**2 / 5)


# A slow independent version.


def slow_fit(columns, anchors, unit_benchmark, ridge=0.1) -> tuple[dict[str, float], float]:
    """SciPy's trust region with numerical derivatives, one residual a score and one a parameter: points and objective."""
    releases, benchmarks = (sorted(set(names)) for names in columns[:2])
    m, b = len(releases), len(benchmarks)
    row = np.array([releases.index(name) for name in columns[0]])
    column = np.array([benchmarks.index(name) for name in columns[1]])
    scores = np.clip(columns[2], 0.001, 0.999)
    is_free = np.array([True] * (m + b) + [name != unit_benchmark for name in benchmarks])

    def residuals(free):
        params = np.ones(m + 2 * b)
        params[is_free] = free
        gap = params[row] - params[m + column]
        fitted = expit(params[m + b + column] * gap)
        return np.concatenate((fitted - scores, math.sqrt(ridge / is_free.sum()) * free))

    lower = np.where(np.arange(m + 2 * b) < m + b, -np.inf, 0.1)[is_free]
    upper = np.where(np.arange(m + 2 * b) < m + b, np.inf, 10.0)[is_free]
    start = np.concatenate((np.zeros(m + b), np.ones(b)))[is_free]
    end = least_squares(residuals, start, bounds=(lower, upper), xtol=1e-13, ftol=1e-13, gtol=1e-11, max_nfev=500)
    (low, low_points), (high, high_points) = anchors.items()
    capability = dict(zip(releases, end.x[:m], strict=True))
    unit = (high_points - low_points) / (capability[high] - capability[low])
    return {name: low_points + unit * (capability[name] - capability[low]) for name in releases}, 2 * end.cost


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("unit_benchmark", ["b001", None])
def test_it_agrees_with_a_slow_search(seed, unit_benchmark):
    s = Simulated(seed, n_releases=16, n_benchmarks=7, per=5)
    fit = s.fit(unit_benchmark=unit_benchmark)
    points, objective = slow_fit(s.columns, s.anchors, unit_benchmark)
    assert fit.objective <= objective + 1e-10
    assert fit.objective == pytest.approx(objective, abs=1e-8)
    assert fit.capability == pytest.approx([points[name] for name in fit.releases], abs=2e-3)


@pytest.mark.parametrize("ridge", [1e-4, 0.01, 3.0])
def test_it_agrees_with_a_slow_search_at_other_ridges(ridge):
    s = Simulated(7, n_releases=14, n_benchmarks=6, per=5)
    _, objective = slow_fit(s.columns, s.anchors, "b001", ridge)
    fit = s.fit(unit_benchmark="b001", ridge=ridge)
    assert fit.objective == pytest.approx(objective, abs=1e-8)
    assert fit.objective <= objective + 1e-10


def test_a_draw_is_a_fit_to_the_scores_it_drew():
    s = Simulated(3, n_releases=14, n_benchmarks=6, per=5)
    table = lag.score_table.tabulate(*s.columns, s.anchors, 0.1, "b001", 4)
    counts = np.array([lag.index._resample(table.curves, rng) for rng in np.random.default_rng(2).spawn(3)])
    assert (np.add.reduceat(counts, table.curves.release_start, axis=1) == 5).all()
    capability, _, _ = lag.index._fit_draws(table, counts, lag.index._fit_all(table).params[0])
    for drawn, found in zip(counts.astype(int), capability, strict=True):
        rows = np.repeat(np.arange(len(drawn)), drawn)
        names = [table.releases[i] for i in table.curves.release_of[rows]]
        tests = [table.benchmarks[j] for j in table.curves.benchmark_of[rows]]
        points, _ = slow_fit((names, tests, table.curves.score[rows]), s.anchors, "b001")
        assert len(set(tests)) == 6  # a benchmark nobody drew would change the mean in the ridge of the slow version
        assert found == pytest.approx([points[name] for name in table.releases], abs=2e-3)


# What is eliminated: benchmarks in pairs of scores, releases in pairs, or releases by a whole multiplication.
WAYS = [(6, 0, (False, True)), (12, 0, (True, True)), (6, 10**9, (True, False))]


@pytest.mark.parametrize(("n_releases", "products_per_pair", "way"), WAYS)
def test_the_gradient_and_the_hessian_are_those_of_the_objective(monkeypatch, n_releases, products_per_pair, way):
    monkeypatch.setattr(lag.schur, "PRODUCTS_PER_PAIR", products_per_pair)
    s = Simulated(4, n_releases=n_releases, n_benchmarks=5, per=4)
    curves = lag.score_table.tabulate(*s.columns, s.anchors, 0.1, "b001", 4).curves
    assert (curves.elimination.keeps_benchmarks, curves.elimination.pairs is not None) == way
    rng, size = np.random.default_rng(0), n_releases + 10
    params = np.concatenate((rng.normal(size=n_releases + 5), rng.uniform(0.5, 2, 5)))[None]
    weights = rng.integers(0, 3, (1, len(curves.score))).astype(float)

    def gradient_at(row):
        return lag.curves._evaluate(curves, weights, row).gradient[0]

    point = lag.curves._evaluate(curves, weights, params)
    gradient, is_fixed = point.gradient, point.is_fixed
    nudges = 1e-6 * np.eye(size)
    is_free = np.concatenate((np.ones(n_releases + 5, dtype=bool), ~is_fixed[0]))
    loss = [lag.curves._evaluate(curves, weights, params + sign * n).loss[0] for n in nudges for sign in (1, -1)]
    slopes = (np.array(loss)[::2] - np.array(loss)[1::2]) / 2e-6
    assert gradient[0][is_free] == pytest.approx(slopes[is_free], abs=1e-8)
    hessian = np.array([gradient_at(params + n) - gradient_at(params - n) for n in nudges]) / 2e-6
    hessian[~is_free] = 0  # a fixed slope stays, whatever the others do
    hessian[np.diag_indices(size)] += 40.0  # damping, which makes it positive definite
    (row,) = zip(*lag.curves._hessian(curves, weights, point, np.array([40.0]), True), strict=True)
    drawn = curves.elimination.drawn(weights[0] > 0)
    step = curves.elimination.step(drawn, lag.schur.Hessian(*row), gradient[0])
    assert step == pytest.approx(np.linalg.solve(hessian, gradient[0]), abs=1e-8)


@pytest.mark.parametrize(("n_releases", "products_per_pair", "way"), WAYS)
def test_an_indefinite_hessian_is_refused_by_every_way(monkeypatch, n_releases, products_per_pair, way):
    monkeypatch.setattr(lag.schur, "PRODUCTS_PER_PAIR", products_per_pair)
    s = Simulated(4, n_releases=n_releases, n_benchmarks=5, per=4)
    how = lag.score_table.tabulate(*s.columns, s.anchors, 0.1, "b001", 4).curves.elimination
    drawn = how.drawn(np.ones(4 * n_releases, dtype=bool))

    def step(cross, **changes):
        whole = lag.schur.Hessian(np.ones(n_releases), np.full(8 * n_releases, cross), np.ones(10), np.zeros(5))
        return how.step(drawn, whole._replace(**changes), np.ones(n_releases + 10))

    assert np.isfinite(step(0.1)).all()
    for cross, changes in (
        (1.0, {}),
        (0.0, {"by_release": -np.ones(n_releases)}),
        (0.0, {"off_pair": np.full(5, 2.0)}),
    ):
        with pytest.raises(np.linalg.LinAlgError):
            step(cross, **changes)


@pytest.mark.parametrize("unit_benchmark", ["b001", None])
def test_draws_are_the_same_whichever_way_their_steps_are_found(unit_benchmark):
    s = Simulated(3, n_releases=30, n_benchmarks=14, per=6)
    table = lag.score_table.tabulate(*s.columns, s.anchors, 0.1, unit_benchmark, 4)
    how, start = table.curves.elimination, lag.index._fit_all(table).params[0]
    counts = np.array([lag.index._resample(table.curves, rng) for rng in np.random.default_rng(2).spawn(12)])
    ways = [
        replace(how, keeps_benchmarks=True, pairs=None, whole=np.zeros((30, 28))),
        replace(how, keeps_benchmarks=True, pairs=lag.schur._pair_up(how.release_of, how.benchmark_of)),
        replace(how, keeps_benchmarks=False, pairs=lag.schur._pair_up(how.benchmark_of, how.release_of)),
    ]
    tables = [replace(table, curves=replace(table.curves, elimination=way)) for way in ways]
    first, *others = [np.hstack(lag.index._fit_draws(one, counts, start)[:2]) for one in tables]
    assert np.isfinite(first).any(axis=1).all()
    assert all(np.nanmax(np.abs(other - first)) < 1e-9 for other in others)


def test_the_way_goes_by_what_there_is():
    """With 150 benchmarks in place of 57 and as many scores a draw once took five times as long."""
    rng = np.random.default_rng(0)

    def way(n_releases, n_benchmarks, per):
        column = np.concatenate([rng.permutation(n_benchmarks)[:per] for _ in range(n_releases)])
        how = lag.schur.choose_elimination(np.repeat(np.arange(n_releases), per), column)
        return how.keeps_benchmarks, how.pairs is not None

    assert way(222, 57, 10) == (True, True)
    assert way(222, 150, 10) == (False, True)
    assert way(1000, 150, 10) == (True, True)
    assert way(222, 57, 57) == (True, False)


# Simulated releases.


def test_it_recovers_capabilities_difficulties_and_slopes():
    errors, slope_ratios = [], []
    for seed in range(8):
        s = Simulated(seed, n_releases=80, n_benchmarks=20, per=20, noise=0.01)
        fit = s.fit(ridge=1e-3)
        errors.append(np.median(np.abs(fit.capability - s.capability)))
        slope_ratios.append(np.median(fit.slope / s.slope))
    assert max(errors) < 0.5
    assert slope_ratios == pytest.approx([1] * 8, abs=0.05)


def test_ninety_per_cent_intervals_hold_the_truth_in_nearly_ninety_per_cent():
    # Found: 0.87 to 0.88 at 5, 10 and 20 scores a release (2,088 releases); few scores make percentiles narrow.
    n_held = n = 0
    for seed in range(6):
        s = Simulated(seed, n_releases=60, n_benchmarks=25, per=10)
        draws = s.draw(100, seed=seed, unit_benchmark=None)
        ends = draws.intervals(0.9)
        known = np.isfinite(ends.capability_lower)
        assert known.sum() == 58
        n_held += int(((ends.capability_lower <= s.capability) & (s.capability <= ends.capability_upper))[known].sum())
        n += int(known.sum())
    assert 0.8 < n_held / n < 0.95


# Epoch's published fit of the same scores. It stops a little short of the optimum, most visibly for the weakest releases.


def test_capabilities_are_those_published(fit, published):
    theirs = published["eci"].to_numpy()
    assert fit.releases == tuple(published["Model"])
    off = np.abs(fit.capability - theirs)
    assert off.max() < 0.2
    assert off[theirs >= 110].max() < 0.05
    assert off[theirs >= 120].max() < 0.0125
    assert (fit.n_scores, fit.left_out, fit.n_slopes_at_bound) == (2249, (), 0)
    assert fit.objective == pytest.approx(13.041391, abs=1e-6)


def test_the_objective_is_no_higher_than_that_of_the_published_fit(epoch, fit, published, published_curves):
    table = lag.score_table.tabulate(*epoch, lag.index.ANCHORS, 0.1, "Winogrande", 4)
    assert table.benchmarks == tuple(published_curves["benchmark_name"])
    slope = published_curves["estimated_slope_scaled"].to_numpy()
    unit = slope[table.benchmarks.index("Winogrande")]
    places = np.concatenate((published["eci"].to_numpy(), published_curves["edi"].to_numpy())) * unit
    params = np.concatenate((places - places.mean(), slope / unit))  # of all origins the one with the least ridge
    theirs = 2 * lag.curves._evaluate(table.curves, np.ones((1, 2249)), params[None]).loss[0]
    assert theirs == pytest.approx(13.041411, abs=1e-6)
    assert fit.objective < theirs


def test_difficulties_and_slopes_are_those_published(fit, published_curves):
    assert np.abs(fit.difficulty - published_curves["edi"].to_numpy()).max() < 0.25
    assert fit.slope == pytest.approx(published_curves["estimated_slope_scaled"].to_numpy(), rel=0.004)


@pytest.mark.usefixtures("source_files")
def test_intervals_are_those_published_when_the_draws_are_the_same(epoch, published):
    # Their recipe: 500 draws from seed 12345, release after release in their file's order, rng.choice among its rows.
    table = lag.score_table.tabulate(*epoch, lag.index.ANCHORS, 0.1, "Winogrande", 4)
    names = np.array(epoch[0])
    of_release = [np.flatnonzero(names == name) for name in dict.fromkeys(epoch[0])]
    pairs = list(zip(*epoch[:2], strict=True))
    place = np.empty(len(pairs), dtype=int)
    place[sorted(range(len(pairs)), key=pairs.__getitem__)] = np.arange(len(pairs))
    rng = np.random.default_rng(12345)
    start = lag.index._fit_all(table).params[0]
    capability = []
    for _ in range(125):
        drawn = [np.concatenate([rng.choice(rows, size=rows.size) for rows in of_release]) for _ in range(4)]
        counts = np.array([np.bincount(place[rows], minlength=len(pairs)) for rows in drawn]).astype(float)
        capability.append(lag.index._fit_draws(table, counts, start)[0])
    theirs, level = published.select("eci_ci_low", "eci_ci_high").to_numpy().T, published["eci"].to_numpy()
    known = np.isfinite(theirs[0])
    assert known.sum() == 220  # the anchors carry none
    ours = lag.index._quantiles(np.concatenate(capability), 0.9, known)
    off = np.abs(np.array(ours) - theirs).max(axis=0)
    assert off[known].max() < 0.25
    assert off[known & (level >= 110)].max() < 0.06
    assert off[known & (level >= 120)].max() < 0.025
    assert np.median(off[known & (level >= 120)]) < 0.005  # they are printed with two decimals


def test_intervals_from_other_draws_differ_from_those_published_by_the_noise_of_the_seed(epoch, published):
    draws = bootstrap_index(*epoch, rng=np.random.default_rng(7), n_draws=200)
    ends, level = draws.intervals(0.9), published["eci"].to_numpy()
    assert (draws.n_did_not_converge, draws.n_without_scale, draws.n_unplaced) == (0, 0, 0)
    is_strong = (level >= 130) & np.isfinite(ends.capability_lower)
    width = (ends.capability_upper - ends.capability_lower)[is_strong]
    theirs = (published["eci_ci_high"] - published["eci_ci_low"]).to_numpy()[is_strong]
    assert np.median(width / theirs) == pytest.approx(1, abs=0.06)


def test_another_start_rarely_finds_another_optimum(epoch):
    # Found over 500 draws: a cold start ended elsewhere in 1, at a lower objective by 0.05; never higher.
    table = lag.score_table.tabulate(*epoch, lag.index.ANCHORS, 0.1, "Winogrande", 4)
    warm = lag.index._fit_all(table).params[0]
    cold = np.concatenate((np.zeros(222 + 57), np.ones(57)))
    counts = np.array([lag.index._resample(table.curves, rng) for rng in np.random.default_rng(0).spawn(60)])
    losses = [
        np.concatenate([lag.curves.minimise(table.curves, counts[i : i + 4], at, 0.1).loss for i in range(0, 60, 4)])
        for at in (warm, cold)
    ]
    assert (np.abs(losses[0] - losses[1]) > 1e-8).sum() <= 2


# Invariances.


def test_the_order_of_rows_moves_nothing(simulated):
    order = np.random.default_rng(0).permutation(len(simulated.scores))
    releases, benchmarks = ([names[i] for i in order] for names in simulated.columns[:2])
    options = {"anchors": dict(reversed(simulated.anchors.items())), "unit_benchmark": "b000"}
    mixed = fit_index(releases, benchmarks, simulated.scores[order], **options)
    fit = simulated.fit()
    assert np.array_equal(mixed.capability, fit.capability)
    assert np.array_equal(mixed.difficulty, fit.difficulty)
    assert mixed.checksum == fit.checksum
    draws = bootstrap_index(
        releases, benchmarks, simulated.scores[order], rng=np.random.default_rng(5), n_draws=20, **options
    )
    assert np.array_equal(draws.capability, simulated.draw().capability)


def test_names_move_nothing_but_the_order(simulated):
    def turned(name):
        return f"z{999 - int(name[1:]):03d}"

    anchors = {turned(name): points for name, points in simulated.anchors.items()}
    releases, benchmarks = ([turned(name) for name in names] for names in simulated.columns[:2])
    other = fit_index(releases, benchmarks, simulated.scores, anchors=anchors, unit_benchmark=turned("b000"))
    assert other.capability[::-1] == pytest.approx(simulated.fit().capability, abs=1e-6)
    assert other.slope[::-1] == pytest.approx(simulated.fit().slope, abs=1e-8)


def test_other_anchors_are_an_affine_map_of_the_same_fit(simulated):
    fit, draws = simulated.fit(), simulated.draw()
    names = list(simulated.anchors)
    unit = simulated.fit(anchors={names[0]: 0.0, names[1]: 1.0})
    low, high = simulated.anchors.values()
    assert low + (high - low) * unit.capability == pytest.approx(fit.capability)
    assert low + (high - low) * unit.difficulty == pytest.approx(fit.difficulty)
    assert unit.slope / (high - low) == pytest.approx(fit.slope)
    assert unit.objective == fit.objective
    others = {"r003": 7.0, "r050": 8.0}
    moved = simulated.draw(anchors=others).capability
    assert moved[:, [3, 50]] == pytest.approx(np.tile([7.0, 8.0], (20, 1)))
    mapped = 7.0 + (draws.capability - draws.capability[:, [3]]) / np.ptp(draws.capability[:, [3, 50]], axis=1)[:, None]
    assert moved == pytest.approx(mapped)


def test_fitted_scores_do_not_depend_on_the_scale(simulated):
    fit = simulated.fit()
    row, column = (np.array([int(name[1:]) for name in names]) for names in simulated.columns[:2])
    fitted = expit(fit.slope[column] * (fit.capability[row] - fit.difficulty[column]))
    squares = np.sum((fitted - np.clip(simulated.scores, 0.001, 0.999)) ** 2)
    assert squares < fit.objective < squares + 1


# Draws.


def test_slices_make_up_the_whole_to_the_last_bit(simulated):
    whole = simulated.draw(30)
    parts = [simulated.draw(30, draws=range(*ends)) for ends in ((0, 1), (1, 18), (18, 30))]
    assert [part.first_draw for part in parts] == [0, 1, 18]
    for field in ("capability", "difficulty"):
        assert np.array_equal(np.concatenate([getattr(part, field) for part in parts]), getattr(whole, field))
    assert {part.checksum for part in parts} == {whole.checksum}


def test_the_size_of_a_batch_moves_nothing(simulated, monkeypatch):
    whole = simulated.draw(12)
    monkeypatch.setattr(lag.index, "BATCH_SCORES", 1)
    assert np.array_equal(simulated.draw(12).capability, whole.capability)


def test_draws_depend_on_the_seed_and_intervals_on_the_level(simulated):
    draws = simulated.draw(60)
    assert not np.array_equal(simulated.draw(60, seed=6).capability, draws.capability)
    wide, narrow = draws.intervals(0.95), draws.intervals(0.5)
    known = np.isfinite(wide.capability_lower)
    assert (wide.capability_lower < narrow.capability_lower)[known].all()
    assert (wide.capability_upper > narrow.capability_upper)[known].all()
    assert (wide.difficulty_upper >= narrow.difficulty_upper).all()
    assert (wide.n_draws, wide.ci_level) == (60, 0.95)


def test_anchors_are_fixed_in_every_draw_and_carry_no_interval(simulated):
    draws = simulated.draw()
    ends = draws.intervals()
    for name, points in simulated.anchors.items():
        place = draws.releases.index(name)
        assert draws.capability[:, place] == pytest.approx([points] * 20)
        assert np.isnan([ends.capability_lower[place], ends.capability_upper[place]]).all()


def test_the_checksum_is_of_scores_and_settings(simulated):
    fit = simulated.fit()
    assert simulated.draw(2).checksum == simulated.draw(3, seed=9).checksum == fit.checksum
    scores = simulated.scores.copy()
    scores[0] += 1e-9
    changed = fit_index(*simulated.columns[:2], scores, anchors=simulated.anchors, unit_benchmark="b000")
    others = [
        changed,
        simulated.fit(ridge=0.2),
        simulated.fit(unit_benchmark=None),
        simulated.fit(anchors={"r001": 0, "r009": 1}),
    ]
    assert len({fit.checksum, *(other.checksum for other in others)}) == 5


def test_a_draw_that_did_not_converge_is_counted_and_takes_no_part(simulated, monkeypatch):
    whole = simulated.draw(60)
    start = lag.index._fit_all(lag.score_table.tabulate(*simulated.columns, simulated.anchors, 0.1, "b000", 4))
    monkeypatch.setattr(lag.index, "_fit_all", lambda table: start)
    monkeypatch.setattr(lag.curves, "MAX_ITERATIONS", 5)  # enough for some of the draws
    draws = simulated.draw(60)
    has_failed = np.isnan(draws.capability).all(axis=1)
    assert 0 < draws.n_did_not_converge == has_failed.sum() < 60
    assert np.isnan(draws.difficulty[has_failed]).all()
    assert draws.intervals().n_draws == 60 - draws.n_did_not_converge
    assert draws.capability[~has_failed] == pytest.approx(whole.capability[~has_failed], abs=1e-4)
    assert draws.n_unplaced == draws.n_without_scale == 0


def test_draws_in_which_the_anchors_change_places_are_counted(simulated):
    gap = np.diff(simulated.fit().capability)
    close = int(np.argmin(np.where(gap > 0, gap, np.inf)))
    draws = simulated.draw(40, anchors={f"r{close:03d}": 130.0, f"r{close + 1:03d}": 150.0})
    is_nan = np.isnan(draws.capability).all(axis=1)
    assert 0 < draws.n_without_scale == is_nan.sum() < 40
    assert (draws.n_did_not_converge, draws.n_unplaced) == (0, 0)


def with_twins(simulated: Simulated) -> tuple[list[str], list[str], np.ndarray]:
    """Two more releases, tested on p, q and s, which only they were, and on b001 like the others."""
    releases = [*simulated.releases, *["twin1"] * 4, *["twin2"] * 4]
    benchmarks = [*simulated.benchmarks, *["p", "q", "s", "b001"] * 2]
    return releases, benchmarks, np.array([*simulated.scores, 0.3, 0.4, 0.5, 0.6, 0.4, 0.5, 0.6, 0.7])


def test_a_release_that_a_draw_does_not_join_to_the_anchors_is_unknown_in_it(simulated):
    # The twins are apart when neither draws its score on b001: in (3/4) ** 8 = 10% of draws.
    draws = bootstrap_index(
        *with_twins(simulated),
        rng=np.random.default_rng(1),
        n_draws=100,
        anchors=simulated.anchors,
        unit_benchmark="b000",
    )
    is_apart = np.isnan(draws.capability)
    assert not is_apart[:, :60].any()
    assert np.array_equal(is_apart[:, 60], is_apart[:, 61])
    assert draws.n_unplaced == is_apart.sum() == 2 * is_apart[:, 60].sum()
    assert 3 <= is_apart[:, 60].sum() <= 20
    places = [draws.benchmarks.index(name) for name in "pqs"]
    assert np.isnan(draws.difficulty[is_apart[:, 60]][:, places]).all()
    assert draws.n_undrawn == np.isnan(draws.difficulty).sum()
    assert np.isfinite(draws.intervals().capability_lower[60:]).all()


# Bad input.


def test_a_release_with_few_scores_and_a_benchmark_of_one_release_are_left_out_and_named(simulated):
    releases = [*simulated.releases, "once", "fed by odd", *["fed by odd"] * 3]
    benchmarks = [*simulated.benchmarks, "b003", "odd", "b001", "b002", "b003"]
    fit = fit_index(
        releases,
        benchmarks,
        [*simulated.scores, 0.5, 0.5, 0.5, 0.5, 0.5],
        anchors=simulated.anchors,
        unit_benchmark="b000",
    )
    assert [(one.kind, one.name, one.reason) for one in fit.left_out] == [
        ("benchmark", "odd", "no second release that counts has a score on it"),
        ("release", "fed by odd", "3 scores that count, of 4 needed"),
        ("release", "once", "1 scores that count, of 4 needed"),
    ]
    assert fit.checksum == simulated.fit().checksum
    assert np.array_equal(fit.capability, simulated.fit().capability)


def test_an_unconnected_part_is_left_out_and_described(simulated):
    apart = [(f"far{i}", test, 0.1 * i + 0.02 * j) for i in range(3) for j, test in enumerate("pqst")]
    columns = [[*old, *new] for old, new in zip(simulated.columns, zip(*apart, strict=True), strict=True)]
    options = {"anchors": simulated.anchors, "unit_benchmark": "b000"}
    fit = fit_index(*columns, **options)
    assert {one.name for one in fit.left_out} == {"far0", "far1", "far2", *"pqst"}
    assert {one.reason for one in fit.left_out} == {
        "no chain of shared benchmarks to r015: apart with 3 releases and 4 benchmarks, from far0 on"
    }
    assert np.array_equal(fit.capability, simulated.fit().capability)
    with pytest.raises(ValueError, match="anchor 'far1' is not in the fit: no chain of shared benchmarks to r015"):
        fit_index(*columns, anchors={"r015": 130.0, "far1": 150.0}, unit_benchmark="b000")
    assert bootstrap_index(*columns, rng=np.random.default_rng(0), n_draws=1, **options).left_out == fit.left_out


def test_scores_of_zero_and_one_are_clipped_and_counted(simulated):
    scores = np.where(np.arange(len(simulated.scores)) % 50 == 0, 0.0, np.clip(simulated.scores, 0.01, 0.99))
    scores[7] = 1.0
    fit = fit_index(*simulated.columns[:2], scores, anchors=simulated.anchors, unit_benchmark="b000")
    assert fit.n_clipped == 11
    assert np.isfinite(fit.capability).all()


def test_a_release_that_fails_or_masters_everything_has_a_finite_place(simulated):
    releases = [*simulated.releases, *["zero"] * 20, *["one"] * 20]
    benchmarks = [*simulated.benchmarks, *[f"b{j:03d}" for j in range(20)] * 2]
    scores = np.concatenate((simulated.scores, np.zeros(20), np.ones(20)))
    fit = fit_index(releases, benchmarks, scores, anchors=simulated.anchors, unit_benchmark="b000")
    assert fit.releases[np.argmin(fit.capability)] == "zero"
    assert fit.releases[np.argmax(fit.capability)] == "one"
    assert np.isfinite(fit.capability).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scores": [0.5, math.nan]}, r"scores\[1\], 'a' on 'y', is nan\. Give shares"),
        ({"scores": [0.5, 1.2]}, "is 1.2"),
        ({"scores": [0.5, -0.1]}, "is -0.1"),
        ({"scores": [0.5]}, r"have 2, 2 and \(1,\) values"),
        ({"releases": ["a", None]}, r"releases\[1\] is None"),
        ({"benchmarks": ["", "y"]}, r"benchmarks\[0\] is ''"),
        ({"benchmarks": ["x", "x"]}, r"'a' on 'x' has 2 scores, in rows \[0, 1\]"),
        ({"anchors": {"a": 1.0}}, "Give two releases with different points"),
        ({"anchors": {"a": 1.0, "b": 1.0}}, "Give two releases with different points"),
        ({"anchors": {"a": 1.0, "b": math.inf}}, "Give two releases with different points"),
        ({"ridge": 0.0}, "ridge is 0.0"),
        ({"ridge": math.nan}, "ridge is nan"),
        ({"min_scores": 0}, "min_scores 0"),
    ],
)
def test_bad_input_says_what_is_wrong(change, message):
    given = {"releases": ["a", "a"], "benchmarks": ["x", "y"], "scores": [0.5, 0.6], "anchors": {"a": 0, "b": 1}}
    with pytest.raises(ValueError, match=message):
        fit_index(**{**given, **change})


def test_a_missing_anchor_or_unit_benchmark_is_named(simulated):
    with pytest.raises(ValueError, match="anchor 'GPT-5' is not in the fit: it has no score"):
        simulated.fit(anchors={"r001": 130.0, "GPT-5": 150.0})
    with pytest.raises(ValueError, match="anchor 'GPT-5' is not in the fit: it has no score"):
        simulated.fit(anchors={"GPT-5": 130.0, "r001": 150.0})
    with pytest.raises(ValueError, match="anchor 'r015' is not in the fit: 8 scores that count, of 9 needed"):
        fit_index(
            [*simulated.releases, *["a", "b"] * 9],
            [*simulated.benchmarks, *[f"c{i // 2}" for i in range(18)]],
            [*simulated.scores, *[0.5] * 18],
            anchors=simulated.anchors,
            min_scores=9,
        )
    with pytest.raises(ValueError, match="unit_benchmark 'Winogrande' is not in the fit"):
        fit_index(*simulated.columns, anchors=simulated.anchors)


def test_anchors_in_reverse_or_equal_set_no_scale(simulated):
    with pytest.raises(ValueError, match="equal or in reverse"):
        simulated.fit(anchors={"r000": 150.0, "r059": 130.0})
    releases = [*simulated.releases, *["copy"] * 8]
    benchmarks, scores = ([*old, *old[120:128]] for old in simulated.columns[1:])
    with pytest.raises(ValueError, match="equal or in reverse"):
        fit_index(releases, benchmarks, scores, anchors={"r015": 1.0, "copy": 2.0}, unit_benchmark="b000")


def test_no_scores_are_not_enough():
    with pytest.raises(NotEnoughData):
        fit_index([], [], [])
    with pytest.raises(NotEnoughData):
        fit_index(["a", "b"], ["x", "x"], [0.1, 0.2], anchors={"a": 0.0, "b": 1.0}, unit_benchmark="x")


def test_a_fit_that_does_not_converge_says_so(simulated, monkeypatch):
    monkeypatch.setattr(lag.curves, "MAX_ITERATIONS", 3)
    with pytest.raises(DidNotConverge, match="found no minimum in 3 iterations") as caught:
        simulated.fit()
    assert pickle.loads(pickle.dumps(caught.value)).iterations == 3


@pytest.mark.parametrize("draws", [range(0), range(-1, 2), range(5, 11), range(0, 4, 2)])
def test_a_slice_is_within_the_draws(simulated, draws):
    with pytest.raises(ValueError, match="Give a slice of one draw or more"):
        simulated.draw(10, draws=draws)


def test_a_level_is_between_0_and_1(simulated):
    with pytest.raises(ValueError, match="ci_level is 90"):
        simulated.draw(2).intervals(90)
