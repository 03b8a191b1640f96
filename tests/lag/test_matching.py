"""The strict rule on plain arrays: by hand, against a slow version, and what must not move it."""

import numpy as np
import pytest
from hypothesis import given

from lag.matching import match_records
from tests.strategies import ORDERS, SHIFTS, few, releases, shuffled

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


def columns(group):
    return [day for day, _ in group], [score for _, score in group]


@few
@given(releases(), releases())
def test_it_agrees_with_a_slow_version(leaders, laggards):
    found = match_records(*columns(leaders), *columns(laggards), as_of_day=AS_OF)
    assert list(zip(found.record_days, found.lag_days, found.is_matched, strict=True)) == slowly(leaders, laggards)
    for match, lag, day in zip(found.match_index, found.lag_days, found.record_days, strict=True):
        assert match == -1 or laggards[match][0] == day + lag


@few
@given(releases(), releases(), SHIFTS, ORDERS)
def test_order_dates_and_a_rising_rescaling_do_not_move_the_lags(leaders, laggards, shift, order):
    base = match_records(*columns(leaders), *columns(laggards), as_of_day=AS_OF)
    moved = match_records(
        *(column for group in (leaders, laggards) for column in columns(moved_by(shift, group, order))),
        as_of_day=AS_OF + shift,
    )
    assert moved.lag_days.tolist() == base.lag_days.tolist()
    assert moved.is_matched.tolist() == base.is_matched.tolist()


def moved_by(shift, group, order):
    return [(day + shift, np.exp(score / 3)) for day, score in shuffled(order, group)]


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
