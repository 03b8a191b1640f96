"""The answer in words, for every verdict and for what may be missing."""

import re
from itertools import product
from typing import Any

import duckdb
import pytest

from reports import words
from reports.headline import Report
from reports.render import ReportPaths
from reports.sections import answer
from reports.sections.answer import answer_in_full, answer_in_short

VERDICTS = ("supported", "contradicted", "cannot be told")


def judge(marts: duckdb.DuckDBPyConnection, **verdicts: str) -> Report:
    for reading, verdict in verdicts.items():
        marts.execute(
            "update marts.claim_verdicts set verdict = ? where reading = ?", [verdict, reading.replace("_", " ")]
        )
    return Report(marts)


def test_the_claim_as_it_is_said_is_answered_first(marts: duckdb.DuckDBPyConnection) -> None:
    report = judge(marts, at_most="supported", today="contradicted")
    assert answer_in_short(report) == "At most: yes. Today: no. At any time: no. Typically: it cannot be told."
    assert answer_in_full(report)[0].startswith("As of 11 August 2026, “at most six months” is supported: of 9 record")


def test_the_tally_stands_beside_the_verdict_and_lags_near_the_line_are_named(marts: duckdb.DuckDBPyConnection) -> None:
    said = answer_in_full(Report(marts))
    assert said[0] == (
        "As of 11 August 2026, “at most six months” is contradicted: of 9 record launches of US labs since 14 March 2023 a Chinese open "
        "release matched 5 within six months and 2 later, and 2 are still unmatched, none of them for longer than that (n = 9)."
    )
    assert len(said) == 4
    # 176 and 189 days are six days and less from 182.625, 175 and 190 are more than seven
    for release_id, days in (("aster-1", 189), ("bolt-1", 190), ("cirrus-1", 176), ("aster-2", 175)):
        marts.execute(
            f"update marts.lag_by_record set lag_days = {days} where record_release_id = '{release_id}-invented'"
        )
    assert answer_in_full(Report(marts))[1] == (
        "Lags within a week of the line (182.625 days) on 11 August 2026: Cirrus 1 (invented) (176 days), Aster 1 (invented) (189 days) "
        "(n = 9)."
    )


def test_the_median_and_the_share_are_called_estimates_and_carry_their_intervals(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert answer_in_full(judge(marts, typically="supported"))[-3] == (
        "As of 11 August 2026, the median time until a Chinese open release matched one of the 9 record launches of US labs since "
        "14 March 2023 is 5.7 months (175 days; 95% interval 0.0 to 11.3 months, 0 to 343 days, which holds the truth in 88.7% of our "
        "runs simulated with 20 records and six matching releases; n = 9), so that “typically within six months” is supported; the share "
        "matched within six months is estimated at 66% (95% interval 34% to 94%, which holds the truth in 90.1% of our runs simulated with "
        "20 records and six matching releases; n = 9)."
    )


def test_a_median_that_is_not_reached_gives_no_number_of_months(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.claim_verdicts set figure = null, lower = null, upper = null where estimand = 'A'")
    marts.execute("update marts.lag_summary set median_days = null, n_matched = 3")
    sentence = answer_in_full(Report(marts))[-3]
    assert "fewer than half of the 9 record launches" in sentence
    assert "(3 matched; median not reached; interval unknown; n = 9)" in sentence
    assert "the share matched within six months is unknown (no interval; n = 9)" in sentence


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"n": 1, "n_matched_in_time": 1, "n_later": 0, "n_unmatched": 0, "n_over": 0},
         "of 1 record launch of US labs since 14 March 2023 a Chinese open release matched 1 within six months and 0 later, and none is "
         "still unmatched (n = 1)."),
        ({"n": 3, "n_matched_in_time": 1, "n_later": 1, "n_unmatched": 1, "n_over": 1},
         "matched 1 within six months and 1 later, and 1 is still unmatched, 1 of them for longer than that (n = 3)."),
        ({"n": 9, "n_matched_in_time": 2, "n_later": 0, "n_unmatched": 7, "n_over": 3},
         "matched 2 within six months and 0 later, and 7 are still unmatched, 3 of them for longer than that (n = 9)."),
    ],
)  # fmt: skip
def test_the_tally_in_words(marts: duckdb.DuckDBPyConnection, counts: dict[str, int], said: str) -> None:
    changes = ", ".join(f"{column} = {count}" for column, count in counts.items())
    marts.execute(
        f"update marts.claim_verdicts set {changes} where reading = 'at most' and pairing_id = 'us_any__cn_open'"
    )
    assert answer_in_full(Report(marts))[0].endswith(said)


def test_every_combination_of_verdicts_gives_whole_sentences(marts: duckdb.DuckDBPyConnection) -> None:
    for at_most, typically in product(VERDICTS, VERDICTS):
        for sentence in answer_in_full(judge(marts, at_most=at_most, typically=typically)):
            assert re.fullmatch(r"[A-Z].*[^ .]\.", sentence), sentence
            assert not re.search(r"None|nan|\{|  |\b(is|are) (is|are)\b| [,;.)]|\( ", sentence), sentence


def test_without_a_tally_the_answer_begins_with_the_median(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.claim_verdicts")
    assert answer_in_short(Report(marts)) == "There is no verdict this week."
    assert answer_in_full(Report(marts))[0].startswith("As of 11 August 2026, the median time until")


def test_the_answer_says_which_rules_came_after_the_figures(
    marts: duckdb.DuckDBPyConnection, written: ReportPaths, printed: Any
) -> None:
    assert answer_in_full(Report(marts))[-1] == words.RULES_DATED
    for page in (written.page, written.markdown, written.index, written.json):
        assert words.RULES_DATED in page.read_text(encoding="utf-8"), page.name


def test_the_same_reading_of_open_source_anywhere_stands_in_a_second_column(
    section: Any, table: Any, printed: Any, marts: duckdb.DuckDBPyConnection
) -> None:
    rows = printed(answer.section(Report(marts)).tables[0])
    assert [(row[0], row[4]) for row in rows] == [
        ("At most (estimand A)", "contradicted (50%; 95% interval 25% to 81%; n = 8)"),
        ("Today (estimand B, on our own index, within its draws)", "not judged"),
        ("At any time (estimand D, as reconstructed)", "not judged"),
        ("Typically (estimand A)", "not judged"),
    ]


def test_a_reading_from_other_scores_than_the_index_in_use_says_of_what_day(
    printed: Any, marts: duckdb.DuckDBPyConnection
) -> None:
    marts.execute("update marts.claim_verdicts set vintage = date '2026-03-10' where scale_id = 'eci_published'")
    rows = printed(answer.section(Report(marts)).tables[0])
    assert [row[0] for row in rows if "scores read on" in row[0]] == [
        "Today (estimand B, on our own index, within its draws, from scores read on 11 August 2026)"
    ]


def test_a_laggard_in_front_is_not_called_zero_months_behind(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.bracket set under_days = 0, central_days = 0, over_days = 0")
    second = answer_in_full(Report(marts))[-2]
    assert second.endswith("is level with the US frontier or ahead of it (n = 9 US records).")


def test_a_bracket_without_an_upper_end_says_at_least(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.bracket set central_days = null, over_days = null")
    second = answer_in_full(Report(marts))[-2]
    assert "stands at least 5.5 months (166 days) behind; how much more is unknown" in second


def test_a_warehouse_without_a_bracket_says_that_it_is_unknown(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.bracket")
    assert answer_in_full(Report(marts))[-2] == "Where the best Chinese open release stands now is unknown."
