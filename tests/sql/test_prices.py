"""Launch prices, one rule a test."""

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
