"""What is read back of a week is what its writing left: it fits its sum, and its folder has its own name."""

import json
import shutil
from pathlib import Path

import feedparser
import pytest

from reports import sums
from reports.feed import write_lists
from reports.kept import is_as_written
from reports.sums import record, record_of, remember
from reports.weeks import find_damage, list_weeks, list_without_sums, replace_week
from tests.reports.test_verdict_changes import report
from warehouse import files

MADE_FROM = {"warehouse": "a sum"}
FIGURE = {
    "figure_id": "median_lag",
    "estimand": "A",
    "text": "7.2 months (220 days)",
    "interval_text": "163 to 286",
    "n": 18,
}


def complete_report(**more: object) -> dict[str, object]:
    """A report with all that is listed and compared, but for its week."""
    content = {"figures": [FIGURE], "changes": {"rows": []}, "answer": {"short": "No.", "sentences": ["At most: no."]}}
    return report(**content | more)


def text(week: str, as_of: str, **more: object) -> str:
    return json.dumps(complete_report(week=week, as_of=as_of, **more))


def write_week(out: Path, week: str, as_of: str, **more: object) -> Path:
    with replace_week(out / "weekly", week, MADE_FROM) as folder:
        (folder / "report.json").write_text(text(week, as_of, **more), encoding="utf-8")
        (folder / "index.html").write_text("page", encoding="utf-8")
    return out / "weekly" / week


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Two weeks as they are written."""
    write_week(tmp_path, "2025-W52", "2025-12-23")
    write_week(tmp_path, "2026-W33", "2026-08-11")
    return tmp_path


def lists(out: Path) -> str:
    """All that lists the weeks, as it is made now."""
    write_lists(out)
    return "".join((out / name).read_text(encoding="utf-8") for name in ("index.html", "feed.xml", "changes.json"))


def edit(folder: Path, before: str, after: str) -> None:
    path = folder / "report.json"
    content = path.read_text(encoding="utf-8")
    assert before in content
    path.write_text(content.replace(before, after), encoding="utf-8")


def test_weeks_as_written_are_believed(out):
    assert [entry.problem for entry in list_weeks(out / "weekly")] == ["", ""]
    assert lists(out).count("7.2 months (220 days)") == 2 and "as it was written" not in lists(out)
    assert is_as_written(out / "weekly", "2026-W33", MADE_FROM, None)
    assert (list(find_damage(out / "weekly")), list_without_sums(out / "weekly")) == ([], [])


@pytest.mark.parametrize(
    ("before", "after"),
    [("7.2 months (220 days)", "1.0 months (31 days)"), ("No.", "Yes."), ('"as_of": "2025', '"as_of":  "2025')],
)
def test_a_week_whose_words_were_changed_is_listed_as_damaged_and_in_no_feed(out, before, after):
    """An older week said "1.0 months (31 days)" on the index page and in the feed, and its sum beside it fitted no longer."""
    edit(out / "weekly" / "2025-W52", before, after)
    told = lists(out)
    sentence = (
        "report.json of 2025-W52 is not as it was written, since 2025-W52.sha256 has another sum of it; write the week again with "
        "`openlag weekly --as-of` and a day of it, or move its folder away."
    )
    assert told.count(sentence) == 2 and "Yes." not in told and "1.0 months" not in told
    assert [entry.title for entry in feedparser.parse((out / "feed.xml").read_bytes()).entries] == ["2026-W33: No."]
    assert json.loads((out / "changes.json").read_text())[1] == {"week": "2025-W52", "problem": sentence}
    assert list(find_damage(out / "weekly")) == [("2025-W52", sentence)]


def test_the_newest_week_that_is_damaged_is_not_the_latest(out):
    write_lists(out)
    assert (out / "latest").readlink() == Path("weekly/2026-W33")
    edit(out / "weekly" / "2026-W33", "No.", "Yes.")
    write_lists(out)
    assert (out / "latest").readlink() == Path("weekly/2025-W52")


@pytest.mark.parametrize("with_sums", [False, True])
def test_a_copy_under_the_name_of_another_week_is_none(out, with_sums):
    """A copy of 2025-W52 stood in the list as 2026-W30, "As of 2025-12-23"."""
    shutil.copytree(out / "weekly" / "2025-W52", out / "weekly" / "2026-W30")
    if with_sums:
        remember(out / "weekly" / "2026-W30", MADE_FROM)
    told = lists(out)
    assert (
        told.count(
            "report.json in the folder 2026-W30 says that it is of 2025-W52, as of 2025-12-23; a folder that was copied or"
        )
        == 2
    )
    assert 'href="weekly/2026-W30' not in told
    assert [week for week, _ in find_damage(out / "weekly")] == ["2026-W30"]


@pytest.mark.parametrize(("week", "as_of"), [("2026-W33", "2026-08-04"), ("2026-W32", "2026-08-11")])
def test_a_report_that_contradicts_itself_is_of_neither_week(out, week, as_of):
    (out / "weekly" / "2026-W33" / "report.json").write_text(text(week, as_of), encoding="utf-8")
    remember(out / "weekly" / "2026-W33", MADE_FROM)
    assert f"says that it is of {week}, as of {as_of}" in list_weeks(out / "weekly")[0].problem


@pytest.mark.parametrize("content", [b"", b"# {}\n", b"\xff", b"0a  2026-W33/report.json\n"])
def test_a_week_whose_sums_are_there_and_do_not_hold_it_is_damaged(out, content):
    record_of(out / "weekly" / "2026-W33").write_bytes(content)
    problem = list_weeks(out / "weekly")[0].problem
    assert "2026-W33.sha256" in problem and problem.endswith("or move its folder away.")


def test_a_week_from_before_there_were_sums_is_believed_by_its_name_and_counted(out):
    record_of(out / "weekly" / "2025-W52").unlink()
    assert [entry.problem for entry in list_weeks(out / "weekly")] == ["", ""]
    assert list_without_sums(out / "weekly") == ["2025-W52"] and list(find_damage(out / "weekly")) == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("changed", "index.html: not"),
        ("added", "more.html: not"),
        ("gone", "index.html: not"),
        ("two", "index.html and 1 more: not"),
    ],
)
def test_a_page_that_is_not_as_written_is_found_though_no_list_prints_of_it(out, what, said):
    folder = out / "weekly" / "2025-W52"
    if what in ("changed", "two"):
        (folder / "index.html").write_text("pagE", encoding="utf-8")
    if what in ("added", "two"):
        (folder / "more.html").touch()
    if what == "gone":
        (folder / "index.html").unlink()
    ((week, damage),) = find_damage(out / "weekly")
    assert week == "2025-W52" and damage.startswith(said) and "write the week again" in damage
    assert [entry.problem for entry in list_weeks(out / "weekly")] == ["", ""]


class Killed(BaseException):
    """Ends a run where it stands."""


@pytest.mark.parametrize("moment", ["before the folder is there", "before its sums are there"])
def test_a_run_that_is_killed_while_a_week_takes_its_place_leaves_one_that_is_believed(out, monkeypatch, moment):
    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(
            *((files, "exchange", kill) if moment == "before the folder is there" else (sums, "remember", kill))
        )
        with pytest.raises(Killed):
            write_week(out, "2026-W33", "2026-08-11", made_on="2026-08-18")
    assert [entry.problem for entry in list_weeks(out / "weekly")] == ["", ""]
    is_new = "2026-08-18" in (out / "weekly" / "2026-W33" / "report.json").read_text(encoding="utf-8")
    assert is_new == (moment == "before its sums are there")
    assert not is_as_written(out / "weekly", "2026-W33", MADE_FROM, None)  # so that the next run draws it again
    folder = write_week(out, "2026-W33", "2026-08-11", made_on="2026-08-18")
    assert record_of(folder).read_text(encoding="utf-8") == record(folder, MADE_FROM)


def test_a_week_written_without_a_word_of_what_it_is_made_from_has_no_sums_of_an_older_one(out):
    with replace_week(out / "weekly", "2026-W33") as folder:
        (folder / "report.json").write_text(text("2026-W33", "2026-08-11"), encoding="utf-8")
    assert not record_of(out / "weekly" / "2026-W33").exists()
    assert list_weeks(out / "weekly")[0].problem == ""
