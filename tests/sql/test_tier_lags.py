"""The lag by tier: a staircase of each tier alone, and any laggard on the other side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sql.conftest import Warehouse
from tests.strategies import few

SCORED = "pairing_id | scale_id | date_basis | role | release_id | released_on | score \n"
KEY = "us_any__cn_open | eci_published | available"
LAG = "tier, record_release_id, match_release_id, lag_days, is_matched, follow_up_days"


def given_releases(warehouse, tiers: str, *scored: str) -> None:
    """tiers: "release tier" by commas. scored: "role | release | day | score", of the headline unless a key is written before."""
    lines = "\n".join(" | ".join(pair.split()) for pair in tiers.split(","))
    warehouse.given("staging.releases", f"release_id | tier \n {lines}")
    rows = [line if line.count("|") > 3 else f"{KEY} | {line}" for line in scored]
    warehouse.given("core.scored_releases", SCORED + "\n".join(rows))


def lags(warehouse, columns: str = LAG):
    return warehouse.made("core.tier_lags", columns)


def test_a_record_is_one_of_its_tier_alone_and_any_laggard_matches_it(warehouse, rows):
    given_releases(
        warehouse,
        "opus top, sonnet middle, mini middle, late middle, x small",
        "leader | opus | 2026-01-01 | 150",
        "leader | sonnet | 2026-02-01 | 140",  # below opus, and a record of the middle
        "leader | mini | 2026-03-01 | 140",  # strictly above is asked
        "leader | late | 2026-04-01 | 145",
        "laggard | x | 2026-02-15 | 141",
        "laggard | y | 2026-06-01 | 150",  # in no tier
    )
    assert lags(warehouse) == rows(
        "t | r | m | d | i | f \n top | opus | y | 151 | true | 222 \n middle | sonnet | x | 14 | true | 191 \n"
        "middle | late | y | 61 | true | 132"
    )


def test_an_unmatched_record_has_a_clock_and_one_whose_laggard_was_first_a_lag_below_zero(warehouse, rows):
    given_releases(
        warehouse,
        "nano small, lite small",
        "leader | nano | 2026-01-10 | 120",
        "leader | lite | 2026-08-01 | 160",
        "laggard | x | 2026-01-01 | 120",
        "laggard | y | 2026-08-02 | 159.99",
    )
    assert lags(warehouse) == rows(
        "t | r | m | d | i | f \n small | nano | x | -9 | true | 213 \n small | lite | null | null | false | 10"
    )


def test_on_one_day_the_best_counts_and_of_equal_laggards_the_first_by_name(warehouse, rows):
    given_releases(
        warehouse,
        "b top, a top, c top",
        "leader | b | 2026-01-01 | 130",
        "leader | a | 2026-01-01 | 131",
        "leader | c | 2026-01-01 | 131",
        "laggard | y | 2026-01-01 | 131",
        "laggard | x | 2026-01-01 | 131",
    )
    assert lags(warehouse, "record_release_id, match_release_id, lag_days") == rows("r | m | d \n a | x | 0")


def test_what_is_in_no_tier_of_another_choice_or_before_the_start_is_no_record_and_still_a_step(warehouse, rows):
    given_releases(
        warehouse,
        "old top, new top, higher top",
        "leader | none | 2026-01-01 | 170",
        "leader | old | 2023-03-13 | 140",
        "leader | new | 2026-02-01 | 139",
        "leader | higher | 2026-03-01 | 141",
        "us_closed__cn_open | eci_published | available | leader | new | 2026-02-01 | 200",
        "us_any__cn_open | index | available | leader | new | 2026-02-01 | 200",
        "us_any__cn_open | eci_published | announced | laggard | x | 2026-02-01 | 200",
    )
    assert lags(warehouse, "record_release_id, match_release_id") == rows("r | m \n higher | null")


@pytest.fixture(scope="module")
def toy():
    made = Warehouse()
    yield made
    made.connection.close()


@few
@given(scores=st.lists(st.integers(100, 160), min_size=1, max_size=6), shift=st.integers(-20, 20))
def test_a_shift_of_all_scores_moves_no_lag(toy, scores, shift):
    def made(by: int):
        lines = [f"leader | u{i} | 2026-01-{i + 1:02d} | {score + by}" for i, score in enumerate(scores)]
        lines += [f"laggard | x{i} | 2026-02-{i + 1:02d} | {score + by}" for i, score in enumerate(reversed(scores))]
        given_releases(toy, ", ".join(f"u{i} {'top' if i % 2 else 'small'}" for i in range(len(scores))), *lines)
        return lags(toy)

    assert made(0) == made(shift)
