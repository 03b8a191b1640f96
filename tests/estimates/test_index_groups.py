"""What the estimators ask of a capability index, and whom they name where the releases cannot be."""

import polars as pl
import pytest

from warehouse.estimates.index_groups import average

LEADERS = [("gpt-4-mar-2023", 100.0, 125.0), ("newer", 400.0, 150.0)]


def sides(leaders: list[tuple[str, float, float]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    schema = ["release_id", "day", "score"]
    return (
        pl.DataFrame(leaders, schema=schema, orient="row"),
        pl.DataFrame([("laggard", 500.0, 140.0)], schema=schema, orient="row"),
    )


def test_a_release_dated_before_gpt_4_and_above_it_is_named_with_where_to_look():
    """A slip of the pen once ended as a level below the first record, which named neither row nor file."""
    with pytest.raises(
        ValueError, match=r"gpt-5 is dated 90 days before GPT-4 and scores 150\.0, above its 125\.0: .*releases\.csv"
    ):
        average(600.0, *sides([*LEADERS, ("gpt-5", 10.0, 150.0), ("older", 20.0, 160.0)]), 20)


@pytest.mark.parametrize("earlier", [("older", 10.0, 125.0), ("older", 10.0, 90.0)])
def test_a_release_before_gpt_4_up_to_its_level_is_none(earlier):
    lag = average(600.0, *sides([*LEADERS, earlier]), 20)
    assert lag is not None and lag.level_from == 125.0
