"""The readings about the gap on a day: every branch by hand, the boundaries, and what may be unknown."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from lag.claims import READINGS, Verdict
from lag.drawn import DrawnLag, estimate_drawn_lag
from lag.gap_claims import gap_state, judge_any_time, judge_today

FIRST = date(2025, 1, 1)


def drawn(*gaps: float | None) -> DrawnLag:
    """Draws with these gaps: a leader at 0 on day 0 and at 1000 on day 1000; None is a laggard below both."""
    laggards = [-1.0 if gap is None else 1000.0 - gap for gap in gaps]
    leaders = np.tile([0.0, 1000.0], (len(gaps), 1))
    return estimate_drawn_lag(
        [0, 1000], leaders, [1000], np.array(laggards)[:, None], start_day=0, as_of_day=1000, ci_level=0.95
    )


# Today.


def test_today_is_supported_when_the_wider_interval_lies_within_six_months():
    # Two draws: 100 and 150; turned about 120 they are 90 and 140, and the wider of both runs from 90 to 150.
    verdict = judge_today(120, drawn(100, 150), 22)
    assert (verdict.claim_id, verdict.reading, verdict.estimand) == ("six_months", "today", "B")
    assert (verdict.verdict, verdict.reason_code, verdict.interval_state) == ("supported", "interval_below", "closed")
    assert (verdict.figure, verdict.lower, verdict.upper) == pytest.approx((120, 90, 150))
    assert (verdict.n, verdict.n_draws, verdict.median_drawn_days, verdict.ci_level) == (
        22,
        2,
        pytest.approx(125),
        0.95,
    )


def test_today_is_contradicted_when_the_wider_interval_lies_past_six_months():
    verdict = judge_today(200, drawn(190, 210), 22)
    assert (verdict.verdict, verdict.reason_code) == ("contradicted", "interval_above")
    # 190 to 230 turned about 200 begins at 170
    assert judge_today(200, drawn(190, 230), 22).verdict == "cannot be told"


def test_today_takes_the_reflection_where_it_is_wider():
    # 140 to 180 lies within; turned about 170 it runs to 200.
    verdict = judge_today(170, drawn(140, 180), 22)
    assert (verdict.verdict, verdict.reason_code) == ("cannot be told", "interval_across")
    assert (verdict.lower, verdict.upper) == pytest.approx((140, 200))


def test_today_a_laggard_ahead_counts_nought_and_an_unknown_draw_as_longer_than_any():
    ahead = judge_today(0, drawn(-50, -20), 22)
    assert (ahead.verdict, ahead.lower, ahead.upper, ahead.median_drawn_days) == ("supported", 0, 0, 0)
    unknown = judge_today(100, drawn(100, 100, None), 22)
    assert (unknown.verdict, unknown.interval_state) == ("cannot be told", "open")
    assert (unknown.lower, unknown.upper, unknown.median_drawn_days) == (0, None, pytest.approx(100))
    assert judge_today(100, drawn(100, None, None), 22).median_drawn_days is None


def test_today_six_months_to_the_day_is_within():
    assert judge_today(182.625, drawn(182.625, 182.625), 22).verdict == "supported"
    assert judge_today(182.7, drawn(182.7, 182.7), 22).verdict == "contradicted"


def test_today_cannot_be_told_without_draws_or_without_an_estimate():
    no_draws, no_estimate = judge_today(120, None, 22), judge_today(None, drawn(100), 22)
    for verdict, code in ((no_draws, "nothing_to_judge"), (no_estimate, "estimate_unknown")):
        assert (verdict.verdict, verdict.reason_code, verdict.interval_state) == ("cannot be told", code, "unknown")
        assert (verdict.lower, verdict.upper) == (None, None)
    assert (no_draws.figure, no_draws.n_draws, no_draws.ci_level) == (120, None, None)


# At any time.


def days(*brackets: tuple[float | None, float | None, float | None], scored: int | None = None) -> pl.DataFrame:
    """One day after another with their under, central and over; scored: how many of them are up to the day that is scored."""
    n = len(brackets)
    until = None if scored is None else FIRST + timedelta(days=scored - 1)
    frame = pl.DataFrame(
        {
            "day": [FIRST + timedelta(days=i) for i in range(n)],
            **{f"{side}_days": [row[i] for row in brackets] for i, side in enumerate(("under", "central", "over"))},
            "scored_until_on": [until] * n,
        },
        schema={
            "day": pl.Date,
            "under_days": pl.Float64,
            "central_days": pl.Float64,
            "over_days": pl.Float64,
            "scored_until_on": pl.Date,
        },
    )
    return frame.with_columns(gap_state=gap_state("under_days", "over_days"))


LONGER, WITHIN, OPEN, AHEAD = (190.0, 200.0, 210.0), (90.0, 100.0, 110.0), (100.0, 150.0, 200.0), (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("bracket", "state"),
    [
        (LONGER, "longer"),
        (WITHIN, "within"),
        (OPEN, "open"),
        (AHEAD, "within"),
        ((182.625, 190, 200), "open"),
        ((182.626, 190, 200), "longer"),
        ((100, 150, 182.625), "within"),
        ((100, 150, 182.626), "open"),
        ((100, None, None), "open"),
        ((0, None, None), "open"),
        ((190, None, None), "longer"),
        ((None, None, None), "open"),
    ],
)  # fmt: skip
def test_a_day_is_longer_within_or_open(bracket, state):
    assert days(bracket)["gap_state"].to_list() == [state]


def at_any_time(*brackets, scored) -> Verdict:
    return judge_any_time(days(*brackets, scored=scored))[0]


def test_any_time_is_contradicted_by_one_longer_day_and_supported_when_all_are_within():
    contradicted = at_any_time(WITHIN, LONGER, OPEN, WITHIN, scored=4)
    assert (contradicted.verdict, contradicted.reason_code) == ("contradicted", "longer_days")
    assert (contradicted.n_days_longer, contradicted.n_days_open) == (1, 1)
    supported = at_any_time(WITHIN, AHEAD, WITHIN, scored=3)
    assert (supported.verdict, supported.reason_code, supported.n_days_longer) == ("supported", "days_within", 0)
    unsure = at_any_time(WITHIN, OPEN, scored=2)
    assert (unsure.verdict, unsure.reason_code, unsure.n_days_open) == ("cannot be told", "days_open", 1)


def test_days_that_may_still_wait_for_a_score_neither_support_nor_contradict():
    late = at_any_time(WITHIN, WITHIN, LONGER, OPEN, scored=2)
    assert (late.verdict, late.n_days, late.n_days_unscored, late.n_days_longer) == ("supported", 4, 2, 0)
    assert late.scored_until_on == FIRST + timedelta(days=1)
    early = at_any_time(OPEN, WITHIN, WITHIN, scored=1)
    assert early.verdict == "cannot be told"
    nothing = at_any_time(LONGER, scored=0)
    assert (nothing.verdict, nothing.reason_code, nothing.n_days_unscored) == ("cannot be told", "nothing_to_judge", 1)


def test_without_a_known_delay_no_day_is_judged_and_none_counts_as_zero():
    verdict = at_any_time(LONGER, WITHIN, scored=None)
    assert (verdict.verdict, verdict.reason_code) == ("cannot be told", "scored_until_unknown")
    assert (verdict.n_days_unscored, verdict.n_days_longer, verdict.n_days_open) == (None, None, None)
    assert (verdict.figure, verdict.n, verdict.n_days) == (0.5, 2, 2)


def test_the_shares_are_of_all_days_each_with_its_own_denominator():
    verdict = at_any_time((None, None, None), (100, None, None), (190, None, None), OPEN, WITHIN, LONGER, scored=2)
    # central is known on the last three, and within on two of them; under on five, and within on three; over is within on one
    assert (verdict.figure, verdict.n, verdict.figure_unit) == (pytest.approx(2 / 3), 3, "share")
    assert (verdict.n_days, verdict.n_days_central_within) == (6, 2)
    assert (verdict.n_days_under_known, verdict.n_days_under_within, verdict.n_days_over_within) == (5, 3, 1)
    assert (verdict.lower, verdict.upper, verdict.interval_state, verdict.ci_level) == (None, None, "unknown", None)


def test_the_longest_run_and_the_longest_day_are_of_the_days_judged():
    rows = (LONGER, LONGER, WITHIN, (300.0, 310.0, 320.0), OPEN, LONGER, LONGER, (500.0, 510.0, 520.0))
    verdict = at_any_time(*rows, scored=7)
    assert (verdict.longest_run_days, verdict.longest_run_until) == (2, FIRST + timedelta(days=6))  # the later of two
    assert (verdict.longest_days, verdict.longest_on) == (300, FIRST + timedelta(days=3))
    none = at_any_time(WITHIN, scored=1)
    assert (none.longest_run_days, none.longest_run_until, none.longest_days, none.longest_on) == 4 * (None,)


def test_the_last_twelve_months_are_365_days():
    every, last = judge_any_time(days(LONGER, *[WITHIN] * 365, scored=366))
    assert (every.reading, every.verdict, every.n_days) == ("at any time", "contradicted", 366)
    assert (last.reading, last.verdict, last.n_days) == ("at any time, last twelve months", "supported", 365)


def test_without_a_day_nothing_can_be_told():
    for verdict in judge_any_time(days()):
        assert (verdict.verdict, verdict.reason_code, verdict.figure, verdict.n) == (
            "cannot be told",
            "nothing_to_judge",
            None,
            0,
        )


def test_every_reading_here_has_its_place():
    verdicts = [judge_today(None, None, 0), *judge_any_time(days())]
    assert [verdict.reading for verdict in verdicts] == list(READINGS[1:4])
