"""The files of a report: the same bytes twice, a whole week or the old one, and an index of what is there."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.query import ReportError
from reports.render import Provenance, ReportPaths, render_index, write_report
from reports.weeks import replace_week


def test_the_same_inputs_give_the_same_bytes(
    marts: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    provenance: Provenance,
    written: ReportPaths,
    facts: dict[str, Any],
) -> None:
    again = write_report(marts, tmp_path, provenance=provenance, facts=facts)
    assert _bytes(again.folder) == _bytes(written.folder)
    assert again.index.read_bytes() == written.index.read_bytes()


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_week_holds_the_page_its_data_every_chart_twice_and_a_page_a_release(
    written: ReportPaths, facts: dict[str, Any]
) -> None:
    names = [str(path.relative_to(written.folder)) for path in sorted(written.folder.rglob("*")) if path.is_file()]
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
    )
    expected = [f"charts/{name}.{kind}" for name in charts for kind in ("png", "svg")]
    expected += [f"releases/{release_id}.html" for release_id in facts]
    assert names == sorted([*expected, "releases/index.html", "index.html", "params.json", "report.json", "report.md"])
    assert written.folder.name == "2026-W33"  # 2026-08-11 is a Tuesday of ISO week 33


def test_params_say_what_the_report_was_made_from(written: ReportPaths, provenance: Provenance) -> None:
    params = json.loads(written.params.read_text(encoding="utf-8"))
    assert params["as_of"] == "2026-08-11"
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
    for week in ("2026-W31", "2026-W33"):
        (tmp_path / week).mkdir()
        shutil.copy(written.json, tmp_path / week / "report.json")
    (tmp_path / "2026-W32").mkdir()
    (tmp_path / "2026-W32" / "report.json").write_text("{")
    (tmp_path / ".2026-W30.next").mkdir()
    page = render_index(tmp_path)
    assert [page.index(week) for week in ("2026-W33", "2026-W32", "2026-W31")] == sorted(
        page.index(week) for week in ("2026-W33", "2026-W32", "2026-W31")
    )
    assert 'href="weekly/2026-W33/index.html"' in page
    assert "report.json of this week cannot be read (JSONDecodeError)" in page
    assert "2026-W30" not in page
    assert "n = 9" in page
