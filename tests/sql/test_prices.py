"""Launch prices and the ratios of matched pairs, one rule a test."""

from datetime import date

import pytest

PRICES = "release_id | provider | source_model_id | input_usd_per_mtok | output_usd_per_mtok | seen_on | source \n"
RELEASES = "release_id | api_on | weights_on | announced_on \n"
LAUNCH = "release_id, input_usd_per_mtok, seen_on, seen_after_days, is_at_launch"


def given_prices(warehouse, releases: str, *prices: str) -> None:
    """Prices from "release | provider | input | day"; the output price is ten times the input price."""
    cells = [[cell.strip() for cell in line.split("|")] for line in prices]
    lines = [
        f"{name} | {provider} | m | {price} | {10 * float(price)} | {day} | s" for name, provider, price, day in cells
    ]
    warehouse.given("core.releases", RELEASES + releases)
    warehouse.given("staging.prices", PRICES + "\n".join(lines))


def test_the_earliest_price_seen_is_the_one(warehouse, rows):
    given_prices(
        warehouse,
        "a | 2026-01-01 | null | null",
        "a | lab | 2 | 2026-03-01",
        "a | lab | 5 | 2026-01-11",
        "a | lab | 1 | 2026-05-01",
    )
    assert warehouse.made("core.launch_prices", LAUNCH) == rows("r | i | s | d | l \n a | 5.0 | 2026-01-11 | 10 | true")


def test_of_two_providers_on_one_day_the_first_by_name_is_the_one(warehouse, rows):
    given_prices(warehouse, "a | 2026-01-01 | null | null", "a | zhipuai | 2 | 2026-01-02", "a | zai | 5 | 2026-01-02")
    assert warehouse.made("core.launch_prices", "release_id, input_usd_per_mtok") == rows("r | p \n a | 5.0")


@pytest.mark.parametrize(
    ("day", "days", "is_at_launch"),
    [("2026-02-01", 31, "true"), ("2026-02-02", 32, "false"), ("2025-12-20", -12, "true"), ("2026-01-01", 0, "true")],
)
def test_a_price_is_a_launch_price_up_to_31_days_after_the_launch(warehouse, rows, day, days, is_at_launch):
    given_prices(warehouse, "a | 2026-01-01 | null | null", f"a | lab | 2 | {day}")
    assert warehouse.made("core.launch_prices", LAUNCH) == rows(
        f"r | i | s | d | l \n a | 2.0 | {day} | {days} | {is_at_launch}"
    )


def test_days_count_from_the_earlier_of_api_and_weights_and_from_the_announcement_without_either(warehouse, rows):
    given_prices(
        warehouse,
        "a | 2026-02-01 | 2026-01-01 | 2025-12-01 \n b | null | null | 2025-12-01 \n c | null | 2026-01-10 | 2025-12-01 \n"
        "d | null | null | null",
        *(f"{name} | lab | 2 | 2026-01-11" for name in "abcd"),
    )
    # A release without any day has no launch to be near to.
    assert warehouse.made("core.launch_prices", "release_id, available_on, seen_after_days, is_at_launch") == rows(
        "r | a | d | l \n a | 2026-01-01 | 10 | true \n b | 2025-12-01 | 41 | false \n c | 2026-01-10 | 1 | true \n"
        "d | null | null | false"
    )


def test_a_price_seen_after_the_as_of_day_is_not_known_yet(warehouse, rows):
    releases = "a | 2026-08-01 | null | null \n b | 2026-08-01 | null | null"
    given_prices(warehouse, releases, "a | lab | 2 | 2026-08-11", "b | lab | 2 | 2026-08-12")
    assert warehouse.made("core.launch_prices", "release_id") == rows("r \n a")
    warehouse.as_of = date(2026, 8, 12)
    assert warehouse.made("core.launch_prices", "release_id") == rows("r \n a \n b")


MATCHES = (
    "pairing_id | scale_id | date_basis | rule_id | cohort_id | record_release_id | record_released_on | match_release_id"
    " | match_released_on | is_matched \n"
)
PAIR = "p | s | available | strict | records | a | 2026-01-01 | x | 2026-03-01 | true"
RATIO = "record_name, match_name, ratio_input, ratio_output, is_at_launch"


def given_pairs(warehouse, *matches: str, prices: str) -> None:
    """The names of releases are their ids in upper case. prices: rows "release | input | output | is_at_launch"."""
    warehouse.given("core.scales", "scale_id | scale_type \n s | index \n t | index \n b | proportion")
    warehouse.given("core.releases", "release_id | name \n a | A \n b | B \n x | X \n y | Y")
    warehouse.given("core.matches", MATCHES + "\n".join(matches))
    head = "release_id | input_usd_per_mtok | output_usd_per_mtok | is_at_launch | seen_on \n"
    lines = [f"{line} | 2026-01-05" for line in prices.split("\n") if line]
    warehouse.given("core.launch_prices", head + "\n".join(lines or ["z | 1 | 1 | true | 2026-01-05"]))


def price_ratios(warehouse, columns: str) -> object:
    """Rows of the mart, made from the core table that holds the arithmetic."""
    warehouse.made("core.price_ratios", "record_release_id")
    return warehouse.made("marts.price_ratios", columns)


def test_a_ratio_is_the_price_of_the_record_over_that_of_its_match(warehouse, rows):
    given_pairs(warehouse, PAIR, prices="a | 10 | 30 | true\nx | 2 | 12 | true")
    assert price_ratios(warehouse, RATIO) == rows("r | m | i | o | l \n A | X | 5.0 | 2.5 | true")
    assert price_ratios(
        warehouse,
        "record_input_usd_per_mtok, record_output_usd_per_mtok, record_price_seen_on, match_input_usd_per_mtok, "
        "match_output_usd_per_mtok, match_price_seen_on, as_of",
    ) == rows("a | b | c | d | e | f | g \n 10.0 | 30.0 | 2026-01-05 | 2.0 | 12.0 | 2026-01-05 | 2026-08-11")


def test_both_prices_must_be_launch_prices(warehouse, rows):
    given_pairs(warehouse, PAIR, prices="a | 10 | 30 | false\nx | 2 | 12 | true")
    flags = "is_record_price_at_launch, is_match_price_at_launch, is_at_launch, ratio_input"
    assert price_ratios(warehouse, flags) == rows("r | m | l | i \n false | true | false | 5.0")


@pytest.mark.parametrize(
    ("prices", "flags"),
    [
        ("a | 10 | 30 | true", "true | false"),
        ("x | 2 | 12 | true", "false | true"),
        ("a | 10 | 30 | false", "false | false"),
        ("", "false | false"),
    ],
)
def test_a_pair_without_a_price_keeps_its_row_and_has_no_ratio(warehouse, rows, prices, flags):
    given_pairs(warehouse, PAIR, prices=prices)
    columns = (
        "record_name, ratio_input, ratio_output, is_at_launch, is_record_price_at_launch, is_match_price_at_launch"
    )
    assert price_ratios(warehouse, columns) == rows(f"n | i | o | l | r | m \n A | null | null | false | {flags}")


def test_only_matched_pairs_of_the_basis_available_on_an_index_have_a_row(warehouse, rows):
    given_pairs(
        warehouse,
        PAIR,
        "p | t | available | another | records | a | 2026-01-01 | y | 2026-03-01 | true",
        "p | b | available | strict | records | a | 2026-01-01 | x | 2026-03-01 | true",
        "p | s | announced | strict | records | a | 2026-01-01 | x | 2026-03-01 | true",
        "p | s | available | strict | records | b | 2026-02-01 | null | null | false",
        prices="a | 10 | 30 | true\nx | 2 | 12 | true",
    )
    assert price_ratios(warehouse, "scale_id, rule_id, record_name, match_name, ratio_input") == rows(
        "s | r | n | m | i \n s | strict | A | X | 5.0 \n t | another | A | Y | null"
    )
