"""The strict rule on plain arrays: by hand, against a slow version, and what must not move it."""

import numpy as np
import pytest

from lag.matching import match_records

AS_OF = 1000.0


def test_four_records_by_hand():
    # Leaders: 10 on day 0, 9 on day 5 (no record), 12 on day 10 with 11 the same day (only the best counts), 15 on day 20, 16 on day 30.
    # Laggards: 11 on day 4, 10 on day 8, 15 on day 20, 15.5 on day 25. So 10 is matched after 4 days by the 11, 12 after 10 by the
    # 15, and 15 on the same day; 16 has waited 970 days.
    found = match_records(
        [0, 5, 10, 10, 20, 30], [10, 9, 11, 12, 15, 16], [4, 8, 20, 25], [11, 10, 15, 15.5], as_of_day=AS_OF
    )
    assert found.record_index.tolist() == [0, 3, 4, 5]
    assert found.record_days.tolist() == [0, 10, 20, 30]
    assert found.match_index.tolist() == [0, 2, 2, -1]
    assert found.lag_days.tolist() == [4, 10, 0, 970]
    assert found.is_matched.tolist() == [True, True, True, False]
    assert (found.n_leader_dropped, found.n_laggard_dropped) == (2, 1)


def test_a_laggard_that_was_first_gives_a_negative_lag():
    found = match_records([50], [10], [20, 60], [10, 11], as_of_day=AS_OF)
    assert (found.lag_days.tolist(), found.match_index.tolist()) == ([-30], [0])


def test_one_bit_below_the_record_is_no_match():
    found = match_records([0], [10.0], [5], [np.nextafter(10.0, 0.0)], as_of_day=AS_OF)
    assert (found.is_matched.tolist(), found.lag_days.tolist()) == ([False], [AS_OF])


def test_without_laggards_every_record_waits_and_without_leaders_there_is_none():
    found = match_records([0, 10], [1, 2], [], [], as_of_day=20)
    assert (found.lag_days.tolist(), found.is_matched.tolist()) == ([20, 10], [False, False])
    assert match_records([], [], [0], [1], as_of_day=20).lag_days.tolist() == []


def slowly(leaders, laggards):
    """Records by comparing each leader with all others, matches by looking at all laggards, one after another."""
    rows = []
    for day, score in sorted(set(leaders)):
        if any((d < day and s >= score) or (d == day and s > score) for d, s in leaders):
            continue
        matches = [d for d, s in laggards if s >= score]
        rows.append((day, min(matches) - day if matches else AS_OF - day, bool(matches)))
    return rows


def draw(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(0, 40, 2)
    leader_days, laggard_days = rng.integers(0, 60, n).astype(float), rng.integers(0, 60, m).astype(float)
    # Whole numbers, so that ties of days and of scores are common.
    leader_scores = np.round(leader_days / 6 + rng.normal(0, 2, n))
    laggard_scores = np.round(laggard_days / 6 - 1 + rng.normal(0, 2, m))
    return leader_days, leader_scores, laggard_days, laggard_scores


@pytest.mark.parametrize("seed", range(60))
def test_it_agrees_with_a_slow_version(seed):
    leader_days, leader_scores, laggard_days, laggard_scores = draw(seed)
    found = match_records(leader_days, leader_scores, laggard_days, laggard_scores, as_of_day=AS_OF)
    expected = slowly(
        list(zip(leader_days.tolist(), leader_scores.tolist(), strict=True)),
        list(zip(laggard_days.tolist(), laggard_scores.tolist(), strict=True)),
    )
    assert list(zip(found.record_days, found.lag_days, found.is_matched, strict=True)) == expected
    for match, lag, day in zip(found.match_index, found.lag_days, found.record_days, strict=True):
        assert match == -1 or laggard_days[match] == day + lag


@pytest.mark.parametrize("seed", range(20))
def test_order_dates_and_a_rising_rescaling_do_not_move_the_lags(seed):
    leader_days, leader_scores, laggard_days, laggard_scores = draw(seed)
    base = match_records(leader_days, leader_scores, laggard_days, laggard_scores, as_of_day=AS_OF)
    rng = np.random.default_rng(seed + 1)
    i, j = rng.permutation(len(leader_days)), rng.permutation(len(laggard_days))
    moved = match_records(
        leader_days[i] + 77, np.exp(leader_scores[i] / 3), laggard_days[j] + 77, np.exp(laggard_scores[j] / 3),
        as_of_day=AS_OF + 77,
    )  # fmt: skip
    assert moved.lag_days.tolist() == base.lag_days.tolist()
    assert moved.is_matched.tolist() == base.is_matched.tolist()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1], [1], [], []), "leader_days has 2 values, leader_scores 1"),
        (([0], [np.nan], [], []), r"leader_scores\[0\] is nan"),
        (([0], [1], [2000], [1]), r"laggard_days\[0\] is 2000.0, after the as-of day 1000.0"),
    ],
)
def test_bad_input_is_refused_with_its_value(arguments, message):
    with pytest.raises(ValueError, match=message):
        match_records(*arguments, as_of_day=AS_OF)
