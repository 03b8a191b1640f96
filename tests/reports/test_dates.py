"""What the report says of its days: the conflicts that matter, what rests on one source, and the headline as published."""

from datetime import date
from typing import Any

import duckdb

from reports.headline import Report
from reports.sections import dates


def text_of(report: Report) -> str:
    return " ".join(dates.section(report).paragraphs)


def test_releases_that_rest_on_one_source_are_named_with_their_day(invented: Report) -> None:
    text = text_of(invented)
    assert "Of the 2 releases" in text and "1 has two independent sources or more" in text
    assert "1 rests on fewer: Lone <b>Two</b> (7 April 2026)" in text
    assert "Agreed One (" not in text


def test_only_days_that_would_change_a_lag_are_shown_and_moves_carry_their_sign(invented: Report) -> None:
    conflicts = dates.section(invented).tables[0]
    rows = {row[0].text: [cell.text for cell in row] for row in conflicts.rows}
    assert set(rows) == {"Early One", "Lone <b>Two</b>"}
    assert rows["Early One"][3:] == ["−137", "+29 days", "−4 points", "3"]
    # A median that one of the days leaves unreached is a word, and so is the largest move.
    assert rows["Lone <b>Two</b>"][4] == "not reached"
    assert next(iter(rows)) == "Lone <b>Two</b>"


def test_the_headline_as_published_stands_beside_ours_and_each_difference_has_its_cause(invented: Report) -> None:
    text = text_of(invented)
    assert "7.5 months (228 days)" in text and "6.5 months (199 days)" in text and "28%" in text and "34%" in text
    assert "2 records differ" in text
    rows = [[cell.text for cell in row] for row in dates.section(invented).tables[4].rows]
    assert rows[0] == [
        "Agreed One",
        "9.4 months (286 days)",
        "13.2 months (403 days)",
        "agreed",
        "2025-04-16",
        "2024-12-20",
    ]
    assert rows[1] == [
        "Hidden Two",
        "no record",
        "unmatched after 556 days (clock running)",
        "lone",
        "open_unrestricted",
        "blank",
    ]


def test_without_conflicts_differences_or_days_there_is_a_sentence_and_no_empty_table(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    for mart in ("date_conflicts", "headline_published", "identity_coverage"):
        marts.execute(f"delete from marts.{mart}")
    text = " ".join(section("dates").paragraphs)
    assert "No source dates a release of the headline otherwise" in text
    assert "the same records and lags" in text
    assert len(section("dates").tables) == 3
    for mart in ("headline_dates", "lag_by_record", "date_channels"):
        marts.execute(f"delete from marts.{mart}")
    empty = section("dates")
    assert (len(empty.paragraphs), len(empty.tables), len(empty.charts)) == (1, 0, 0)


def test_a_lag_carries_what_its_days_leave_open_and_a_lag_without_an_interval_is_no_point(invented: Report) -> None:
    """Seven lags are matched: three are a point, two an interval (175 to 190 has six months in it), and of two an end is not known."""
    text = text_of(invented)
    assert "of 7 matched lags (11 August 2026) 3 are one number by every source. 2 are an interval" in text
    assert (
        "(Bolt 2 (invented) 175 to 190 days; Aster 2 (invented) 145 to 152 days). 2 have none, for want of a second source."
        in text
    )
    assert "Both sides of six months lie in that of 1." in text
    [drawing] = dates.section(invented).charts
    assert drawing.title.startswith("2 of 7 matched lags are an interval") and "n = 7" in drawing.subtitle
    rows = next(data for data in drawing.wide["datasets"].values() if any("By its days" in row for row in data))
    told = {row["US record"]: (row["By its days"], row["lower"], row["upper"]) for row in rows}
    assert told["Bolt 2 (invented)"] == ("175 to 190 days", 0, 15)
    assert told["Cirrus 2 (invented)"] == ("196 days", 0, 0)
    assert told["Aster 3 (invented)"] == ("118 days, no interval known", None, None)


def test_pages_that_speak_of_a_day_are_links_and_what_is_no_https_address_is_text(invented: Report) -> None:
    evidence = dates.section(invented).tables[2]
    assert evidence.caption.startswith("Pages that speak of the headline's days, n = 3")
    assert [(row[0].text, row[1].note, row[3].text, row[3].href) for row in evidence.rows] == [
        ("Lone <b>Two</b>", "added to a list", "https://recipes.example/lone", "https://recipes.example/lone"),
        ("Agreed One", "API", "javascript:alert(1)", ""),
        ("Agreed One", "API in use", "https://forum.example/1?a=<b>", ""),
    ]


def test_every_channel_says_how_far_it_is_from_days_known_well_and_of_none_the_word_is_unknown(
    invented: Report,
) -> None:
    assert (
        "the median difference in days of the score source (as Epoch prints it) is 1, the interquartile range 5 "
        in text_of(invented)
    )
    assert "n = 4 claims on 3 releases" in text_of(invented)
    rows = [[cell.text for cell in row] for row in dates.section(invented).tables[3].rows]
    assert rows == [
        ["score source", "a day", "4", "1", "5", "−10 to 4", "25%"],
        ["serving recipes", "no day of it", "0", "unknown", "unknown", "unknown", "unknown"],
    ]


def test_a_day_of_the_headline_has_its_ends_or_says_that_it_has_none(invented: Report) -> None:
    cells = {row[0].text: row[1].note for row in dates.section(invented).tables[1].rows}
    assert cells == {"Lone <b>Two</b>": "no interval", "Agreed One": "16 Apr 2025 to 17 Apr 2025"}


def test_names_that_could_not_be_joined_are_counted_by_source(invented: Report) -> None:
    table = dates.section(invented).tables[-1]
    assert table.caption == "Where names could not be joined, 11 August 2026"
    assert [[cell.text for cell in row] for row in table.rows][:2] == [
        ["Hugging Face Hub, <b>repositories</b>", "1,295", "45", "0", "4", "1,246"],
        ["models.dev", "389", "80", "45", "40", "224"],
    ]
    # 80 + 45 + 45 + 0 joined, 40 + 4 asked about, 224 + 1,246 neither: 1,684 in all.
    assert "print 1,684 names of models. 170 are known" in text_of(invented)
    assert "44 resemble one and wait for a reviewer" in text_of(invented) and "1,470 are joined to nothing" in text_of(
        invented
    )


def test_a_source_that_has_not_landed_is_named_and_is_no_zero(
    invented: Report, marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    row = [cell.text for cell in dates.section(invented).tables[-1].rows[-1]]
    assert row == ["Epoch AI, archive", *["not in use"] * 5]
    assert text_of(invented).endswith("Not in use: Epoch AI, archive.")
    marts.execute("delete from marts.identity_coverage where is_in_use")
    assert "No source of names is in use" in " ".join(section("dates").paragraphs)


CHANGE = {
    "release_id": "r", "name": "Kite <1>", "headline_part": "match", "stretch_number": 2, "licence": "own", "gated": "auto",
    "licence_before": "mit", "gated_before": "false", "first_seen_on": date(2026, 8, 3), "as_of": date(2026, 8, 11),
}  # fmt: skip


def test_a_licence_is_named_only_when_it_has_changed_among_the_releases_of_the_headline(
    invented: Report, put: Any, section: Any
) -> None:
    assert "licence or the gate" not in text_of(invented)
    unread = {"name": "Lark", "licence_before": None, "gated": "manual", "gated_before": "auto"}
    elsewhere = {"name": "Moss", "headline_part": None}
    put("licence_changes", CHANGE, CHANGE | unread, CHANGE | elsewhere, CHANGE | {"name": "Nest", "stretch_number": 1})
    assert section("dates").paragraphs[-1] == (
        "On the Hub the licence or the gate of a release of the headline has changed between pulls, 2 in all: Kite <1> (licence mit to "
        "own, gate false to auto, seen 3 Aug 2026); Lark (gate auto to manual, seen 3 Aug 2026). The labels in use are those of "
        "releases.csv (11 August 2026)."
    )
