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
from reports.sections.readings import bracket_sentence, rule_sentence

TODAY = (
    "Today, cannot be told: 7.6 months (232 days) behind on our own index (95% interval 120 to 262 days, over 500 draws; n = 9 US "
    "records)."
)
ANY_TIME = (
    "At any time, no: on 19 of the 124 days judged the gap was longer than six months, on 13 February 2024 at least 336 days "
    "(as reconstructed)."
)
WHY = (
    "The 7.6 months are how old the level is that the best Chinese open model on our own index has now; half of the records were matched "
    "within 5.7 months (175 days; 95% interval 0 to 368 days; n = 9), and a record is the top of a step, where the wait is longest."
)
BEST = "On the published index Jade 4 (invented) is the best Chinese open model,"
PUBLISHED = f"{BEST} 7.8 months (238 days) behind (bracket 166 to 264 days; n = 9 US records)."
BESIDE = [
    ("Every US launch copied openly", "cannot be told", "claims.html#replicated"),
    ("Ninety per cent as good", "yes", "claims.html#ninety_per_cent"),
    ("A hundred times more efficient", "no", "claims.html#hundred_times"),
    ("China open, the US closed", "cannot be told", "claims.html#china_open_us_closed"),
    ("Spread over the world", "yes", "claims.html#spread"),
]


def judge(marts: duckdb.DuckDBPyConnection, **verdicts: str) -> Report:
    for reading, verdict in verdicts.items():
        marts.execute(
            "update marts.claim_verdicts set verdict = ? where reading = ?", [verdict, reading.replace("_", " ")]
        )
    return Report(marts)


def test_the_claim_as_it_is_said_is_answered_first(marts: duckdb.DuckDBPyConnection) -> None:
    report = judge(marts, at_most="supported", today="contradicted")
    assert answer_in_short(report) == "At most: yes. Today: no. At any time: no. Typically: cannot be told."
    assert answer_in_full(report)[0] == "“Open source is at most six months behind”: Yes."
    assert answer.first_page(report).word == "Yes."


def test_the_answer_is_a_tally_with_today_and_any_day_below_it(marts: duckdb.DuckDBPyConnection) -> None:
    claim, tally, today, any_time, why, published, dated = answer_in_full(Report(marts))
    assert claim == "“Open source is at most six months behind”: No."
    assert tally == (
        "Of 9 US record models since GPT-4, Chinese open models matched 5 within six months and 2 later, the slowest after 11 months; "
        "2 are still unmatched, none for six months yet. As of 11 August 2026."
    )
    assert (
        today == TODAY and any_time == ANY_TIME and (why, published) == (WHY, PUBLISHED) and dated == words.RULES_DATED
    )


def test_lags_near_the_line_are_named(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    assert not [text for text in section("readings").paragraphs if text.startswith("Lags within a week")]
    # 176 and 189 days are six days and less from 182.625, 175 and 190 are more than seven
    for release_id, days in (("aster-1", 189), ("bolt-1", 190), ("cirrus-1", 176), ("aster-2", 175)):
        marts.execute(
            f"update marts.lag_by_record set lag_days = {days} where record_release_id = '{release_id}-invented'"
        )
    assert section("readings").paragraphs[0] == (
        "Lags within a week of the line (182.625 days) on 11 August 2026: Cirrus 1 (invented) (176 days), Aster 1 (invented) (189 days) "
        "(n = 9)."
    )


def test_the_median_and_the_share_are_called_estimates_and_carry_their_intervals(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert rule_sentence(judge(marts, typically="supported")) == (
        "As of 11 August 2026, the median time until a Chinese open release matched one of the 9 record launches of US labs since "
        "14 March 2023 is 5.7 months (175 days; 95% interval 0.0 to 11.3 months, 0 to 343 days, which holds the truth in 88.7% of our "
        "runs simulated with 20 records and six matching releases; n = 9), so that “typically within six months” is supported; the share "
        "matched within six months is estimated at 66% (95% interval 34% to 94%, which holds the truth in 90.1% of our runs simulated with "
        "20 records and six matching releases; n = 9)."
    )


def test_a_median_that_is_not_reached_gives_no_number_of_months(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.claim_verdicts set figure = null, lower = null, upper = null where estimand = 'A'")
    marts.execute("update marts.lag_summary set median_days = null, n_matched = 3")
    sentence = rule_sentence(Report(marts))
    assert "fewer than half of the 9 record launches" in sentence
    assert "(3 matched; median not reached; interval unknown; n = 9)" in sentence
    assert "the share matched within six months is unknown (no interval; n = 9)" in sentence


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 1, 0, 0, 0), "Of 1 US record model since GPT-4, Chinese open models matched 1 within six months and 0 later; none is still "
         "unmatched."),
        ((3, 1, 1, 1, 1), "and 1 later, the slowest after 11 months; 1 is still unmatched, for longer than six months."),
        ((4, 1, 2, 1, 0), "and 2 later, the slowest after 11 months; 1 is still unmatched, not for six months yet."),
        ((9, 2, 0, 7, 3), "matched 2 within six months and 0 later; 7 are still unmatched, 3 of them for longer than six months."),
        ((9, 2, 0, 7, 7), "7 are still unmatched, all for longer than six months."),
        ((0, 0, 0, 0, 0), "There is no US record model to count this week."),
    ],
)  # fmt: skip
def test_the_tally_in_words(marts: duckdb.DuckDBPyConnection, counts: tuple[int, ...], said: str) -> None:
    marts.execute(
        "update marts.claim_verdicts set n = ?, n_matched_in_time = ?, n_later = ?, n_unmatched = ?, n_over = ? "
        "where reading = 'at most' and pairing_id = 'us_any__cn_open'",
        list(counts),
    )
    assert answer.tally(Report(marts)).endswith(said)


CODES = {"at most": "counterexamples", "today": "interval_across", "at any time": "longer_days"}


def test_every_combination_of_verdicts_gives_whole_sentences(marts: duckdb.DuckDBPyConnection) -> None:
    said = {
        "supported": "Yes.",
        "contradicted": "No.",
        "cannot be told": "It cannot be told.",
        "too few": "Too few to tell.",
    }
    seen = set()
    for states in product(said, repeat=3):
        for (reading, code), state in zip(CODES.items(), states, strict=True):
            verdict, reason = ("cannot be told", "nothing_to_judge") if state == "too few" else (state, code)
            marts.execute(
                "update marts.claim_verdicts set verdict = ?, reason_code = ? where reading = ?",
                [verdict, reason, reading],
            )
        page = answer.first_page(Report(marts))
        assert page.word == said[states[0]] and page.word in page.quote
        assert [line.verdict for line in page.lines] == list(states[1:])
        seen.add((page.word, *(line.word for line in page.lines)))
        for sentence in (
            *answer_in_full(Report(marts))[1:],
            page.quote,
            *(words.capital(line.text) for line in page.lines),
        ):
            assert re.fullmatch(r"[A-Z“0-9].*[^ .][.)]", sentence), sentence
            assert not re.search(r"None|nan|\{|  |\b(is|are) (is|are)\b| [,;.)]|\( ", sentence), sentence
    assert len(seen) == 64


@pytest.mark.parametrize(
    ("reading", "changes", "said"),
    [
        ("today", "figure = null, n_draws = null", "How far behind on our own index is unknown."),
        ("today", "figure = null", "How far behind on our own index is unknown, though there are draws."),
        (
            "today",
            "n_draws = null",
            "7.6 months (232 days) behind on our own index, of which no interval is known (n = 9 US records).",
        ),
        ("today", "upper = null", " days to not reached, over "),
        (
            "today",
            "figure = 0, lower = 0, upper = 40",
            "Level with the US frontier on our own index, or ahead of it (95% interval 0 to 40 days behind, over ",
        ),
        ("today", "figure = 0, n_draws = null", "or ahead of it, of which no interval is known (n = 9 US records)."),
        ("at any time", "n_days_unscored = null", "No day can be judged."),
        ("at any time", "n_days_longer = 0, n_days_open = 3", "surely longer than six months, but 3 are open"),
        ("at any time", "n_days_longer = 0, n_days_open = 0", "the gap was within six months (as reconstructed)."),
        ("at any time", "n_days_longer = 0, n_days_open = 0, n_days_unscored = n_days", "No day can be judged."),
    ],
)
def test_what_is_unknown_of_today_and_of_any_day_is_said(
    marts: duckdb.DuckDBPyConnection, reading: str, changes: str, said: str
) -> None:
    marts.execute(f"update marts.claim_verdicts set {changes} where reading = ?", [reading])
    (line,) = [line for line in answer.list_lines(Report(marts)) if line.name.lower() == reading]
    assert said in words.capital(line.text)


@pytest.mark.parametrize(
    ("central", "under", "over", "said"),
    [
        (232.4, 166.0, 264.0, None),  # the same number of days: said once
        (0.0, 0.0, 0.0, "level with the US frontier or ahead of it."),
        (None, 166.0, None, "how far behind is unknown."),
        (60.9, None, 90.0, "2.0 months (61 days) behind (bracket unknown to 90 days; n = 9 US records)."),
    ],
)
@pytest.mark.parametrize("figure", [232.4, 0.0, None])
def test_the_gap_on_the_published_index_stands_below_the_one_that_is_judged_where_it_is_another(
    marts: duckdb.DuckDBPyConnection,
    central: float | None, under: float | None, over: float | None, said: str | None, figure: float | None,
) -> None:  # fmt: skip
    marts.execute("update marts.bracket set under_days = ?, central_days = ?, over_days = ?", [under, central, over])
    marts.execute("update marts.claim_verdicts set figure = ? where reading = 'today'", [figure])
    found = [text for text in answer.why_they_differ(Report(marts)) if text.startswith("On the published index")]
    if figure == central:
        assert found == []
    elif said is not None:
        assert found == [f"{BEST} {said}"]


def test_the_level_is_that_of_the_best_of_the_index_that_judges_and_another_best_is_named(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    marts.execute("update marts.bracket set central_days = 232.4")
    marts.execute("insert into marts.bracket by name select * replace ('index' as scale_id) from marts.bracket")
    (why,) = answer.why_they_differ(Report(marts))
    assert "level is that Jade 4 (invented), the best Chinese open model on our own index, has now" in why
    marts.execute(
        "update marts.bracket set laggard_release_id = 'kimi-k9', laggard_name = 'Kimi K9' where scale_id <> 'index'"
    )
    why, other = answer.why_they_differ(Report(marts))
    assert "Jade 4 (invented), the best Chinese open model on our own index" in why
    assert other.startswith(
        "On the published index Kimi K9 is the best Chinese open model, 7.6 months (232 days) behind"
    )


def test_a_gap_of_nothing_is_no_age_of_a_level(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.claim_verdicts set figure = 0 where reading = 'today'")
    assert answer.why_they_differ(Report(marts)) == (PUBLISHED,)


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "contradicted"], "contradicted"),
        (["supported", "cannot be told"], "cannot be told"),
        (["cannot be told", "too few"], "too few"),
        (["supported"], "cannot be told"),
        ([], "cannot be told"),
        (["supported", "not tested"], "not tested"),
    ],
)
def test_a_claim_of_two_readings_needs_both(verdicts: list[str], said: str) -> None:
    assert answer.both(verdicts, 2) == said


def test_the_claims_told_beside_it_have_a_word_and_lead_to_their_row(marts: duckdb.DuckDBPyConnection) -> None:
    rows = [(row.claim, row.word, row.href) for row in answer.list_beside(Report(marts))]
    assert rows == BESIDE
    marts.execute("delete from marts.claim_verdicts")
    assert {row.word for row in answer.list_beside(Report(marts))} == {"cannot be told"}


def test_without_a_verdict_nothing_is_answered(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.claim_verdicts")
    assert answer_in_short(Report(marts)) == "There is no verdict this week."
    assert answer_in_full(Report(marts))[:2] == (
        "“Open source is at most six months behind”: It cannot be told.",
        "There is no verdict this week. As of 11 August 2026.",
    )  # no verdict is neither too few records nor none


def test_the_answer_says_which_rules_came_after_the_figures(
    marts: duckdb.DuckDBPyConnection, written: ReportPaths, printed: Any
) -> None:
    assert answer_in_full(Report(marts))[-1] == words.RULES_DATED
    for page in (written.page, written.markdown, written.index, written.json):
        assert words.RULES_DATED in page.read_text(encoding="utf-8"), page.name


def test_the_same_reading_of_open_source_anywhere_stands_in_a_second_column(
    section: Any, table: Any, printed: Any, marts: duckdb.DuckDBPyConnection
) -> None:
    rows = printed(section("readings").tables[0])
    assert [(row[0], row[4]) for row in rows] == [
        ("At most", "contradicted (50%; 95% interval 25% to 81%; n = 8)"),
        ("Today (on our own index, within its draws)", "not judged"),
        ("At any time (as reconstructed)", "not judged"),
        ("Typically", "not judged"),
    ]


def test_a_reading_from_other_scores_than_the_index_in_use_says_of_what_day(
    printed: Any, section: Any, marts: duckdb.DuckDBPyConnection
) -> None:
    marts.execute("update marts.claim_verdicts set vintage = date '2026-03-10' where scale_id = 'eci_published'")
    rows = printed(section("readings").tables[0])
    assert [row[0] for row in rows if "scores read on" in row[0]] == [
        "Today (on our own index, within its draws, from scores read on 11 August 2026)"
    ]


def test_a_laggard_in_front_is_not_called_zero_months_behind(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.bracket set under_days = 0, central_days = 0, over_days = 0")
    second = bracket_sentence(Report(marts))
    assert second.endswith("is level with the US frontier or ahead of it (n = 9 US records).")


def test_a_bracket_without_an_upper_end_says_at_least(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.bracket set central_days = null, over_days = null")
    second = bracket_sentence(Report(marts))
    assert "stands at least 5.5 months (166 days) behind; how much more is unknown" in second


def test_a_warehouse_without_a_bracket_says_that_it_is_unknown(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.bracket")
    assert bracket_sentence(Report(marts)) == "Where the best Chinese open release stands now is unknown."
