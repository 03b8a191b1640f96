"""What differs from seven days earlier: and whether the two days rest on scores of the same kind."""

import pytest

ITEMS = "kind | item_id | description | unit | value \n"


@pytest.mark.parametrize(
    ("readings", "is_rebased"),
    [
        ("2026-08-04", "false"),  # kept by the earlier day, too
        ("2026-08-05", "true"),  # kept between the two days: the earlier one was read later
        ("2026-08-12", "false"),  # kept after both: both were read later
        ("2026-08-05 \n 2025-12-24", "false"),
    ],
)
def test_a_difference_from_a_day_of_which_no_publication_is_kept_may_be_no_change(warehouse, readings, is_rebased):
    warehouse.given("core.report_items", ITEMS + "figure | median_days | Median | days | 175", value="double")
    warehouse.given("core.report_items_before", ITEMS + "figure | median_days | Median | days | 184", value="double")
    warehouse.given("core.readings", f"first_seen_on \n {readings}")
    found = warehouse.made("marts.weekly_changes", "kind, item, before, after, compared_with_on, is_rebased")
    assert found == [("moved_figure", "median_days", "184.0", "175.0", "2026-08-04", is_rebased)]
