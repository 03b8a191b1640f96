"""What the report says of the hundred times: the readings side by side, what each leaves out, and the pairs."""

from typing import Any

import duckdb


def test_each_reading_has_its_figure_interval_range_pairs_and_distinct_matches(section: Any) -> None:
    said = section("efficiency").paragraphs[1]
    assert said == (
        "On 11 August 2026: input price, 5.2 times in the median (94% interval 0.50 to 10 times; single pairs 0.25 to 12 times; n = 5 "
        "pairs of 8, on 3 distinct matches); cost of the same work, 145 times in the median (no interval; single pairs 145 to 145 "
        "times; n = 1 pair of 8, on 1 distinct match); training compute, none of 8 pairs has it on both sides."
    )


def test_the_readings_stand_side_by_side_with_the_strict_pairs_beside_them(
    section: Any, table: Any, printed: Any
) -> None:
    rows = printed(table(section("efficiency"), "What a US record costs"))
    assert rows[0] == [
        "Input price (pairs: ninety per cent)",
        "5.2 times (94% interval 0.50 to 10 times)",
        "0.25 to 12 times (0 of 100 or more)",
        "5 of 8",
        "3",
    ]
    assert rows[1][:2] == ["Input price (pairs: strict)", "5.2 times (no interval)"]
    assert rows[3][0] == "of it WeirdML (pairs: ninety per cent)"
    assert rows[4] == ["Training compute (pairs: ninety per cent)", "unknown (no interval)", "none", "0 of 8", "0"]
    assert rows[5][3] == "1 of 7 (1 speculative)"


def test_every_matched_pair_has_its_prices_or_says_that_they_are_unknown(
    section: Any, table: Any, printed: Any
) -> None:
    rows = printed(table(section("efficiency"), "List price"))
    assert rows[0] == [
        "Cirrus 2 (invented) (20 Nov 2025; strict)",
        "Jade 4 (invented) (4 Jun 2026)",
        "$1.50 / unknown (seen 20 Nov 2025)",
        "$3 / $15 (seen 10 Jun 2026)",
        "0.50 times",
        "unknown",
        "yes",
    ]
    assert len(rows) == 7 and [row[6] for row in rows].count("yes") == 2
    assert {cell for row in rows for cell in row[4:6]} == {"0.50 times", "10 times", "17 times", "33 times", "unknown"}


def test_costs_and_compute_print_their_unit_what_they_rest_on_and_what_is_speculative(
    section: Any, table: Any, printed: Any
) -> None:
    rows = printed(table(section("efficiency"), "Cost of the same work and training compute"))
    assert [row[2:] for row in rows] == [
        ["WeirdML (USD per run)", "$7.65 (bolt-2_high)", "$0.0526 (jade-3)", "145 times"],
        ["training compute (FLOP)", "2.1e25 FLOP (Speculative)", "7.8e24 FLOP (Confident)", "2.7 times (speculative)"],
    ]


def test_what_each_reading_leaves_out_is_said(section: Any) -> None:
    leaves_out = section("efficiency").points
    assert [point.partition(" leaves out")[2] != "" or ": it leaves out" in point for point in leaves_out] == [True] * 3


def test_without_pairs_there_is_a_sentence_and_no_table(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    for mart in ("efficiency_ratios", "efficiency_summary"):
        marts.execute(f"delete from marts.{mart}")
    part = section("efficiency")
    assert part.tables == () and part.points == ()
    assert part.paragraphs[1] == "No record of the headline is matched on 11 August 2026, so there is no pair."
