"""The answer in words, for every verdict and for what may be missing."""

from dataclasses import replace

import duckdb
import pytest

from reports.answer import answer_in_full, answer_in_short
from reports.data import ReportData, read_report_data


@pytest.fixture
def data(marts: duckdb.DuckDBPyConnection) -> ReportData:
    return read_report_data(marts)


def judged(data: ReportData, typically: str, always: str) -> ReportData:
    said = {"typically": typically, "always": always}
    return replace(data, verdicts=tuple(replace(verdict, verdict=said[verdict.reading]) for verdict in data.verdicts))


@pytest.mark.parametrize(
    ("typically", "always", "short"),
    [
        ("supported", "supported", "Typically: yes. Always: yes."),
        ("supported", "contradicted", "Typically: yes. Always: no."),
        ("contradicted", "contradicted", "Typically: no. Always: no."),
        ("cannot be told", "cannot be told", "Typically: it cannot be told. Always: it cannot be told."),
    ],
)
def test_each_verdict_is_a_plain_word(data: ReportData, typically: str, always: str, short: str) -> None:
    assert answer_in_short(judged(data, typically, always)) == short


def test_the_median_and_the_share_are_called_estimates_and_carry_their_intervals(data: ReportData) -> None:
    first, _ = answer_in_full(judged(data, "supported", "contradicted"))
    assert first == (
        "As of 11 August 2026, the median time until a Chinese open release matched one of the 9 record launches of US labs since "
        "14 March 2023 is 5.7 months (175 days; 95% interval 0.0 to 11.3 months, 0 to 343 days; n = 9), so that “typically within six "
        "months” is supported; “always within six months” is contradicted, and the share matched in time is estimated at 66% (95% "
        "interval 34% to 94%; n = 9)."
    )


def test_a_median_that_is_not_reached_gives_no_number_of_months(data: ReportData) -> None:
    verdicts = tuple(replace(v, figure=None, lower=None, upper=None) for v in data.verdicts)
    first, _ = answer_in_full(
        replace(data, summary=replace(data.summary, median_days=None, n_matched=3), verdicts=verdicts)
    )
    assert "fewer than half of the 9 record launches" in first
    assert "(3 matched; median not reached; interval unknown; n = 9)" in first
    assert "the share matched in time is unknown (no interval; n = 9)" in first


def test_a_laggard_in_front_is_not_called_zero_months_behind(data: ReportData) -> None:
    assert data.bracket is not None
    ahead = replace(data.bracket, under_days=0.0, central_days=0.0, over_days=0.0)
    _, second = answer_in_full(replace(data, bracket=ahead))
    assert second.endswith("is level with the US frontier or ahead of it (n = 9 US records).")


def test_a_bracket_without_an_upper_end_says_at_least(data: ReportData) -> None:
    assert data.bracket is not None
    half = replace(data.bracket, central_days=None, over_days=None)
    _, second = answer_in_full(replace(data, bracket=half))
    assert "stands at least 5.5 months (166 days) behind; how much more is unknown" in second
