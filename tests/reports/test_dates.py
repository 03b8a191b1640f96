"""What the report says of its days: the conflicts that matter, what rests on one source, and the headline as published."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from reports.data import ReportData, read_report_data
from reports.date_rows import LicenceChange
from reports.date_sections import dates_section


@pytest.fixture(scope="module")
def invented(marts_file: Path) -> ReportData:
    with duckdb.connect(marts_file, read_only=True) as connection:
        return read_report_data(connection)


def text_of(data: ReportData) -> str:
    return " ".join(dates_section(data).paragraphs)


def test_releases_that_rest_on_one_source_are_named_with_their_day(invented: ReportData) -> None:
    text = text_of(invented)
    assert "Of the 2 releases" in text and "1 have two independent sources or more" in text
    assert "1 rest on fewer: Lone <b>Two</b> (7 April 2026)" in text
    assert "Agreed One (" not in text


def test_only_days_that_would_change_a_lag_are_shown_and_moves_carry_their_sign(invented: ReportData) -> None:
    conflicts = dates_section(invented).tables[0]
    rows = {row[0].text: [cell.text for cell in row] for row in conflicts.rows}
    assert set(rows) == {"Early One", "Lone <b>Two</b>"}
    assert rows["Early One"][3:] == ["−137", "+29 days", "−4 points", "3"]
    # A median that one of the days leaves unreached is a word, and so is the largest move.
    assert rows["Lone <b>Two</b>"][4] == "not reached"
    assert next(iter(rows)) == "Lone <b>Two</b>"


def test_the_headline_as_published_stands_beside_ours_and_each_difference_has_its_cause(invented: ReportData) -> None:
    text = text_of(invented)
    assert "7.5 months (228 days)" in text and "6.5 months (199 days)" in text and "28%" in text and "34%" in text
    assert "2 records differ" in text
    rows = [[cell.text for cell in row] for row in dates_section(invented).tables[2].rows]
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


def test_without_conflicts_differences_or_days_there_is_a_sentence_and_no_empty_table(invented: ReportData) -> None:
    calm = replace(invented, date_conflicts=(), published_differences=(), identity_coverage=())
    section = dates_section(calm)
    assert "No source dates a release of the headline otherwise" in text_of(calm)
    assert "the same records and lags" in text_of(calm)
    assert len(section.tables) == 1
    empty = dates_section(replace(calm, headline_dates=()))
    assert (len(empty.paragraphs), len(empty.tables)) == (1, 0)


def test_names_that_could_not_be_joined_are_counted_by_source(invented: ReportData) -> None:
    table = dates_section(invented).tables[-1]
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


def test_a_source_that_has_not_landed_is_named_and_is_no_zero(invented: ReportData) -> None:
    row = [cell.text for cell in dates_section(invented).tables[-1].rows[-1]]
    assert row == ["Epoch AI, archive", *["not in use"] * 5]
    assert text_of(invented).endswith("Not in use: Epoch AI, archive.")
    absent = tuple(row for row in invented.identity_coverage if not row.is_in_use)
    assert "No source of names is in use" in text_of(replace(invented, identity_coverage=absent))


def test_a_licence_is_named_only_when_it_has_changed_among_the_releases_of_the_headline(invented: ReportData) -> None:
    assert invented.licence_changes == () and "licence or the gate" not in text_of(invented)
    change = LicenceChange(
        "r", "Kite <1>", "own", "auto", "mit", "false", None, date(2026, 8, 3), date(2026, 8, 11)
    )  # fmt: skip
    unread = replace(change, name="Jade", licence_before=None, gated="manual", gated_before="auto")
    assert text_of(replace(invented, licence_changes=(change, unread))).endswith(
        "On the Hub the licence or the gate of a release of the headline has changed between pulls, 2 in all: Kite <1> (licence mit to "
        "own, gate false to auto, seen 3 Aug 2026); Jade (gate auto to manual, seen 3 Aug 2026). The labels in use are those of "
        "releases.csv (11 August 2026)."
    )
