"""A week that lies as it was written, made from the same, need not be drawn again."""

import runpy
from datetime import date
from pathlib import Path

import pytest

from reports import kept
from reports.kept import describe, is_as_written
from reports.sums import remember
from warehouse import settings as project_settings
from warehouse.settings import PROJECT

WEEK = "2026-W33"
MADE_FROM = {"warehouse": "a sum"}


@pytest.fixture
def weekly(tmp_path: Path) -> Path:
    for name, text in (
        ("index.html", "page"),
        ("report.json", '{"made_on": "2026-08-17"}'),
        ("charts/lag.svg", "<svg>"),
    ):
        file = tmp_path / WEEK / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    remember(tmp_path / WEEK, MADE_FROM)
    return tmp_path


def test_a_week_is_as_written_on_whatever_day_unless_a_day_is_asked_for(weekly):
    assert is_as_written(weekly, WEEK, MADE_FROM, None)
    assert is_as_written(weekly, WEEK, MADE_FROM, date(2026, 8, 17))
    assert not is_as_written(weekly, WEEK, MADE_FROM, date(2026, 8, 18))


def test_a_week_made_from_something_else_is_not(weekly):
    assert not is_as_written(weekly, WEEK, {"warehouse": "another sum"}, None)


@pytest.mark.parametrize("what", ["changed", "gone", "added", "no record"])
def test_a_week_of_which_a_file_is_not_as_written_is_not(weekly, what):
    match what:
        case "changed":
            (weekly / WEEK / "index.html").write_text("pagE", encoding="utf-8")
        case "gone":
            (weekly / WEEK / "charts" / "lag.svg").unlink()
        case "added":
            (weekly / WEEK / "more.html").touch()
        case "no record":
            (weekly / f"{WEEK}.sha256").unlink()
    assert not is_as_written(weekly, WEEK, MADE_FROM, None)


def test_the_record_is_one_that_sha256sum_checks(weekly):
    first, *sums = (weekly / f"{WEEK}.sha256").read_text(encoding="utf-8").splitlines()
    assert first == '# {"warehouse": "a sum"}'
    assert [line.split("  ")[1] for line in sums] == [
        f"{WEEK}/{name}" for name in ("charts/lag.svg", "index.html", "report.json")
    ]
    assert all(len(line.split("  ")[0]) == 64 for line in sums)


@pytest.mark.parametrize("what", ["warehouse", "site", "font", "code", "libraries"])
def test_whatever_a_week_is_made_from_is_told_apart(what, tmp_path, monkeypatch):
    warehouse, site = tmp_path / "openlag.duckdb", ""
    warehouse.write_bytes(b"one")
    before = describe(warehouse, site)
    match what:
        case "warehouse":
            warehouse.write_bytes(b"two")
        case "site":
            site = "https://a.example"
        case "font":
            monkeypatch.setattr(kept.fonts, "found", lambda: [("Another.otf", 9, 0)])
        case "code":
            monkeypatch.setattr(kept, "code_sum", lambda patterns: "of other files")
        case "libraries":
            monkeypatch.setattr(kept, "libraries", lambda: "of other names")
    assert describe(warehouse, site) != before


def test_every_file_that_makes_pages_is_part_of_the_code():
    found = {path for pattern in kept.CODE for path in PROJECT.glob(pattern)}
    rooms = [path for path in (PROJECT / "reports").iterdir() if (path / "__init__.py").is_file()]
    asked = {*(PROJECT / "reports").glob("*.py")} | {path for room in rooms for path in room.rglob("*.py")}
    asked |= {path for name in ("templates", "locale") for path in (PROJECT / "reports" / name).rglob("*.*")}
    asked |= {*(PROJECT / "sql" / "explain").iterdir()}  # which the pages of releases ask
    assert asked - found == set() and len(asked) > 50


def test_a_font_that_is_replaced_under_its_name_makes_a_week_anew(tmp_path, monkeypatch):
    warehouse, font = tmp_path / "openlag.duckdb", tmp_path / "fonts" / "NotoSansJP.otf"
    warehouse.touch()
    font.parent.mkdir()
    monkeypatch.setattr(kept.fonts, "PLACES", (str(font.parent),))
    told = []
    for content in ("one", "other"):
        font.write_text(content, encoding="ascii")
        told.append(describe(warehouse, ""))
    assert told[0] != told[1]


def test_the_code_of_pages_is_taken_as_it_is_loaded_and_not_when_it_has_run(monkeypatch):
    taken = []
    monkeypatch.setattr(project_settings, "code_sum", taken.append)
    monkeypatch.setattr(project_settings, "libraries", lambda: taken.append("libraries"))
    code = runpy.run_path(str(kept.__file__))["CODE"]
    assert taken == [code, "libraries"]
