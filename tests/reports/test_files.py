"""The files of a report: the same bytes twice, a whole week or the old one, and an index of what is there."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import feedparser
import pytest

from reports import weeks
from reports.feed import render_feed, render_index, write_lists
from reports.language import LANGUAGES
from reports.pages import PAGES
from reports.query import ReportError
from reports.render import Provenance, ReportPaths, write_report
from reports.weeks import list_weeks, replace_week


def test_the_same_inputs_give_the_same_bytes(
    marts: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    provenance: Provenance,
    written: ReportPaths,
    facts: dict[str, Any],
    pictures: Path,
) -> None:
    """Of pictures, what is to be drawn; that it is drawn twice in the same bytes, tests/reports/test_converter.py says."""
    again = write_report(marts, tmp_path, provenance=provenance, facts=facts, kept=pictures)
    assert _bytes(again.folder) == _bytes(written.folder)
    assert again.index.read_bytes() == written.index.read_bytes()


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_week_holds_the_page_its_data_every_chart_twice_and_a_page_a_release(
    written: ReportPaths, facts: dict[str, Any]
) -> None:
    found = [path.relative_to(written.folder) for path in sorted(written.folder.rglob("*")) if path.is_file()]
    names = [str(path) for path in found if path.parts[0] not in LANGUAGES]
    charts = (
        "benchmarks",
        "choices",
        "days",
        "domains",
        "frontiers",
        "history",
        "lag-ranges",
        "lags",
        "specifications",
        "spread",
        "survival",
        "tally",
        "tracked",
    )
    expected = [f"charts/{name}.{kind}" for name in charts for kind in ("csv", "js", "json", "png", "svg")]
    expected += [f"embed/{name}.html" for name in charts]
    expected += [f"releases/{release_id}.html" for release_id in facts]
    expected += [page.file for page in PAGES]
    assert names == sorted(
        [
            *expected,
            "assets/explore-data.js",
            "assets/vega.js",
            "releases/index.html",
            "params.json",
            "report.json",
            "report.md",
            "share.png",
        ]
    )
    assert written.folder.name == "2026-W33"  # 2026-08-11 is a Tuesday of ISO week 33


def test_params_say_what_the_report_was_made_from(written: ReportPaths, provenance: Provenance) -> None:
    params = json.loads(written.params.read_text(encoding="utf-8"))
    assert params["as_of"] == "2026-08-11" and params["made_on"] == "2026-08-17"
    assert params["load_ids"] == list(provenance.load_ids)
    assert params["code_version"] == "0123456789ab"
    assert {"openlag", "altair", "duckdb", "vl-convert-python"} <= set(params["versions"])


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(
            ReportError, match=r"^The report cannot be written to .*file/out/weekly .*; give a folder .*OPENLAG_HOME"
        ) as error,
        replace_week(tmp_path / "file" / "out" / "weekly", "2026-W33"),
    ):
        pass
    assert str(error.value).count(". ") == 0


def crash(weekly: Path, text: str) -> None:
    """Write half a week and fall over."""
    with replace_week(weekly, "2026-W33") as folder:
        (folder / "report.md").write_text(text)
        raise KeyError("a crash")


def test_a_crash_keeps_the_old_week_whole(tmp_path: Path) -> None:
    with replace_week(tmp_path, "2026-W33") as folder:
        (folder / "report.md").write_text("old")
    with pytest.raises(KeyError):
        crash(tmp_path, "half")
    assert (tmp_path / "2026-W33" / "report.md").read_text() == "old"
    with replace_week(tmp_path, "2026-W33") as folder:
        assert list(folder.iterdir()) == []
        (folder / "report.md").write_text("new")
    assert (tmp_path / "2026-W33" / "report.md").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["2026-W33"]


def test_a_kill_in_the_middle_of_the_swap_is_mended_by_the_next_run(tmp_path: Path) -> None:
    (tmp_path / ".2026-W33.old").mkdir()
    (tmp_path / ".2026-W33.old" / "report.md").write_text("old")
    with pytest.raises(KeyError):
        crash(tmp_path, "half")
    assert (tmp_path / "2026-W33" / "report.md").read_text() == "old"


def test_the_index_lists_every_week_newest_first(written: ReportPaths, tmp_path: Path) -> None:
    weeks_of(written, tmp_path, "2026-W31", "2026-W33")
    weekly = tmp_path / "weekly"
    (weekly / "2026-W32").mkdir()
    (weekly / "2026-W32" / "report.json").write_text("{")
    (weekly / ".2026-W30.next").mkdir()
    page = render_index(list_weeks(weekly), "weekly/")
    assert [page.index(week) for week in ("2026-W33", "2026-W32", "2026-W31")] == sorted(
        page.index(week) for week in ("2026-W33", "2026-W32", "2026-W31")
    )
    assert 'href="weekly/2026-W33/index.html"' in page
    assert "report.json of this week cannot be read (JSONDecodeError)" in page
    assert "2026-W30" not in page
    assert "n = 9" in page


def weeks_of(written: ReportPaths, out: Path, *weeks: str) -> None:
    """Reports of these weeks, each with the words of the one that was written, as before sums were kept."""
    content = json.loads(written.json.read_text(encoding="utf-8"))
    for week in weeks:
        (out / "weekly" / week).mkdir(parents=True, exist_ok=True)
        try:
            as_of = date.fromisocalendar(int(week[:4]), int(week[-2:]), 2).isoformat()
        except ValueError:  # no week of any year
            as_of = content["as_of"]
        text = json.dumps(content | {"week": week, "as_of": as_of, "vintage": as_of})
        (out / "weekly" / week / "report.json").write_text(text, encoding="utf-8")


def test_latest_leads_to_the_newest_week_whichever_was_written_last(written: ReportPaths, tmp_path: Path) -> None:
    assert (written.latest / "index.html").samefile(written.page)
    weeks_of(written, tmp_path, "2026-W33", "2026-W12")
    write_lists(tmp_path)
    assert (tmp_path / "latest").readlink() == Path("weekly/2026-W33")
    weeks_of(written, tmp_path, "2026-W34")
    (tmp_path / "weekly" / "2026-W34" / "report.json").write_text("{")  # cannot be read, so nobody is led there
    write_lists(tmp_path)
    assert (tmp_path / "latest").readlink() == Path("weekly/2026-W33")
    weeks_of(written, tmp_path, "2026-W34")
    write_lists(tmp_path)
    assert (tmp_path / "latest").readlink() == Path("weekly/2026-W34")


def test_a_folder_where_the_link_to_the_newest_week_belongs_is_not_removed(
    written: ReportPaths, tmp_path: Path
) -> None:
    weeks_of(written, tmp_path, "2026-W33")
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "mine.txt").write_text("mine")
    with pytest.raises(ReportError, match="latest is no link to a week; move it away, then run again"):
        write_lists(tmp_path)
    assert (tmp_path / "latest" / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("site_url", [None, "https://lag.example/reports/"])
def test_a_feed_reader_finds_an_entry_a_week_and_no_fault(
    written: ReportPaths, tmp_path: Path, site_url: str | None
) -> None:
    weeks_of(written, tmp_path, "2026-W32", "2026-W33")
    (tmp_path / "weekly" / "2026-W31").mkdir()  # without a report: no entry
    text = render_feed(list_weeks(tmp_path / "weekly"), site_url)
    feed = feedparser.parse(text)
    assert feed.version == "atom10" and not feed.bozo
    assert feed.feed.id.startswith("urn:uuid:") and feed.feed.updated == "2026-08-17T00:00:00Z"
    assert [entry.title.partition(":")[0] for entry in feed.entries] == ["2026-W33", "2026-W32"]
    assert len({entry.id for entry in feed.entries}) == 2
    base = "https://lag.example/reports/weekly/" if site_url else "weekly/"
    assert feed.entries[0].link == f"{base}2026-W33/index.html"
    assert "5 within six months" in feed.entries[0].summary
    assert text == render_feed(list_weeks(tmp_path / "weekly"), site_url)


def test_the_numbers_that_moved_are_listed_by_week(written: ReportPaths, tmp_path: Path) -> None:
    weeks_of(written, tmp_path, "2026-W32", "2026-W33")
    (tmp_path / "weekly" / "2026-W32" / "report.json").write_text("[]")
    write_lists(tmp_path)
    newest, damaged = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    assert newest["week"] == "2026-W33" and {"kind", "item", "before", "after"} <= set(newest["changes"][0])
    assert damaged["week"] == "2026-W32" and "cannot be read" in damaged["problem"]


HEAD = '"week": "2026-W32", "as_of": "2026-08-04", "answer": {"short": "x", "sentences": []}'
FIGURES, ROWS = '"figures": []', '"changes": {"rows": []}'


@pytest.mark.parametrize(
    "foreign",
    [
        pytest.param("[" * 200_000 + "]" * 200_000, id="too deep"),
        pytest.param(f'{{{HEAD}, "figures": [{{"figure_id": "median_lag"}}], {ROWS}}}', id="a figure without words"),
        pytest.param(f"{{{HEAD.replace('x', chr(92) + 'ud800')}, {FIGURES}, {ROWS}}}", id="half a sign"),
        pytest.param(f'{{{HEAD}, {FIGURES}, "changes": {{"rows": [{{"before": NaN}}]}}}}', id="no number"),
        pytest.param(f'{{{HEAD}, {FIGURES}, "changes": {{"rows": "abc"}}}}', id="no rows"),
        pytest.param(f'{{{HEAD}, {FIGURES}, "changes": {{"rows": [{{"before": [[]]}}]}}}}', id="more than words"),
    ],
)
def test_a_foreign_report_is_listed_as_such_and_keeps_no_later_week_from_being_written(
    written: ReportPaths, tmp_path: Path, foreign: str
) -> None:
    weeks_of(written, tmp_path, "2026-W32", "2026-W33")
    (tmp_path / "weekly" / "2026-W32" / "report.json").write_text(foreign)
    write_lists(tmp_path)
    assert "report.json of this week cannot be read" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert len(feedparser.parse((tmp_path / "feed.xml").read_bytes()).entries) == 1


def test_what_is_listed_of_a_week_is_bounded(
    written: ReportPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks_of(written, tmp_path, "2026-W32", "2026-W33")
    long = {"figures": [], "changes": {"rows": []}, "week": "2026-W32", "as_of": "2026-08-04"}
    long["answer"] = {"short": "x" * 100_000, "sentences": ["y" * 100_000]}
    (tmp_path / "weekly" / "2026-W32" / "report.json").write_text(json.dumps(long))
    write_lists(tmp_path)
    assert len((tmp_path / "feed.xml").read_bytes()) < 10_000
    monkeypatch.setattr(weeks, "MOST_BYTES", 100_000)
    assert [bool(entry.problem) for entry in list_weeks(tmp_path / "weekly")] == [True, True]


@pytest.mark.parametrize("name", ["2026-W99", "٢٠٢٦-W٣٠"])
def test_a_folder_that_is_named_by_no_week_is_none(written: ReportPaths, tmp_path: Path, name: str) -> None:
    weeks_of(written, tmp_path, name, "2026-W33")
    assert [entry.week for entry in list_weeks(tmp_path / "weekly")] == ["2026-W33"]
