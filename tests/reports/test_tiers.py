"""What the report says of the lag by tier and by price, and that agents stand first among the kinds of work."""

from typing import Any

import duckdb

from reports.headline import Report
from reports.sections import benchmarks


def test_every_tier_has_its_median_with_the_wider_interval_and_its_n(section: Any, table: Any, printed: Any) -> None:
    part = section("tiers")
    assert (
        "top 6.5 months (199 days) (95% interval 4.3 months (130 days) to not reached; n = 6, 2 unmatched); middle 2.1 months (64 days) "
        "(no interval; n = 3, 0 unmatched); small" in part.paragraphs[0]
    )
    assert printed(table(part, "Forward lag by tier")) == [
        [
            "Top (Opus, GPT, Pro)",
            "6 (4 matched, by 3 releases; 2 running)",
            "6.5 months (199 days) (95% interval 4.3 months (130 days) to not reached)",
            "42% (95% interval 10% to 80%)",
        ],
        [
            "Middle (Sonnet, mini, Flash)",
            "3 (3 matched, by 2 releases; 0 running)",
            "2.1 months (64 days) (no interval)",
            "66% (no interval)",
        ],
        [
            "Small (Haiku, nano, Flash-Lite)",
            "0 (0 matched, by 0 releases; 0 running)",
            "not reached (no interval)",
            "unknown (no interval)",
        ],
    ]


def test_a_record_of_a_tier_has_a_lag_or_a_running_clock(section: Any, table: Any, printed: Any) -> None:
    rows = printed(table(section("tiers"), "The records of each tier"))
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("top", "none", "unmatched after 166 days (clock running)"),
        ("middle", "Jade 4 (invented) (4 Jun 2026)", "6.4 months (196 days)"),
    ]


def test_what_is_unknown_or_without_a_price_is_counted_beside_the_median(
    section: Any, table: Any, printed: Any
) -> None:
    part = section("tiers")
    assert (
        "a tenth of its input price not reached (no interval; n = 4, 3 unmatched, 1 unknown, 4 without a price)."
        in part.paragraphs[1]
    )
    rows = printed(table(part, "Until the level of a US record"))
    assert rows[0][:3] == [
        "A tenth of the input price (1 unknown, 4 without a price)",
        "4 (1 matched, by 1 release; 3 running)",
        "not reached (no interval)",
    ]
    assert rows[1] == ["Half of the output price (0 unknown, 9 without a price)", "0", "unknown", "unknown"]


def test_a_summary_is_read_row_by_row_on_a_phone(section: Any, table: Any) -> None:
    """Both were cut: on a phone after the first column, on a wide page in the last."""
    part = section("tiers")
    for caption in ("Forward lag by tier", "Until the level of a US record"):
        assert table(part, caption).is_stacked and len(table(part, caption).headers) == 4


def test_an_unknown_lag_prints_its_bounds_and_never_a_number_of_its_own(section: Any, table: Any, printed: Any) -> None:
    rows = printed(table(section("tiers"), "US records with a launch price"))
    assert [(row[1].partition(" (")[0], row[3]) for row in rows] == [
        ("Aster 4", "unmatched after 166 days (clock running)"),
        ("Cirrus 2", "unknown (not before 196 days; no known upper bound)"),
        ("Bolt 2", "5.7 months (175 days)"),
    ]
    assert rows[2][0:3:2] == ["a tenth of input ($20, so $2 at most)", "Kite 3 (invented) (3 Dec 2025; $2)"]


def test_without_tiers_or_prices_there_are_sentences_and_no_tables(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    for mart in ("tier_lag", "tier_lag_summary", "price_lag", "price_lag_summary"):
        marts.execute(f"delete from marts.{mart}")
    part = section("tiers")
    assert part.tables == ()
    assert part.paragraphs == (
        "No US release of a tier sets a record on 11 August 2026.",
        "Of no US record is it known on 11 August 2026 when its level came at a share of its price.",
    )


def test_agents_stand_first_among_the_kinds_of_work_with_their_n(
    marts: duckdb.DuckDBPyConnection, table: Any, printed: Any
) -> None:
    marts.execute(
        "insert into marts.benchmarks_pooled by name select * replace ('agents' as domain, 31 as n_records, 3 as n_benchmarks, 120 as "
        "median_days) from marts.benchmarks_pooled where domain = 'coding' and has_first_tested"
    )
    part = benchmarks.section(Report(marts))
    rows = printed(table(part, "Pooled over benchmarks"))
    kinds = [row[0].partition(" (")[0] for row in rows]
    assert [kind for place, kind in enumerate(kinds) if kind not in kinds[:place]] == [
        "All domains",
        "Agents",
        "Coding",
    ]
    assert "agents stand first: on their benchmarks the median is 3.9 months (120 days)" in part.paragraphs[-1]
    assert "n = 31 records on 3 benchmarks, matched by 2 releases" in part.paragraphs[-1]
    domains = next(chart for chart in part.charts if chart.key == "domains")
    text = str(domains.wide)
    assert text.index("'Of': 'agents'") < text.index("'Of': 'coding'") and "n = 31 on 3 benchmarks" in text
