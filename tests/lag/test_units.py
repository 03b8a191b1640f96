"""A month and six months are the same days wherever they are spelt."""

import duckdb

from lag.units import DAYS_PER_MONTH, SIX_MONTHS_DAYS
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
