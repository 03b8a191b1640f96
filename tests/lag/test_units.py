"""A month and six months are the same days wherever they are spelt."""

import duckdb

from lag.units import DAYS_PER_MONTH, SIX_MONTHS_DAYS
from reports import words
from warehouse.build.heads import SQL


def test_python_sql_and_report_mean_the_same_days():
    with duckdb.connect() as connection:
        connection.execute((SQL / "macros.sql").read_text(encoding="utf-8"))
        ((six, one),) = connection.execute("select six_months(), months(?)", [DAYS_PER_MONTH]).fetchall()
    assert (float(six), float(one)) == (SIX_MONTHS_DAYS, 1.0)
    assert (words.MONTH_DAYS, words.SIX_MONTHS_DAYS) == (DAYS_PER_MONTH, SIX_MONTHS_DAYS)
