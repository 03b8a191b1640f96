"""The answer in words, for every verdict and for what may be missing."""

import duckdb
import pytest

from reports.headline import Report
from reports.sections.answer import answer_in_full, answer_in_short


def judge(marts: duckdb.DuckDBPyConnection, typically: str, always: str) -> Report:
    for reading, verdict in (("typically", typically), ("always", always)):
        marts.execute("update marts.claim_verdicts set verdict = ? where reading = ?", [verdict, reading])
    return Report(marts)


@pytest.mark.parametrize(
    ("typically", "always", "short"),
    [
        ("supported", "supported", "Typically: yes. Always: yes."),
        ("supported", "contradicted", "Typically: yes. Always: no."),
        ("contradicted", "contradicted", "Typically: no. Always: no."),
        ("cannot be told", "cannot be told", "Typically: it cannot be told. Always: it cannot be told."),
    ],
)
def test_each_verdict_is_a_plain_word(
    marts: duckdb.DuckDBPyConnection, typically: str, always: str, short: str
) -> None:
    assert answer_in_short(judge(marts, typically, always)) == short


def test_the_median_and_the_share_are_called_estimates_and_carry_their_intervals(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    first, _ = answer_in_full(judge(marts, "supported", "contradicted"))
    assert first == (
        "As of 11 August 2026, the median time until a Chinese open release matched one of the 9 record launches of US labs since "
        "14 March 2023 is 5.7 months (175 days; 95% interval 0.0 to 11.3 months, 0 to 343 days; n = 9), so that “typically within six "
        "months” is supported; “always within six months” is contradicted, and the share matched in time is estimated at 66% (95% "
        "interval 34% to 94%; n = 9)."
    )


def test_a_median_that_is_not_reached_gives_no_number_of_months(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.claim_verdicts set figure = null, lower = null, upper = null")
    marts.execute("update marts.lag_summary set median_days = null, n_matched = 3")
    first, _ = answer_in_full(Report(marts))
    assert "fewer than half of the 9 record launches" in first
    assert "(3 matched; median not reached; interval unknown; n = 9)" in first
    assert "the share matched in time is unknown (no interval; n = 9)" in first


def test_a_laggard_in_front_is_not_called_zero_months_behind(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.bracket set under_days = 0, central_days = 0, over_days = 0")
    _, second = answer_in_full(Report(marts))
    assert second.endswith("is level with the US frontier or ahead of it (n = 9 US records).")


def test_a_bracket_without_an_upper_end_says_at_least(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.bracket set central_days = null, over_days = null")
    _, second = answer_in_full(Report(marts))
    assert "stands at least 5.5 months (166 days) behind; how much more is unknown" in second


def test_a_warehouse_without_a_bracket_says_that_it_is_unknown(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.bracket")
    assert answer_in_full(Report(marts))[1] == "Where the best Chinese open release stands now is unknown."
