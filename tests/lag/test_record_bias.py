"""The winner's curse: a bias that was put in by hand comes back, and without errors there is none."""

import math

import numpy as np
import pytest
from scipy.special import expit

from lag.errors import DidNotConverge
from lag.record_bias import Group, RecordBias, estimate_record_bias

N_GENERATIONS, N_BENCHMARKS, GAP, LAG = 8, 6, 100.0, 50.0


def toy(n_candidates: int, noise: float, seed: int = 3) -> dict[str, object]:
    """Every 100 days leaders of one level come out on one day, and 50 days later one laggard a little above them.

    By the truth every record is matched after 50 days. With errors of the scores the day's record is the best of n_candidates, which the
    one laggard reaches once in n_candidates + 1 times: the others wait for the next generation, 100 days more.
    """
    rng = np.random.default_rng(seed)
    names, level, leaders, laggards = [], [], {}, {}
    for generation in range(N_GENERATIONS):
        for candidate in range(n_candidates):
            leaders[f"us-{generation}-{candidate}"] = GAP * generation
        laggards[f"cn-{generation}"] = GAP * generation + LAG
        own = [*(f"us-{generation}-{candidate}" for candidate in range(n_candidates)), f"cn-{generation}"]
        names += own
        level += [0.8 * generation - 2.8] * n_candidates + [0.8 * generation - 2.78]
    difficulty = np.linspace(-2, 2, N_BENCHMARKS)
    scores = expit(np.array(level)[:, None] - difficulty)
    # As often up as down in a row and nearly so in a column: the fit stays at the levels.
    signs = np.array([rng.permutation(np.repeat((-1.0, 1.0), N_BENCHMARKS // 2)) for _ in names])
    steep = scores * (1 - scores)
    return {
        "releases": np.repeat(names, N_BENCHMARKS).tolist(),
        "benchmarks": [f"b{number}" for number in range(N_BENCHMARKS)] * len(names),
        "scores": (scores + noise * signs * steep).ravel(),
        "groups": [Group(leaders, laggards)],
        "anchors": {"us-1-0": 100.0, "us-6-0": 150.0},
        "unit_benchmark": "b2",
        "ridge": 1e-7,
        "start_day": 0.0,
        "as_of_day": GAP * N_GENERATIONS,
    }


def bias(given: dict[str, object], n_draws: int = 25, seed: int = 1) -> tuple[RecordBias, RecordBias]:
    (both,) = estimate_record_bias(**given, rng=np.random.default_rng(seed), n_draws=n_draws)  # type: ignore[arg-type]
    return both


def test_a_bias_that_was_put_in_comes_back_at_both_truths():
    for found in bias(toy(n_candidates=6, noise=0.4)):
        assert found.truth_median_days == LAG
        assert found.drawn_median_days == LAG + GAP
        assert (found.bias_days, found.bias_days_lower, found.bias_days_upper) == (GAP, GAP, GAP)
        assert (found.n_draws, found.n_draws_failed) == (25, 0)


def test_scores_without_errors_have_no_bias_and_are_not_shrunk():
    fitted, shrunk = bias(toy(n_candidates=6, noise=0.0), n_draws=5)
    assert (fitted.bias_days, fitted.bias_days_lower, fitted.bias_days_upper) == (0.0, 0.0, 0.0)
    assert shrunk.bias_days == 0.0
    assert shrunk.shrink_factor == pytest.approx(1, abs=1e-5)


def test_errors_shrink_the_truth_by_the_share_of_the_variance_that_they_are():
    given = toy(n_candidates=6, noise=0.4)
    fitted, shrunk = bias(given)
    assert fitted.shrink_factor == 1
    # Six scores, each off by 0.4 along its curve, put a release's level off by 0.4 / sqrt(6). The levels scatter by 0.8 * sqrt(63 / 12).
    assert 1 - shrunk.shrink_factor**2 == pytest.approx((0.4**2 / 6) / (0.8**2 * 63 / 12), rel=0.2)


def test_a_median_that_is_not_reached_has_no_bias_in_days():
    given = toy(n_candidates=6, noise=0.4) | {"as_of_day": GAP * (N_GENERATIONS - 1) + LAG}
    (group,) = given["groups"]  # type: ignore[misc]
    first = {"cn-0": group.laggards["cn-0"]}
    found, _ = bias(given | {"groups": [Group(group.leaders, first)]}, n_draws=3)
    assert (found.truth_median_days, found.drawn_median_days, found.bias_days) == (None, None, None)
    assert found.n_draws_median_not_reached == 3


def test_releases_that_are_not_in_the_index_and_groups_without_records_stay_out():
    given = toy(n_candidates=2, noise=0.1)
    (group,) = given["groups"]  # type: ignore[misc]
    more = Group({**group.leaders, "never-scored": 10.0}, group.laggards)
    as_given, with_more, none = estimate_record_bias(
        **given | {"groups": [group, more, Group({}, group.laggards)]}, rng=np.random.default_rng(1), n_draws=3
    )  # type: ignore[arg-type]
    assert with_more == as_given
    assert (none[0].n_records, none[0].bias_days) == (0, None)


def test_the_same_seed_gives_the_same_bias_and_bad_input_is_refused(monkeypatch: pytest.MonkeyPatch):
    given = toy(n_candidates=3, noise=0.3)
    assert bias(given, n_draws=4) == bias(given, n_draws=4)
    with pytest.raises(ValueError, match="n_draws is 0"):
        bias(given, n_draws=0)
    with pytest.raises(ValueError, match="start_day is nan"):
        bias(given | {"start_day": math.nan}, n_draws=2)
    monkeypatch.setattr("lag.curves.MAX_ITERATIONS", 1)
    with pytest.raises(DidNotConverge):
        bias(given, n_draws=2)
