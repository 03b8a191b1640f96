"""Brier score, skill and calibration by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lag.forecast_scores import ForecastScore, score_forecasts
from tests.strategies import ORDERS, few

NAN = math.nan
BASELINES = ("half", "other")


def score(chances, outcomes, records, matches=None, **options) -> dict[str, ForecastScore]:
    half = np.full(len(outcomes), 0.5)
    matches = [None] * len(outcomes) if matches is None else matches
    scores = score_forecasts(
        {"model": chances, "half": half, "other": np.full(len(outcomes), 0.9)},
        outcomes,
        records,
        matches,
        baselines=BASELINES,
        rng=np.random.default_rng(3),
        **options,
    )
    return {one.model_id: one for one in scores}


def test_brier_and_skill_by_hand():
    # Record a was asked about twice: (0.8 - 1)^2 = 0.04 and (0.4 - 1)^2 = 0.36, mean 0.2. Record b once: (0.2 - 0)^2 = 0.04. Mean 0.12.
    # One half gives 0.25, 0.9 gives (0.01 + 0.81) / 2 = 0.41: the best baseline is one half, and skill 1 - 0.12 / 0.25 = 0.52.
    found = score([0.8, 0.4, 0.2], [True, True, False], ["a", "a", "b"], ["x", "x", None])
    model = found["model"]
    assert (model.brier, model.baseline_id, model.baseline_brier) == (pytest.approx(0.12), "half", 0.25)
    assert model.skill == pytest.approx(0.52)
    assert (model.n_forecasts, model.n_records, model.n_matched, model.n_matching_releases) == (3, 2, 2, 1)
    assert found["other"].brier == pytest.approx(0.41)
    # Said on average (0.6 + 0.2) / 2, came true (1 + 0) / 2.
    assert (model.mean_probability, model.matched_share) == (pytest.approx(0.4), 0.5)
    # Each of the three alone in its fifth: 1/4 * 0.2^2 + 1/4 * 0.6^2 + 1/2 * 0.2^2.
    assert model.reliability == pytest.approx(0.01 + 0.09 + 0.02)


def test_a_chance_that_comes_true_as_often_as_it_says_is_calibrated():
    found = score([0.25] * 4, [True, False, False, False], list("abcd"))["model"]
    assert found.reliability == pytest.approx(0)
    assert found.mean_probability == found.matched_share == 0.25


def test_who_is_silent_says_one_half_and_is_counted():
    found = score([NAN, 0.2], [True, False], ["a", "b"])["model"]
    assert found.brier == pytest.approx((0.25 + 0.04) / 2)
    assert (found.n_silent, found.n_forecasts) == (1, 2)


def test_skill_is_skill_only_where_its_interval_lies_above_nought():
    outcomes, records = [True, False] * 5, list("abcdefghij")
    right = np.where(outcomes, 0.8, 0.2)
    sure = score(right, outcomes, records)["model"]
    assert (sure.state, sure.skill) == ("skill", pytest.approx(1 - 0.04 / 0.25))
    # Right of nine and badly wrong of one: (9 * 0.04 + 0.9801) / 10 = 0.134 is better than 0.25, but with the one drawn thrice it is not.
    lucky = score(np.where(np.arange(10) == 0, 0.01, np.where(outcomes, 0.65, 0.35)), outcomes, records)["model"]
    assert lucky.skill is not None and lucky.skill > 0
    assert lucky.skill_lower is not None and lucky.skill_lower <= 0
    assert lucky.state == "no_skill"
    wrong = score(1 - right, outcomes, records)["model"]
    assert (wrong.state, wrong.skill_upper) == ("no_skill", pytest.approx(1 - 0.64 / 0.25))


def test_under_five_records_there_is_no_interval_however_many_forecasts():
    found = score([0.9] * 40, [True] * 40, list("abcd") * 10)["model"]
    assert (found.state, found.skill_lower, found.skill_upper) == ("too_few", None, None)


def test_a_baseline_has_no_skill_of_its_own():
    found = score([0.9] * 5, [True] * 5, list("abcde"))
    assert [(found[name].state, found[name].skill, found[name].skill_lower) for name in BASELINES] == [
        ("baseline", None, None)
    ] * 2


def test_the_interval_is_over_records_and_not_over_forecasts():
    # The same record asked about a hundred times tells no more than once.
    outcomes, records = [True, False, True, False, True], list("abcde")
    chances = [0.6, 0.3, 0.2, 0.4, 0.9]
    once, often = (score(chances * n, outcomes * n, records * n)["model"] for n in (1, 100))
    assert (once.skill_lower, once.skill_upper) == (pytest.approx(often.skill_lower), pytest.approx(often.skill_upper))


def test_nothing_due_is_no_score_and_not_nought():
    assert score([], [], []) == {}


def test_a_baseline_without_a_fault_leaves_no_skill():
    found = score_forecasts(
        {"model": [0.9] * 5, "half": [1.0] * 5}, [True] * 5, list("abcde"), [None] * 5, baselines=("half",), rng=np.random.default_rng(3)
    )[0]  # fmt: skip
    assert (found.skill, found.skill_lower, found.state) == (None, None, "no_skill")


@few
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.sampled_from("abcdefg")), min_size=1, max_size=20), ORDERS)
def test_the_order_of_the_questions_moves_nothing(questions, order):
    found, moved = (
        score(*(list(column) for column in zip(*rows, strict=True)))["model"]
        for rows in (questions, [questions[i] for i in order.permutation(len(questions))])
    )
    for name in ("brier", "skill", "skill_lower", "skill_upper", "reliability"):
        one, other = getattr(found, name), getattr(moved, name)
        assert one is other is None or one == pytest.approx(other, abs=1e-9)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.inf])
def test_a_chance_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="model has a chance outside 0 to 1"):
        score([wrong], [True], ["a"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"is_matched": [2, 0]}, "is_matched has dtype int64"),
        ({"is_matched": [1.0, math.nan]}, "is_matched has dtype float64"),
        ({"is_matched": [True, None]}, "is_matched has dtype object"),
        ({"is_matched": [[True, False]]}, r"have shapes \(1, 2\), \(2,\) and \(2,\)"),
        ({"record_ids": ["a"]}, r"have shapes \(2,\), \(1,\) and \(2,\)"),
        ({"match_ids": ["x"]}, r"have shapes \(2,\), \(2,\) and \(1,\)"),
        ({"chances": {"half": [0.5, 0.5], "model": 0.5}}, r"model has chances of shape \(\), and is_matched \(2,\)"),
        ({"chances": {"half": [0.5], "model": [0.5]}}, r"half has chances of shape \(1,\), and is_matched \(2,\)"),
        ({"baselines": ()}, r"baselines is \[\], and chances has \['half', 'model'\]"),
        ({"baselines": ("half", "other")}, r"baselines is \['half', 'other'\], and chances has"),
    ],
)
def test_what_is_no_answer_to_the_questions_is_refused_with_its_shape(change, message):
    """Two was taken for an outcome, and one chance for that of every question."""
    given = {
        "chances": {"half": [0.5, 0.5], "model": [0.2, 0.8]}, "is_matched": [True, False], "record_ids": ["a", "b"],
        "match_ids": ["x", None], "baselines": ("half",),
    }  # fmt: skip
    assert len(score_forecasts(**given, rng=np.random.default_rng(3))) == 2
    with pytest.raises(ValueError, match=message):
        score_forecasts(**given | change, rng=np.random.default_rng(3))
