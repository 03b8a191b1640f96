"""What the report says of the claims told beside the six months, and of the records still unmatched."""

import json
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from reports.figures import figure_words
from reports.render import ReportPaths


def test_each_claim_prints_its_verdict_its_figure_its_interval_its_n_and_its_day(
    section: Any, table: Any, printed: Any
) -> None:
    rows = printed(table(section("claims"), "The other claims"))
    assert [
        "Ninety per cent of the performance, within six months (on the index, above GPT-3.5)",
        "supported",
        "3.7 months (113 days) (95% interval 2.4 to 4.3 months, 74 to 130 days)",
        "9",
        "not judged",
        "The median lag to ninety per cent of the record over 9 records is 113 days, and its 95% interval ends at 130 days, within "
        "six months (182.625 days). (as of 11 August 2026)",
    ] in rows
    replicated = next(row for row in rows if row[0].startswith("Whatever a US lab launches"))
    assert replicated[1:4] == ["cannot be told", "78% (no interval)", "9"]


def test_a_share_with_the_textbook_interval_alone_says_so(
    marts: duckdb.DuckDBPyConnection, section: Any, table: Any, printed: Any
) -> None:
    """The share within six months stood there with 17% to 61%, and with 14% to 61% in the answer."""
    marts.execute(
        "update marts.claim_verdicts set lower = 0.17, upper = 0.61, ci_level = 0.95 where claim_id = 'replicated'"
    )
    rows = [row for row in printed(table(section("claims"), "The other claims")) if "17% to 61%" in row[2]]
    assert rows and all("textbook interval alone" in row[0] for row in rows)


def test_a_claim_judged_on_other_scores_than_the_index_in_use_says_of_what_day(
    marts: duckdb.DuckDBPyConnection, section: Any, table: Any, printed: Any
) -> None:
    """As of a past day ninety per cent over benchmarks stood under 'Scores of 10 March 2026', and rested on scores of August."""
    marts.execute("update marts.claim_verdicts set vintage = date '2026-03-10' where claim_id <> 'ninety_per_cent'")
    rows = [row[0] for row in printed(table(section("claims"), "The other claims")) if "scores read on" in row[0]]
    assert rows and all(
        row.startswith("Ninety per cent") and "from scores read on 11 August 2026" in row for row in rows
    )


def test_a_gap_that_is_unknown_is_not_one_that_is_not_reached(
    marts: duckdb.DuckDBPyConnection, section: Any, table: Any, printed: Any
) -> None:
    """As of June 2023 today's gap stood as "not reached (interval unknown)" beside a sentence that called it unknown."""
    marts.execute(
        "update marts.claim_verdicts set verdict = 'cannot be told', figure = null, lower = null, upper = null, "
        "interval_state = 'unknown', reason_code = 'estimate_unknown' where reading = 'today'"
    )
    rows = [row for row in printed(table(section("readings"), "Six months at most")) if "unknown" in row[2]]
    assert [row[2] for row in rows] == ["unknown (interval unknown)"] and "is unknown" in rows[0][5]


@pytest.mark.parametrize(
    ("estimand", "n", "state", "said"),
    [
        ("A", 12, "open", ("not reached", "95% interval not reached")), ("A", 9, "unknown", ("not reached", "interval unknown")),
        ("F", 12, "open", ("not reached", "95% interval not reached")), ("A", 0, "unknown", ("unknown", "interval unknown")),
        ("B", 12, "unknown", ("unknown", "interval unknown")), ("C", 12, "unknown", ("unknown", "interval unknown")),
    ],
)  # fmt: skip
def test_only_a_median_of_waits_is_not_reached(estimand: str, n: int, state: str, said: tuple[str, str]) -> None:
    verdict = SimpleNamespace(
        verdict="cannot be told", figure_unit="days", figure=None, lower=None, upper=None, ci_level=0.95, n=n, estimand=estimand,
        interval_state=state,
    )  # fmt: skip
    assert figure_words(verdict) == said  # type: ignore[arg-type]


def test_a_ratio_prints_as_times_and_never_as_per_cent(section: Any, table: Any, printed: Any) -> None:
    rows = [row for row in printed(table(section("claims"), "The other claims")) if "hundred" in row[0]]
    assert [row[2] for row in rows] == ["5.2 times (94% interval 0.50 to 10 times)", "unknown (no interval)"]


def test_claims_that_cannot_be_tested_are_listed_as_such(section: Any, table: Any, printed: Any) -> None:
    part = section("claims")
    rows = printed(table(part, "The other claims"))
    assert [row[:4] for row in rows if row[1] == "not tested"] == [
        ["National income", "not tested", "none", "none"],
    ]
    assert rows[-1][1] == "not tested"
    said = next(text for text in part.paragraphs if text.startswith("Not tested here"))
    assert said.startswith("Not tested here: national income.")


def test_the_spread_is_judged_on_the_whole_hub_and_the_tracked_stand_beside_it_as_such(
    marts: duckdb.DuckDBPyConnection, section: Any, table: Any, printed: Any
) -> None:
    part = section("claims")
    (row,) = (
        row for row in printed(table(part, "The other claims")) if row[0].startswith("Chinese open models spread")
    )
    assert row[1:4] == ["supported", "40% (no interval)", "98,001 (models with a US or a Chinese root)"]
    (said,) = (text for text in part.paragraphs if text.startswith("How models spread"))
    assert "on full listings of the whole Hub alone, by a rule of 29 November 2026, before there was one" in said
    assert (
        "stands beside it and decides nothing. Of the downloads that US and Chinese base repositories had together"
        in said
    )
    marts.execute("delete from marts.adoption_weekly")
    assert any(text.endswith("before there was one.") for text in section("claims").paragraphs)
    marts.execute("delete from marts.claim_verdicts where claim_id = 'spread'")
    assert not any("How models spread" in text for text in section("claims").paragraphs)


def test_launches_are_counted_by_year_with_those_still_waiting(section: Any, table: Any, printed: Any) -> None:
    part = table(section("claims"), "by year of launch")
    assert "11 August 2026" in part.caption
    assert printed(part) == [
        ["2026", "2", "0 (0%)", "0 (0%)", "0", "2"],
        ["2025", "3", "3 (100%)", "2 (67%)", "0", "0"],
        ["2024", "2", "2 (100%)", "2 (100%)", "0", "0"],
        ["2023", "2", "2 (100%)", "1 (50%)", "0", "0"],
    ]


def test_open_shares_stand_by_half_year_with_their_counts_and_intervals(section: Any, table: Any, printed: Any) -> None:
    part = table(section("claims"), "Open of all")
    assert "95% intervals" in part.caption and "11 August 2026" in part.caption
    rows = printed(part)
    assert [row[0] for row in rows] == ["All since 14 Mar 2023", "2026-H1", "2025-H2"]
    assert rows[0][3] == "7 of 8 (88%; 53% to 98%)"
    assert rows[1][2] == "none"  # no US record in that half-year


def test_without_shares_or_other_claims_there_are_sentences_and_no_tables(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    for mart in ("open_shares", "replication_by_year"):
        marts.execute(f"delete from marts.{mart}")
    marts.execute("delete from marts.claim_verdicts where claim_id <> 'six_months'")
    part = section("claims")
    assert part.tables == ()
    assert part.paragraphs == ["There is no verdict on the other claims this week."]


def test_the_new_blocks_of_the_json_carry_their_rows_their_n_and_their_day(written: ReportPaths) -> None:
    report = json.loads(written.json.read_text(encoding="utf-8"))
    blocks = {
        "specifications": 54,
        "effects": 5,
        "weeks": 137,
        "odds": 2,
        "eras": 2,
        "open_shares": 10,
        "replications": 4,
        "efficiency": 6,
        "efficiency_ratios": 28,
        "drawn_lags": 2,
        "index_fit": 1,
    }
    for key, rows in blocks.items():
        assert len(report[key]["rows"]) == rows, key
        assert report[key]["as_of"] == "2026-08-11"
        assert report[key]["n"] > 0
    assert len(report["sister_verdicts"]) == 7
    assert all({"n", "as_of", "verdict"} <= set(verdict) for verdict in report["sister_verdicts"])
