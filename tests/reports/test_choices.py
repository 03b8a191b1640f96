"""What the report says of the past weeks, of every choice at once, and of the draws of the index."""

from typing import Any

import duckdb
import pytest


def test_the_past_is_summed_up_from_what_was_seen_with_its_weeks_its_n_and_its_day(section: Any) -> None:
    _, median, verdicts, run, compared, delays = section("history").paragraphs
    assert median == (
        "As seen, the median lag was between 5.2 months (158 days) and 5.7 months (175 days) in every week since 2025-W49 (37 "
        "weeks to 11 August 2026; n went from 7 to 9 records; intervals in the table)."
    )
    assert verdicts == (
        "In the 37 weeks from 2025-W49 to 2026-W33, “typically within six months” read: contradicted in 2, cannot be told in 35. “On "
        "average over levels”: supported in 11, cannot be told in 26."
    )
    assert run == (
        "In 2026-W29 to 2026-W30 “typically” was contradicted: a median of 175 days, the lower end of its interval 0 (n = 9 records), and "
        "171 with 3 vanished scores carried."
    )
    expected = (
        "Reconstructed today, the present bracket (central) of these weeks is 20 days shorter on average than it was seen (n = "
        "11 weeks), and 20 in 2026-W23, which read 193 days and reads 173 now"
    )
    assert compared[: len(expected)] == expected
    assert delays == (
        "Since the first publication kept, a Chinese open release has waited 20 days in the median for its score (nine tenths at most 34 "
        "days; n = 4). A US release of any access has waited 12 days in the median for its score (nine tenths at most 15 days; n = 6). The "
        "slowest Chinese open record of the last year waited 20 days: what came out by 22 July 2026 has its score if it was no slower. "
        "Releases that wait still are in none of these figures."
    )


def test_of_weeks_that_nobody_saw_no_sentence_says_what_they_read(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("delete from marts.verdict_by_week where basis = 'as_seen'")
    paragraphs = section("history").paragraphs
    assert paragraphs[1] == "Of no week is kept what was seen, so that nothing is said of one."
    assert "No publication is kept of the time: every week is reconstructed from scores read later" in paragraphs[0]
    assert not any(
        word in text for text in paragraphs for word in (" read: ", "2026-W33", "175 days", "would have read")
    )


def test_of_a_day_before_every_publication_no_change_is_told_as_seen(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    assert "each with the published index as it stood by its day" in section("changes").paragraphs[0]
    marts.execute("update marts.verdict_by_week set vintage = date '2026-08-05' where basis = 'as_seen'")
    told = section("changes").paragraphs[0]
    assert (
        "no publication of the index is kept from 4 August 2026 or before, so that its scores were read later" in told
    )
    assert "no change" not in told
    marts.execute("update marts.weekly_changes set is_rebased = true")
    assert section("changes").paragraphs[0].endswith("A difference may be that of these scores, and no change.")


def test_rows_of_families_explain_only_days_of_which_they_are_kept(section: Any, marts: Any) -> None:
    marts.execute("update marts.weekly_changes set kind = 'moved_release', before = null where kind = 'new_release'")
    assert any("one row a family" in text for text in section("changes").paragraphs)
    marts.execute("update marts.weekly_changes set compared_with_on = date '2026-08-07'")
    assert not any("one row a family" in text for text in section("changes").paragraphs)


def test_scores_that_refits_moved_most_stand_with_the_score_then_and_now(
    section: Any, table: Any, printed: Any
) -> None:
    assert printed(table(section("history"), "refits moved most")) == [
        ["Jade 4 (invented)", "24 Jun 2026", "138.1", "139.6", "1.5"],
        ["Aster 4 (invented)", "10 Mar 2026", "142.0", "141.3", "−0.7"],
    ]


def test_the_past_says_what_was_known_and_what_is_of_today(section: Any) -> None:
    text = section("history").paragraphs[0]
    assert "dates, labels and estimators are today's" in text
    assert "lower bound" in text


def test_a_quarter_keeps_its_last_week_and_the_end_its_last_four(section: Any, table: Any, printed: Any) -> None:
    rows = printed(table(section("history"), "last week of each quarter"))
    weeks = [row[0].split(" ")[0] for row in rows]
    quarters = ["2026-W33", "2026-W32", "2026-W31", "2026-W30", "2026-W26", "2026-W13", "2025-W52", "2025-W39"]
    seen = [row for row in rows if "as seen" in row[0]]
    assert weeks == sorted(3 * quarters[:-1] + 2 * quarters[-1:], reverse=True)
    assert [row[0].split(" ")[0] for row in seen] == quarters[:-1]
    assert seen[0][0] == "2026-W33 (the published index, as seen, scores of 9 Aug 2026)"
    assert seen[0][3] == "171 (3 carried)"
    assert rows[2] == [
        "2026-W33 (our own index, reconstructed, scores of 11 Aug 2026)",
        "9",
        "175 (0 to 343)",
        "150 to 300 (500 draws)",
        "66% (34% to 94%)",
        "238 (166 to 264)",
        "cannot be told (average: supported)",
    ]
    assert rows[-1][2:6] == [
        "not reached (no interval)",
        "not drawn",
        "unknown (no interval)",
        "unknown (0 to unknown)",
    ]
    assert rows[-2][3] == "no draws"


def test_a_median_not_reached_in_the_newest_week_claims_no_range(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("update marts.verdict_by_week set median_days = null where week = '2026-W33'")
    assert "is not reached in the newest week" in section("history").paragraphs[1]


def test_a_median_that_never_moved_is_one_number(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    marts.execute("update marts.verdict_by_week set median_days = 199")
    assert "was 6.5 months (199 days) in every week since" in section("history").paragraphs[1]


def test_the_choice_that_moves_most_is_named_with_its_pairs(section: Any, table: Any, printed: Any) -> None:
    part = section("specifications")
    assert part.paragraphs[0] == (
        "The choice that moves the answer most is the scale (an index, or a domain of benchmarks): two specifications that differ in it "
        "alone have medians 24 days apart at the median and 75 at most (n = 12 pairs; 11 August 2026)."
    )
    assert printed(table(part, "How far each choice"))[-1] == [
        "Where the records begin",
        "unknown",
        "unknown",
        "0",
        "5",
    ]


def test_the_headline_is_placed_among_the_specifications(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    _, head, spread, whole = section("specifications").paragraphs
    (place,) = marts.execute("select place from marts.specifications where is_headline").fetchone() or (None,)
    assert f"stands at place {place} of 51 with a median" in head
    assert "95% interval 0.0 to 12.1 months, 0 to 368 days; n = 9 records" in head
    within = marts.execute("select count(*) from marts.specifications where median_days <= 182.625").fetchone()
    assert within is not None
    assert f"In {within[0]} of 54 specifications" in spread
    assert "in 3 it is not reached (11 August 2026)" in spread
    assert "marts.specifications and in report.json" in whole


def test_the_page_prints_the_headline_pairing_of_the_curve_alone(
    marts: duckdb.DuckDBPyConnection, section: Any, table: Any
) -> None:
    shown = table(section("specifications"), "The curve for")
    (n,) = marts.execute(
        "select count(*) from marts.specifications where pairing_id = 'us_any__cn_open'"
    ).fetchone() or (0,)
    assert len(shown.rows) == n < 54
    assert len(marts.execute(shown.sql).fetchall()) == n
    assert len([row for row in shown.rows if row[0].text.endswith(", the headline")]) == 1


def test_the_draws_print_their_interval_apart_from_the_chain_interval(section: Any, table: Any, printed: Any) -> None:
    part = section("certainty")
    assert any(
        "90% interval 4.9 to 9.9 months, 150 to 300 days over 500 paired draws "
        "(n = 8 records in the cohort of the middle draw; 11 August 2026)"
        in text
        and "not to be added to the chain interval" in text
        for text in part.paragraphs
    )
    assert printed(table(part, "paired draws")) == [
        [
            "Announcement day on both sides",
            "150 to not reached",
            "20% to 80%",
            "unknown to unknown",
            "500 (8.5 records in the cohort of the middle one)",
        ],
        [
            "First day outsiders could use the version",
            "150 to 300",
            "25% to 75%",
            "140 to 250",
            "500 (8 records in the cohort of the middle one)",
        ],
    ]


def test_the_eras_the_fit_and_the_coverage_stand_where_the_certainty_is(section: Any) -> None:
    text = " ".join(section("certainty").paragraphs)
    assert (
        "11 August 2026: p = 0.58 on the published index (n = 4 + 5); p = unknown on our own index (n = 4 + 5)" in text
    )
    assert "only a matching rate at least 8.2 times as high in one era" in text
    assert "That it shows no break here (p > 0.05)" in text and "nothing can be compared." in text
    assert (
        "fitted to 60 scores of 18 releases on 6 benchmarks, with 500 draws, of which 1 failed (11 August 2026)" in text
    )
    assert "at most 0.05 points (n = " in text
    assert "the wider 95% interval holds the true median in 88.7% of runs and the true share in 90.1%" in text


def test_no_share_of_draws_is_printed_as_a_chance_that_the_claim_is_true(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    before = section("certainty")
    marts.execute("update marts.drawn_lag set share_median_within_6m = 0.99")
    after = section("certainty")
    assert (after.paragraphs, after.tables) == (before.paragraphs, before.tables)


def test_the_winners_curse_is_a_range_with_its_monte_carlo_interval_and_no_verdict(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    (said,) = [text for text in section("certainty").paragraphs if text.startswith("The winner's curse")]
    assert (
        "noise moves the strict median by 14 to 21 days (Monte Carlo 95% interval 0 to 27 days; n = 199 simulated draws of 9 records; "
        "11 August 2026)" in said
    )
    assert "no verdict rests on a median corrected by it" in said
    marts.execute("update marts.record_bias set bias_days_upper = null where truth = 'shrunk'")
    assert any("(Monte Carlo 95% interval 0 days to not reached;" in text for text in section("certainty").paragraphs)
    marts.execute("update marts.record_bias set bias_days = null where truth = 'shrunk'")
    assert any("is not known this week" in text for text in section("certainty").paragraphs)


def test_the_cut_at_the_scores_stands_beside_the_curve_with_how_its_day_was_found(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    median, _, found, ours, open_source = section("survival").paragraphs
    assert median.startswith(
        "As of 11 August 2026, the median time until a Chinese open release matched one of the 9 record launches"
    )
    assert "nothing after 11 July 2026 were out" in found
    assert "less 31 days, the longest wait of the last year's Chinese open records (n = 3)" in found
    assert ours == (
        "US releases of any access, Chinese open weights, so counted: the median is 6.4 months (196 days) (95% interval 5.2 "
        "months (158 days) to not reached; n = 9, 5 matched) and 45% are matched within six months (95% interval 30% to 98%; "
        "11 August 2026)."
    )
    assert open_source.startswith(
        "Closed anywhere, open weights anywhere, so counted: the median is 6.2 months (188 days)"
    )
    marts.execute("delete from marts.lag_summary where censoring_id = 'scored'")
    assert (
        section("survival")
        .paragraphs[-1]
        .startswith("How long releases wait for a score is not known this week, or is so long that no record is left")
    )


def test_an_index_that_is_not_fitted_is_said_so_and_has_no_draws(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("delete from marts.drawn_lag")
    marts.execute("update marts.index_fit set state = 'gpt-5 has no score', n_scores = null")
    part = section("certainty")
    assert "Our own index is not fitted this week: gpt-5 has no score." in part.paragraphs
    assert any(text.startswith("There is no interval over draws this week") for text in part.paragraphs)
    assert not [shown for shown in part.tables if "paired draws" in shown.caption]


@pytest.mark.parametrize("key", ["history", "specifications"])
def test_a_section_without_rows_is_a_sentence_without_chart_or_table(
    marts: duckdb.DuckDBPyConnection, section: Any, key: str
) -> None:
    marts.execute("delete from marts.verdict_by_week")
    marts.execute("delete from marts.specifications")
    part = section(key)
    assert len(part.paragraphs) == 1
    assert (part.charts, part.tables) == ((), ())


def test_every_combination_names_its_index(section: Any, table: Any, printed: Any) -> None:
    labels = [row[0] for row in printed(table(section("certainty"), "on the two indices"))]
    assert [label for label in labels if label.startswith("On our own index (")]
    assert all(label.startswith(("On our own index (", "On the published index (")) for label in labels)
    assert [label for label in labels if "cut at the day up to which releases have their scores" in label]
