"""The lag by price: matched, unmatched, unknown or excluded, by hand on a few rows each."""

import pytest

SCORED = "pairing_id | scale_id | date_basis | role | release_id | released_on | score \n"
KEY = "us_any__cn_open | eci_published | available"
MATCHES = "cohort_id | pairing_id | scale_id | date_basis | rule_id | record_release_id | record_released_on | record_score \n"
RECORD = f"records | {KEY} | strict | r | 2026-01-01 | 150"
PRICES = "release_id | input_usd_per_mtok | output_usd_per_mtok | is_at_launch \n"
LAG = "state, match_release_id, lag_days, lag_days_least, lag_days_most"
R = "r | 10 | 100 | true"


def given_prices(warehouse, *prices: str, laggards: tuple[str, ...] = (), records: tuple[str, ...] = (RECORD,)) -> None:
    """laggards: "release | day | score". prices: "release | input | output | is_at_launch"."""
    warehouse.given("core.matches", MATCHES + "\n".join(records), record_score="double")
    scored = [f"{KEY} | laggard | {line}" for line in laggards]
    warehouse.given("core.scored_releases", SCORED + "\n".join(scored))
    warehouse.given("core.launch_prices", PRICES + "\n".join(prices))


def lag(warehouse, kind: str = "input", share: str = "0.1", columns: str = LAG) -> tuple[str | None, ...]:
    found = warehouse.made("core.price_lags", f"price_kind, price_share, {columns}")
    (row,) = (row[2:] for row in found if row[:2] == (kind, share))
    return row


def test_the_first_laggard_at_the_level_that_costs_no_more_than_the_share_is_the_match(warehouse):
    laggards = (
        "low | 2026-01-05 | 149.9",
        "dear | 2026-02-01 | 150",
        "cheap | 2026-03-01 | 151",
        "later | 2026-04-01 | 155",
    )
    given_prices(
        warehouse, R, "low | 0.1 | 1 | true", "dear | 5 | 51 | true", "cheap | 1 | 60 | true", "later | 0.5 | 10 | true",
        laggards=laggards,
    )  # fmt: skip
    assert lag(warehouse) == ("matched", "cheap", "59", None, None)
    assert lag(warehouse, share="0.5") == ("matched", "dear", "31", None, None)
    assert lag(warehouse, kind="output") == ("matched", "later", "90", None, None)
    assert lag(warehouse, kind="output", share="0.5") == ("matched", "later", "90", None, None)


@pytest.mark.parametrize(
    ("price", "share", "state"), [("1", "0.1", "matched"), ("1.01", "0.1", "unmatched"), ("5", "0.5", "matched")]
)
def test_exactly_the_share_is_no_more_than_it(warehouse, price, share, state):
    given_prices(warehouse, R, f"x | {price} | 1 | true", laggards=("x | 2026-02-01 | 150",))
    assert lag(warehouse, share=share)[0] == state


def test_a_tenth_of_three_is_a_tenth_of_three(warehouse):
    given_prices(warehouse, "r | 3 | 3 | true", "x | 0.3 | 1 | true", laggards=("x | 2026-02-01 | 150",))
    assert lag(warehouse)[0] == "matched"


def test_while_all_at_the_level_cost_more_the_clock_runs(warehouse):
    given_prices(warehouse, R, "x | 2 | 80 | true", laggards=("x | 2026-02-01 | 150",))
    columns = f"{LAG}, follow_up_days, n_at_level, n_unpriced"
    assert lag(warehouse, columns=columns) == ("unmatched", None, None, None, None, "222", "1", "0")
    given_prices(warehouse, R, laggards=("low | 2026-02-01 | 149",))
    assert lag(warehouse, columns=columns) == ("unmatched", None, None, None, None, "222", "0", "0")


@pytest.mark.parametrize("price", ["x | 0.5 | 5 | false", "z | 1 | 1 | true"])
def test_a_laggard_at_the_level_without_a_launch_price_makes_the_record_unknown_and_not_unmatched(warehouse, price):
    given_prices(warehouse, R, price, laggards=("x | 2026-02-01 | 150",))
    assert lag(warehouse) == ("unknown", None, None, "31", None)


def test_one_that_is_cheap_enough_after_an_unpriced_one_gives_an_upper_bound_alone(warehouse):
    laggards = ("x | 2026-02-01 | 150", "cheap | 2026-03-01 | 151")
    given_prices(warehouse, R, "cheap | 1 | 10 | true", laggards=laggards)
    assert lag(warehouse) == ("unknown", "cheap", None, "31", "59")


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-02"])
def test_an_unpriced_one_of_the_same_day_or_later_changes_nothing(warehouse, day):
    given_prices(warehouse, R, "cheap | 1 | 10 | true", laggards=(f"x | {day} | 152", "cheap | 2026-03-01 | 151"))
    assert lag(warehouse) == ("matched", "cheap", "59", None, None)


@pytest.mark.parametrize("price", ["r | 10 | 100 | false", "z | 1 | 1 | true"])
def test_a_record_without_a_launch_price_is_excluded(warehouse, price):
    given_prices(warehouse, price, "x | 1 | 10 | true", laggards=("x | 2026-02-01 | 150",))
    assert lag(warehouse, columns=f"{LAG}, record_usd_per_mtok") == ("excluded", None, None, None, None, None)


def test_a_laggard_that_was_first_has_a_lag_below_zero(warehouse):
    given_prices(warehouse, R, "x | 1 | 10 | true", laggards=("x | 2025-12-31 | 150",))
    assert lag(warehouse) == ("matched", "x", "-1", None, None)


def test_only_strict_records_of_the_headlines_cohort_since_its_start_have_rows(warehouse):
    others = (
        RECORD.replace("strict", "tolerance_1"),
        RECORD.replace("records |", "lab_records |").replace("| r |", "| s |"),
        RECORD.replace("us_any", "us_closed").replace("| r |", "| s |"),
        RECORD.replace("2026-01-01", "2023-03-13").replace("| r |", "| s |"),
    )
    given_prices(warehouse, R, records=(RECORD, *others))
    found = warehouse.made("core.price_lags", "record_release_id, price_kind, price_share")
    assert found == [("r", kind, share) for kind in ("input", "output") for share in ("0.1", "0.5")]
