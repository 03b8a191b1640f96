"""What the pictures say: verdicts by colour and shape, no line through words, an end at zero that is no "all matched"."""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import pytest

from reports import words
from reports.charts.axes import values
from reports.charts.lags import STATES, list_rows, plot_lags, state_of
from reports.charts.style import NARROW, WIDE, Drawing, Margins, finish, lines_of, text_width
from reports.headline import Report
from reports.language import speaking
from reports.layout import Cell, Table, html_rows
from reports.pages import PAGES
from reports.query import Row
from reports.render import ReportPaths
from reports.sections.launches import draw_lags, tally_title
from reports.sections.survival import SURVIVAL, draw_survival, end_words
from tests.conftest import Home

PROJECT = Path(__file__).parents[2]


def lag(days: int | None, follow_up: int = 900, name: str = "A") -> Row:
    return Row(
        "marts.lag_by_record",
        {
            "record_name": name, "record_release_id": name.lower(), "record_released_on": date(2024, 1, 1), "lag_days": days,
            "is_matched": days is not None, "follow_up_days": follow_up, "match_name": None if days is None else "B",
            "match_release_id": None if days is None else "b", "match_released_on": None if days is None else date(2024, 9, 1),
        }.items(),
    )  # fmt: skip


LAGS = [lag(-17), lag(182), lag(183), lag(555), lag(None, 33), lag(None, 182), lag(None, 183)]


def layers(specification: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (layer for layer in specification["layer"] if layer.get("name") == name)
    return found  # type: ignore[no-any-return]


def rows_of(specification: dict[str, Any], name: str) -> list[dict[str, Any]]:
    data = layers(specification, name)["data"]
    return specification["datasets"][data["name"]] if "name" in data else data["values"]  # type: ignore[no-any-return]


def test_a_lag_is_of_one_state_by_its_days_or_by_its_clock() -> None:
    assert [state_of(row) for row in LAGS] == ["in_time", "in_time", "later", "later", "running", "running", "over"]
    assert (
        tally_title(LAGS)
        == "Of 7 US record models, 2 were matched within six months, 2 later, 3 not yet (1 for longer)"
    )
    assert tally_title(LAGS[1:3]) == "Of 2 US record models, 1 was matched within six months, 1 later, 0 not yet"


def test_the_title_of_the_lags_has_the_counts_of_the_verdict(built: Home) -> None:
    with duckdb.connect(built.warehouse, read_only=True) as connection:
        report = Report(connection)
        assert (
            draw_lags(report).title == "Of 21 US record models, 6 were matched within six months, 11 later, 4 not yet"
        )
        counted = connection.execute(
            "select n, n_matched_in_time, n_later, n_unmatched, n_over from marts.claim_verdicts "
            "where claim_id = 'six_months' and reading = 'at most' and pairing_id = 'us_any__cn_open'"
        ).fetchone()
        assert counted == (21, 6, 11, 4, 0)
        assert end_words(report.rows(SURVIVAL)).endswith("4 are still unmatched, the longest after 159 days.")


def test_each_state_has_a_colour_and_a_shape_of_its_own_and_is_named_in_the_picture() -> None:
    assert len({look[1] for look in STATES.values()}) == len({look[2:] for look in STATES.values()}) == 4
    specification = plot_lags(list_rows(LAGS, {}), NARROW)
    for state, n in (("in_time", 2), ("later", 2), ("running", 2), ("over", 1)):
        shape = layers(specification, state)["mark"]["shape"]
        assert layers(specification, f"legend-{state}")["mark"]["shape"] == shape
        (said,) = rows_of(specification, f"legend-{state}-word")
        assert said["text"].startswith(f"{n} ")
    assert not [
        layer for layer in plot_lags(list_rows(LAGS[:2], {}), NARROW)["layer"] if layer.get("name") == "legend-over"
    ]


@pytest.mark.parametrize("key", ["lags", "choices", "domains", "benchmarks"])
def test_no_six_month_line_runs_through_the_names_above_the_lines(drawn: dict[str, Drawing], key: str) -> None:
    """The names of a narrow picture stand above their lines, in the way of a line from top to bottom."""
    specification = drawn[key].narrow
    names = layers(specification, "names")
    last = max(names["encoding"]["y"]["scale"]["domain"])
    lines = [
        row["row"] * specification["height"] / last + names["mark"]["dy"] for row in rows_of(specification, "names")
    ]
    bands = [(row["top"], row["foot"]) for row in rows_of(specification, "six-months")]
    assert len(bands) == len(lines) > 1
    half = names["mark"]["fontSize"] / 2
    assert [y for y in lines for top, foot in bands if top < y + half and y - half < foot] == []


def test_a_curve_that_ends_at_zero_while_some_wait_says_so(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute(
        "update marts.survival_curve set survival = 0 where day = (select max(day) from marts.survival_curve)"
    )
    marts.execute("update marts.survival_curve set n_censored = 0")
    assert end_words(Report(marts).rows(SURVIVAL)) == ""
    assert "last-fall" not in [layer.get("name") for layer in draw_survival(Report(marts)).wide["layer"]]
    first = "day = (select min(day) from marts.survival_curve where day > 0)"
    marts.execute(f"update marts.survival_curve set n_censored = 2 where {first}")
    drawing = draw_survival(Report(marts))
    assert "not because all are: 2 are still unmatched" in drawing.subtitle
    assert rows_of(drawing.wide, "end")[0]["label"][-1] == "2 still wait"
    assert min(row["share"] for row in rows_of(drawing.wide, "curve")) > 0


def test_below_each_number_of_the_axis_stand_the_records_at_risk(invented: Report) -> None:
    steps = invented.rows(SURVIVAL)
    rows = rows_of(draw_survival(invented).wide, "at-risk")
    assert rows[0] == {"months": 0, "n": str(steps[0].n_at_risk)}
    after = next((step.n_at_risk for step in steps if step.day >= 6 * words.MONTH_DAYS), 0)
    assert rows[1] == {"months": 6, "n": str(after)}


def test_only_the_whole_of_a_picture_has_a_name_that_is_read_aloud(written: ReportPaths) -> None:
    """76 groups of Vega's had the role of a picture and no name."""
    page = "".join((written.folder / each.file).read_text(encoding="utf-8") for each in PAGES)
    assert "graphics-" not in page and "aria-roledescription" not in page
    named = re.findall(r'class="picture" role="img" aria-label="[^"]{30,}"', page)
    assert len(named) == len(list(written.charts.glob("*.svg")))
    for file in written.charts.glob("*.svg"):
        assert len(re.findall(r'role="[^"]*"', file.read_text(encoding="utf-8"))) == 1
        assert re.match(
            r'<svg [^>]*role="img" aria-label="[^"]+"><title>[^<]+</title>', file.read_text(encoding="utf-8")
        )


def test_every_release_has_a_name_that_fits_a_picture() -> None:
    """Names were cut in the middle."""
    with (PROJECT / "warehouse" / "reference" / "releases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    short = [row["short_name"] or row["name"] for row in rows]
    assert [name for name in short if len(name) > 27] == []
    assert len(set(short)) == len(rows)


def test_a_line_is_broken_in_japanese_too_and_never_before_a_mark_that_ends_something() -> None:
    lines = lines_of(
        "米国の記録モデル21件のうち、6か月以内に追いつかれたのは6件、それより後が11件、まだが4件。", 272, 18
    )
    assert len(lines) > 2 and max(text_width(line, 18) for line in lines) <= 300
    assert not [line for line in lines if line[0] in "、。"]
    assert lines_of("two words", 272, 12) == ["two words"] and lines_of("", 272, 12) == [""]


def test_a_country_is_printed_by_its_name_in_the_language_spoken() -> None:
    assert [words.country(code) for code in ("AE", "KR", "XX")] == ["United Arab Emirates", "South Korea", "XX"]
    with speaking("ja"):
        assert words.country("AE") == "アラブ首長国連邦"


def _linked(cell: Cell) -> list[str]:
    text = html_rows(Table("t", ["a"], [[cell]]), (), "")
    return re.findall(r'href="([^"]*)"', text)


def test_every_address_within_evidence_is_a_link_and_of_other_text_none() -> None:
    said = "see https://a.example/x, https://b.example/y?z=1&q=2 (https://c.example/d). http://e.example [https://f.example] javascript:x"
    assert _linked(Cell(said, is_evidence=True)) == [
        "https://a.example/x",
        "https://b.example/y?z=1&amp;q=2",
        "https://c.example/d",
    ]
    assert _linked(Cell("", "note https://a.example", is_evidence=True)) == ["https://a.example"]
    assert _linked(Cell(said)) == []
    assert _linked(Cell("a https://b.example", href="https://c.example", is_evidence=True)) == ["https://c.example"]


@pytest.mark.parametrize(
    ("texts", "is_held"), [(["short"], False), (["short", "x" * 300], True), (["百"], False), (["百" * 15], True)]
)
def test_texts_are_held_to_a_width_only_where_one_may_not_fit(texts: list[str], is_held: bool) -> None:
    names = alt.Chart(values([{"name": text} for text in texts])).mark_text(limit=150).encode(text=alt.Text("name:N"))
    (layer,) = finish([names], Margins(0, 0, 0, 0), WIDE, 100)["layer"]
    assert ("limit" in layer["mark"]) == is_held
