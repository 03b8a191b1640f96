"""What the report says of downloads, likes and derived models by country, and when it draws the line over the weeks."""

import json
from datetime import date
from typing import Any

import duckdb

from reports.render import ReportPaths
from tests.reports.svg import svg_of


def keep_one_snapshot(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.adoption_weekly where week <> '2026-W30'")
    marts.execute("update marts.adoption_weekly set is_snapshot = true")


def test_the_share_has_its_day_its_n_and_the_share_by_the_other_count(section: Any) -> None:
    share, derivatives, counting = section("tracked").paragraphs
    # 5.4 of 10.4 million; of all 5.4 of 10.87 million
    assert share == (
        "Of the downloads that US and Chinese base repositories had together in the 30 days to 10 August 2026, Chinese ones had 52% "
        "(n = 11 Chinese and 12 US repositories; no interval, it is a census of the tracked); of all tracked, whatever their country, "
        "50%, and US ones 46%."
    )
    # 10.8 of 16.7 million
    assert "(31 of Chinese and 7 of US origin), the Chinese share is 65%" in derivatives
    assert "read for 16 of the 26 base repositories (10 August 2026)" in derivatives
    assert "never added" in counting and counting.endswith("over the 7 days between the two pulls.")


def test_the_table_shows_the_newest_week_and_says_what_was_not_read(section: Any, printed: Any) -> None:
    part = section("tracked")
    assert part.tables[0].caption == (
        "Base repositories of tracked organisations in 2026-W33, as the Hub had them on 10 August 2026; counts, so no intervals"
    )
    rows = printed(part.tables[0])
    assert [row[0] for row in rows] == ["China", "United States", "other countries", "unknown"]
    assert rows[0] == [
        "China",
        "11 (and 31 derivatives)",
        "5,400,000 (50%; n = 11)",
        "22,000 (43%; n = 11)",
        "950 (44%; n = 10; fine-tunes 475, adapters not read, quantised 475, merges 0)",
        "1,500,000 (n = 10)",
    ]
    assert rows[3] == [
        "unknown",
        "1 (and 0 derivatives)",
        "not read (n = 0)",
        "13 (under 1%; n = 1)",
        "not read (n = 0)",
        "not read (n = 0)",
    ]


def test_a_snapshot_is_called_one_and_has_no_chart(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    keep_one_snapshot(marts)
    part = section("tracked")
    assert part.charts == ()
    assert part.paragraphs[0].endswith(
        "This is the stored snapshot and not a live pull: a choice of repositories, read on that day or some weeks before, which "
        "says nothing of growth."
    )
    assert "the stored snapshot had them on 20 July 2026" in part.tables[0].caption
    assert part.paragraphs[-1].endswith("there is no pull in the week before to take a difference to.")


def test_without_a_pull_there_is_a_sentence_without_chart_or_table(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("delete from marts.adoption_weekly")
    part = section("tracked")
    assert part.paragraphs == (
        "No pull of the Hub is landed, so nothing can be said of downloads, likes or derived models.",
    )
    assert part.charts == part.tables == ()
    assert part.data["adoption"] | {"sql": ""} == {
        "mart": "marts.adoption_weekly",
        "sql": "",
        "as_of": date(2026, 8, 11),
        "n": 0,
        "rows": [],
    }


def test_downloads_read_on_one_side_alone_make_no_share(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    marts.execute(
        "update marts.adoption_weekly set share_downloads_30d_of_two = null, share_with_derivatives_of_two = null, "
        "n_downloads_30d = if(origin = 'US', 0, n_downloads_30d)"
    )
    paragraphs = section("tracked").paragraphs
    assert paragraphs[0] == (
        "The downloads of base repositories were not read on both sides on 10 August 2026 (n = 11 Chinese and 0 US), so there is no share."
    )
    assert len(paragraphs) == 2


def test_the_json_holds_every_week_under_a_day_and_an_n(written: ReportPaths) -> None:
    block = json.loads(written.json.read_text(encoding="utf-8"))["adoption"]
    assert (block["as_of"], block["n"], len(block["rows"])) == ("2026-08-11", 26, 12)
    assert [row["downloads_30d"] for row in block["rows"] if row["origin"] == "unknown"] == [None, None, None]


def test_the_lines_are_broken_where_a_week_has_no_pull(layer_rows: Any, drawn: dict[str, Any]) -> None:
    drawing = drawn["tracked"]
    for specification in (drawing.wide, drawing.narrow):
        assert "NaN" not in svg_of(specification, "a")
        china = layer_rows(specification, "line-CN")
        assert [(row["on"], row["run"]) for row in china] == [
            (date(2026, 7, 20).toordinal(), 0),
            (date(2026, 8, 3).toordinal(), 1),
            (date(2026, 8, 10).toordinal(), 1),
        ]
        assert [row["share"] for row in china] == [0.38095, 0.42939, 0.49678]
    assert drawing.title == (
        "Chinese base repositories had 52% of the downloads of the US and Chinese ones on 10 Aug 2026, and 40% on 20 Jul 2026"
    )
    assert "n = 3 weeks, 25 repositories in the last" in drawing.subtitle
    assert layer_rows(drawing.wide, "name-US")[0]["name"] == "US"


def test_weeks_without_a_single_count_are_drawn_without_a_line(
    marts: duckdb.DuckDBPyConnection, section: Any, layer_rows: Any
) -> None:
    marts.execute(
        "update marts.adoption_weekly set downloads_30d = null, share_downloads_30d = null, share_downloads_30d_of_two = null"
    )
    (drawing,) = section("tracked").charts
    assert drawing.title == "No two weeks have the downloads of both US and Chinese base repositories"
    assert layer_rows(drawing.wide, "line-CN") == [{}]
    for specification in (drawing.wide, drawing.narrow):
        assert "NaN" not in svg_of(specification, "a")


def test_the_picture_credits_the_hub_and_not_the_scores(written: ReportPaths) -> None:
    svg = (written.charts / "tracked.svg").read_text(encoding="utf-8")
    assert "public API of the Hugging Face Hub" in svg and "Epoch AI" not in svg
