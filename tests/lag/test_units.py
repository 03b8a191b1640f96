"""A month and six months are the same days wherever they are spelt."""

import duckdb
import numpy as np
import pytest

from lag.eras import compare_eras
from lag.thresholds import to_finite
from lag.units import DAYS_PER_MONTH, SIX_MONTHS_DAYS, to_numbers
from reports import words
from reports.headline import START_ON
from warehouse.build.heads import SQL
from warehouse.estimates.settings import day_number


def test_python_sql_and_report_mean_the_same_days():
    with duckdb.connect() as connection:
        connection.execute((SQL / "macros.sql").read_text(encoding="utf-8"))
        asked = "select six_months(), months(?), day_number(?::date)"
        ((six, one, number),) = connection.execute(asked, [DAYS_PER_MONTH, START_ON]).fetchall()
    assert (float(six), float(one), number) == (SIX_MONTHS_DAYS, 1.0, day_number(START_ON))
    assert (words.MONTH_DAYS, words.SIX_MONTHS_DAYS) == (DAYS_PER_MONTH, SIX_MONTHS_DAYS)


@pytest.mark.parametrize("kind", ["datetime64[D]", "datetime64[us]", "timedelta64[D]"])
def test_dates_and_spans_of_time_are_not_taken_for_numbers(kind):
    """Days since 1970 were taken for lags."""
    days, matched = np.array([3, 4]).astype(kind), np.ones(2, dtype=bool)
    for refused in (
        lambda: to_numbers("days", days),
        lambda: to_finite("days", days),
        lambda: compare_eras(days, [1, 2], matched, split_day=2),
        lambda: compare_eras([1, 2], days, matched, split_day=2),
    ):
        with pytest.raises(ValueError, match=r"days has dtype \w+64\[.*\]\. Give numbers, and days as numbers"):
            refused()
    assert to_numbers("days", [1, None]).tolist()[0] == 1.0
