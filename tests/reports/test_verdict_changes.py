"""What a reported week says otherwise than the one before it: changed verdicts, first matches, matches undone, and nothing else."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reports.sums import remember
from reports.verdict_changes import Changes, compare, in_words, is_newest, read_changes

HEADLINE = {"pairing_id": "us_any__cn_open", "rule_id": "strict"}


def verdict(
    reading: str, said: str, *, claim: str = "six_months", pairing: str | None = "us_any__cn_open", **more: Any
) -> dict[str, Any]:
    return {
        "claim_id": claim,
        "pairing_id": pairing,
        "cohort_id": "records",
        "reading": reading,
        "verdict": said,
        "figure": 1.0,
    } | more


def lag(record: str, days: int | None) -> dict[str, Any]:
    matched = days is not None
    return {
        "record_release_id": record.lower(), "record_name": record, "is_matched": matched, "lag_days": days,
        "match_release_id": "heron-2" if matched else None, "match_name": "Heron 2" if matched else None,
    }  # fmt: skip


def report(*verdicts: dict[str, Any], lags: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    sisters = [row for row in verdicts if row["claim_id"] != "six_months"]
    answer = {"sentences": ["At most: no.", "More."]}
    return {
        "headline": HEADLINE, "answer": answer, "verdicts": [row for row in verdicts if row not in sisters], "sister_verdicts": sisters,
        "record_lags": {"rows": list(lags)},
    } | more  # fmt: skip


def write(weekly: Path, week: str, content: object) -> None:
    """Write a report of a week, or another text in its place, as before sums were kept."""
    (weekly / week).mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        day = date.fromisocalendar(int(week[:4]), int(week[-2:]), 2)
        content = json.dumps(content | {"week": week, "as_of": day.isoformat()})
    (weekly / week / "report.json").write_text(str(content), encoding="utf-8")


def test_a_changed_verdict_of_any_claim_and_pairing_is_a_change_and_a_changed_figure_is_none():
    before = report(
        verdict("at most", "cannot be told"),
        verdict("at most", "cannot be told", pairing="any_closed__any_open"),
        verdict("today", "contradicted"),
        verdict("input price", "supported", claim="hundred_times", pairing=None),
    )
    now = report(
        verdict("at most", "contradicted"),
        verdict("at most", "cannot be told", pairing="any_closed__any_open"),
        verdict("today", "contradicted", figure=2.0),
        verdict("input price", "contradicted", claim="hundred_times", pairing=None),
    )
    assert [(c["reading"], c["pairing_id"], c["from"], c["to"]) for c in compare(now, before)] == [
        ("at most", "us_any__cn_open", "cannot be told", "contradicted"),
        ("input price", None, "supported", "contradicted"),
    ]
    assert compare(now, now) == ()


def test_the_same_reading_of_two_cohorts_is_told_apart():
    before = report(verdict("ever", "supported"), verdict("ever", "supported", cohort_id="lab_records"))
    now = report(verdict("ever", "supported"), verdict("ever", "contradicted", cohort_id="lab_records"))
    (change,) = compare(now, before)
    assert change["cohort_id"] == "lab_records" and "each record of its own lab" in in_words(change)


def test_a_verdict_that_disappears_has_changed_whatever_code_wrote_the_two_weeks():
    before = report(verdict("at most", "contradicted"), verdict("today", "supported"), code_version="0a")
    for code in ("0a", "0b", None):
        (change,) = compare(report(verdict("today", "supported"), code_version=code), before)
        assert (change["reading"], change["from"], change["to"]) == ("at most", "contradicted", "no verdict")
        assert in_words(change) == "the verdict on “six months: at most” went from “contradicted” to “no verdict”"


def test_a_verdict_that_the_same_code_gives_for_the_first_time_has_changed():
    before, now = report(code_version="0a"), report(verdict("at most", "supported"), code_version="0a")
    (change,) = compare(now, before)
    assert (change["kind"], change["from"], change["to"]) == ("verdict", "no verdict", "supported")


@pytest.mark.parametrize(("old", "new"), [("0a", "0b"), (None, "0a"), ("unknown", "unknown"), ("0a-dirty", "0a-dirty")])
def test_a_reading_that_other_code_may_not_have_known_is_said_and_is_no_change(tmp_path, old, new):
    write(tmp_path, "2026-W32", report(verdict("today", "supported"), code_version=old))
    readings = [verdict(f"reading {number}", "supported") for number in range(5)]
    write(tmp_path, "2026-W33", report(verdict("today", "supported"), *readings, code_version=new))
    changes = read_changes(tmp_path, "2026-W33")
    assert changes.changes == () and len(changes.first_judged) == 5
    assert changes.sentence.startswith("No verdict has changed since 2026-W32")
    assert changes.sentence.endswith(
        " Judged for the first time, by another version of openlag: “six months: reading 0” (supported); "
        "“six months: reading 1” (supported); “six months: reading 2” (supported); and 2 more readings."
    )


def test_a_first_match_is_that_of_a_record_unmatched_or_unknown_before_and_never_another_match():
    before = report(lags=(lag("Kite 1", None), lag("Kite 2", 90), lag("Kite 3", None)))
    now = report(lags=(lag("Kite 1", 153), lag("Kite 2", 80), lag("Kite 3", None), lag("Kite 4", 0)))
    assert [(c["kind"], c["record"], c["match"], c["lag_days"]) for c in compare(now, before)] == [
        ("first_match", "Kite 1", "Heron 2", 153),
        ("first_match", "Kite 4", "Heron 2", 0),
    ]


def test_a_match_that_is_gone_is_told_whether_the_record_waits_or_is_none_any_more():
    before = report(lags=(lag("Kite 1", 153), lag("Kite 2", 90), lag("Kite 3", None), lag("Kite 4", 0)))
    changes = compare(report(lags=(lag("Kite 1", None), lag("Kite 2", 80), lag("Kite 3", None))), before)
    assert [(c["kind"], c["record"], c["match"], c["lag_days"], c["is_record"]) for c in changes] == [
        ("match_undone", "Kite 1", "Heron 2", 153, True),
        ("match_undone", "Kite 4", "Heron 2", 0, False),
    ]
    assert [in_words(change) for change in changes] == [
        "the match of Kite 1 by Heron 2 after 153 days is undone",
        "the match of Kite 4 by Heron 2 on the day of its launch is undone, Kite 4 being no record any more",
    ]
    (early,) = compare(report(lags=(lag("Kite 1", None),)), report(lags=(lag("Kite 1", -3),)))
    assert in_words(early) == "the match of Kite 1 by Heron 2, which was out 3 days before it, is undone"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "Kite 1 was matched for the first time, by Heron 2 after 1 day"),
        (1200, "Kite 1 was matched for the first time, by Heron 2 after 1,200 days"),
        (0, "Kite 1 was matched for the first time, by Heron 2 on the day of its launch"),
        (-3, "Kite 1 was matched for the first time, by Heron 2, which was out 3 days before it"),
    ],
)
def test_a_first_match_is_told_with_its_lag(days, said):
    (change,) = compare(report(lags=(lag("Kite 1", days),)), report())
    assert in_words(change) == said


def test_names_from_outside_are_one_line_of_text_and_bounded():
    (change,) = compare(report(lags=(lag("K\x1b[31m\n\u202e" + "x" * 300, 3),)), report())
    assert change["record"].isprintable() and len(change["record"]) <= 80
    (change,) = compare(report(verdict("at most", "supported")), report(verdict("at most", "\x1b[2J\n" + "x" * 300)))
    assert change["from"].isprintable() and len(change["from"]) <= 40


def test_the_week_is_compared_with_the_newest_earlier_one_that_has_a_report(tmp_path):
    write(tmp_path, "2026-W20", report(verdict("at most", "supported")))
    write(tmp_path, "2026-W31", report(verdict("at most", "cannot be told"), lags=(lag("Kite 1", None),)))
    (tmp_path / "2026-W32").mkdir()  # a week without a report
    write(tmp_path, "2026-W33", report(verdict("at most", "contradicted"), lags=(lag("Kite 1", 153),)))
    write(tmp_path, "2026-W34", report(verdict("at most", "supported")))
    changes = read_changes(tmp_path, "2026-W33")
    assert (changes.week, changes.since, len(changes.changes), changes.answer) == (
        "2026-W33",
        "2026-W31",
        2,
        "At most: no.",
    )
    assert changes.sentence == (
        "Since 2026-W31 the verdict on “six months: at most” went from “cannot be told” to “contradicted”; "
        "Kite 1 was matched for the first time, by Heron 2 after 153 days."
    )


def test_weeks_are_in_order_over_the_turn_of_a_year(tmp_path):
    for week in ("2025-W52", "2026-W01", "2026-W09"):
        write(tmp_path, week, report())
    assert read_changes(tmp_path, "2026-W01").since == "2025-W52"
    assert read_changes(tmp_path, "2026-W09").since == "2026-W01"


def test_without_an_earlier_week_nothing_is_a_change_and_that_is_said(tmp_path):
    write(tmp_path, "2026-W33", report(verdict("at most", "contradicted"), lags=(lag("Kite 1", 153),)))
    changes = read_changes(tmp_path, "2026-W33")
    assert (changes.since, changes.changes) == (None, ())
    assert changes.sentence == "No earlier week has been reported, so no change is told."


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", "null", "[" * 100_000, {"headline": {}}, report() | {"headline": {"pairing_id": "another"}},
     report() | {"record_lags": None}, report() | {"verdicts": ["x"]}, report(verdict("at most", "\ud800")),
     report() | {"headline": float("nan")}, json.dumps(report()), json.dumps(report() | {"week": 32, "as_of": 32})],
)  # fmt: skip
def test_an_earlier_week_that_cannot_be_compared_changes_nothing_and_is_named(tmp_path, content):
    write(tmp_path, "2026-W31", report())
    write(tmp_path, "2026-W32", content)
    write(tmp_path, "2026-W33", report(lags=(lag("Kite 1", 3),)))
    changes = read_changes(tmp_path, "2026-W33")
    assert (changes.since, changes.changes) == (None, ())
    assert "2026-W32" in changes.sentence and changes.sentence.endswith("so no change is told.")


def test_an_earlier_week_that_was_changed_since_it_was_written_is_not_compared_with_and_how_to_mend_it_is_said(
    tmp_path,
):
    write(tmp_path, "2026-W32", report(verdict("at most", "contradicted")))
    remember(tmp_path / "2026-W32", {})
    write(tmp_path, "2026-W33", report(verdict("at most", "contradicted")))
    remember(tmp_path / "2026-W33", {})
    assert read_changes(tmp_path, "2026-W33").since == "2026-W32"
    edited = tmp_path / "2026-W32" / "report.json"
    edited.write_text(edited.read_text(encoding="utf-8").replace("contradicted", "supported"), encoding="utf-8")
    changes = read_changes(tmp_path, "2026-W33")
    assert (changes.since, changes.changes) == (None, ())
    assert changes.sentence == (
        "report.json of 2026-W32 is not as it was written, since 2026-W32.sha256 has another sum of it (write the week again with "
        "`openlag weekly --as-of` and a day of it, or move its folder away), so no change is told."
    )


@pytest.mark.parametrize("with_sums", [False, True])
def test_a_copy_of_a_week_under_another_name_is_not_compared_with(tmp_path, with_sums):
    """A copy of 2025-W52 as 2026-W30 was the week before 2026-W33, and eighteen changes were told that never were."""
    write(tmp_path, "2025-W52", report(verdict("at most", "supported")))
    shutil.copytree(tmp_path / "2025-W52", tmp_path / "2026-W30")
    if with_sums:
        remember(tmp_path / "2026-W30", {})
    write(tmp_path, "2026-W33", report(verdict("at most", "contradicted")))
    changes = read_changes(tmp_path, "2026-W33")
    assert (changes.since, changes.changes) == (None, ())
    assert changes.sentence.startswith(
        "report.json in the folder 2026-W30 says that it is of 2025-W52, as of 2025-12-23 (a folder that was copied or renamed is no week"
    )
    assert is_newest(tmp_path, "2026-W33") and not is_newest(tmp_path, "2025-W52")
    shutil.copytree(tmp_path / "2025-W52", tmp_path / "2026-W50")  # which would silence the week
    assert is_newest(tmp_path, "2026-W33")


def test_many_changes_are_counted_after_the_first_three():
    readings = [f"reading {number}" for number in range(5)]
    now, before = (report(*(verdict(reading, said) for reading in readings)) for said in ("supported", "contradicted"))
    sentence = Changes("2026-W33", "2026-W32", compare(now, before)).sentence
    assert sentence.count("the verdict on") == 3 and sentence.endswith("; and 2 more changes.")


def test_the_report_as_written_can_be_compared_with_itself(written, tmp_path):
    content = json.loads(written.json.read_text(encoding="utf-8"))
    for week in ("2026-W33", "2026-W34"):
        write(tmp_path, week, content)
    changes = read_changes(tmp_path, "2026-W34")
    assert (changes.since, changes.changes) == ("2026-W33", ()) and "six months" in changes.answer
    unmatched = content | {
        "record_lags": {"rows": [row | {"is_matched": False} for row in content["record_lags"]["rows"]]}
    }
    turned = unmatched | {"verdicts": [row | {"verdict": "not tested"} for row in content["verdicts"]]}
    n_matched = sum(row["is_matched"] for row in content["record_lags"]["rows"])
    assert n_matched
    for changes in (compare(content, turned), compare(turned, content)):  # first matches; matches undone
        assert len(changes) == n_matched + len(content["verdicts"])
        assert all(in_words(change) for change in changes)
    without = content | {"verdicts": [], "sister_verdicts": []}
    n_verdicts = len(content["verdicts"]) + len(content["sister_verdicts"])
    assert len(compare(without, content)) == n_verdicts and isinstance(content["code_version"], str)
