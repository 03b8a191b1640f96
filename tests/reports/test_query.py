"""A row as its query gave it, and what is said of one that lacks something."""

import copy
import json

import duckdb
import pytest

from reports.headline import Report
from reports.query import Query, ReportError


def rows(sql: str) -> tuple[dict[str, object], ...]:
    with duckdb.connect() as connection:
        return Query("marts.invented", sql).rows(connection)


def test_a_column_is_read_by_its_name_and_a_row_is_json() -> None:
    (row,) = Query("marts.invented", "select 'a' as name, 2 as n").rows(duckdb.connect())
    assert (row.name, row["n"], json.dumps(row)) == ("a", 2, '{"name": "a", "n": 2}')
    assert copy.copy(row) == row


def test_a_number_that_is_none_is_unknown_like_null() -> None:
    assert rows("select 'nan'::double as a, '-inf'::double as b, 0.0::double as c, null as d") == (
        {"a": None, "b": None, "c": 0.0, "d": None},
    )


def test_a_column_that_a_row_lacks_is_named_with_its_mart() -> None:
    (row,) = Query("marts.invented", "select 'a' as name").rows(duckdb.connect())
    with pytest.raises(
        ReportError, match=r"^marts\.invented has no column lag_days; run `openlag weekly` to build it again\.$"
    ):
        _ = row.lag_days


def test_a_column_that_a_query_sorts_by_and_the_mart_lacks_is_one_sentence() -> None:
    with pytest.raises(
        ReportError, match=r"^marts\.invented has other columns .*\"no_such\".*; run `openlag weekly`"
    ) as said:
        rows("select 1 as a order by no_such")
    assert "\n" not in str(said.value)


def test_each_query_of_a_report_runs_once(marts: duckdb.DuckDBPyConnection) -> None:
    report, query = Report(marts), Query("marts.records", "select count(*) as n from marts.records")
    (before,) = report.rows(query)
    marts.execute("delete from marts.records")
    assert before.n > 0 and report.rows(query) == (before,)
    assert [row.n for row in Report(marts).rows(query)] == [0]
