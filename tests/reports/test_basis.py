"""A week from scores read later is told as such, and what differs by that alone is no change."""

import json

import feedparser
import pytest

from reports.basis import read_basis
from reports.feed import write_lists
from reports.verdict_changes import compare, read_changes
from reports.weeks import list_weeks
from tests.reports.test_sums import complete_report
from tests.reports.test_verdict_changes import lag, report, verdict, write

LATER = {"vintage": "2026-08-11"}
TRIAL = {"notices": {"rows": [{"kind": "gated", "n": 9}, {"kind": "other_draws", "n": 20}]}}
RECONSTRUCTED = "Reconstructed from scores read on 11 August 2026, after its day: no reader saw these figures then."


def today(said, **more):
    return verdict("today", said, **more)


def test_a_week_as_seen_is_not_compared_with_one_that_is_reconstructed(tmp_path):
    """2026-W01 said "Since 2025-W52 the verdict on “today” went from cannot be told to contradicted; ...", and nothing had changed."""
    write(tmp_path, "2025-W52", report(today("cannot be told", **LATER), **LATER, lags=(lag("Kite 1", None),)))
    now = report(today("contradicted", **LATER), vintage="2025-12-30", lags=(lag("Kite 1", 153),))
    write(tmp_path, "2026-W01", now)
    changes = read_changes(tmp_path, "2026-W01")
    assert (changes.since, changes.changes, changes.is_news) == (None, (), False)
    assert changes.sentence == (
        "2025-W52 is reconstructed from scores read on 11 August 2026, and 2026-W01 rests on scores as they were seen then, so no "
        "change is told."
    )


def test_two_reconstructions_are_compared_where_they_are_from_the_same_scores_alone(tmp_path):
    write(tmp_path, "2024-W51", report(today("supported", **LATER), **LATER))
    write(tmp_path, "2024-W52", report(today("contradicted", **LATER), **LATER))
    other = {"vintage": "2026-09-01"}
    write(tmp_path, "2025-W01", report(today("supported", **other), **other))
    assert len(read_changes(tmp_path, "2024-W52").changes) == 1
    assert read_changes(tmp_path, "2025-W01", "2024-W52").since is None


def test_a_week_seen_is_compared_with_one_seen_though_the_scores_are_of_other_days(tmp_path):
    write(tmp_path, "2026-W32", report(today("supported", vintage="2026-08-03"), vintage="2026-08-03"))
    write(tmp_path, "2026-W33", report(today("contradicted", vintage="2026-08-11"), vintage="2026-08-11"))
    changes = read_changes(tmp_path, "2026-W33")
    assert [change["reading"] for change in changes.changes] == ["today"] and changes.rebased == ()


def test_a_reading_that_one_week_has_from_scores_read_later_is_said_and_is_no_change(tmp_path):
    """The index of a past day is kept as it stood, and what rests on benchmarks is read later: beside a live week the index is compared."""
    before = report(
        today("cannot be told", vintage="2026-09-30"), verdict("at most", "supported"), vintage="2026-08-01"
    )
    now = report(today("contradicted", vintage="2026-08-11"), verdict("at most", "contradicted"), vintage="2026-08-11")
    write(tmp_path, "2026-W32", before)
    write(tmp_path, "2026-W33", now)
    changes = read_changes(tmp_path, "2026-W33")
    assert [change["reading"] for change in changes.changes] == ["at most"]
    assert [change["reading"] for change in changes.rebased] == ["today"]
    assert changes.sentence.endswith(
        "“contradicted”. Not compared, since the two weeks rest on scores of another basis, seen then or read later: “six months: today” "
        "(cannot be told, contradicted)."
    )
    same = before | {"verdicts": [row | {"verdict": "contradicted"} for row in before["verdicts"]]}
    write(tmp_path, "2026-W32", same)
    assert read_changes(tmp_path, "2026-W33").rebased == () and compare(now, same) == ()


def test_a_trial_with_other_draws_is_not_compared_with_what_is_published(tmp_path):
    write(tmp_path, "2026-W31", report(today("supported"), **TRIAL))
    write(tmp_path, "2026-W32", report(today("contradicted"), **TRIAL))
    write(tmp_path, "2026-W33", report(today("supported")))
    assert len(read_changes(tmp_path, "2026-W32").changes) == 1
    assert read_changes(tmp_path, "2026-W33").sentence == (
        "2026-W32 rests on scores as they were seen then, in a trial with 20 draws of the index, and 2026-W33 rests on scores as they were "
        "seen then, so no change is told."
    )


def test_the_lists_tell_a_reconstructed_week_from_one_seen_and_that_there_is_more_to_read_first(tmp_path):
    weekly = tmp_path / "weekly"
    write(weekly, "2025-W52", complete_report(**LATER, first_lines=["A stored snapshot was used.", "Another."]))
    partly = [today("no", **LATER), verdict("at most", "no", vintage="2025-12-30")]
    write(weekly, "2026-W01", complete_report(vintage="2025-12-30", verdicts=partly, first_lines=["One."]))
    write(weekly, "2026-W33", complete_report(**LATER, verdicts=[today("no", **LATER)]))
    told = [
        "As seen, with the index of 11 August 2026.",
        "As seen, with the index of 30 December 2025. 1 of its 2 verdicts is reconstructed from scores read later, by 11 August 2026. "
        "1 notice stands with its answer.",
        f"{RECONSTRUCTED} 2 notices stand with its answer.",
    ]
    assert [entry.read_first for entry in list_weeks(weekly)] == told
    write_lists(tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for kind, text in zip(("choice", "choice", "fallback"), told, strict=True):
        assert page.count(f'<p class="{kind}">{text}</p>\n<p class="short">') == 1
    entries = feedparser.parse((tmp_path / "feed.xml").read_bytes()).entries
    assert [entry.title for entry in entries] == ["2026-W33: No.", "2026-W01: No.", "2025-W52, reconstructed: No."]
    assert [entry.summary for entry in entries] == [f"{text} At most: no." for text in told]
    listed = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    assert [week["basis"] for week in listed] == ["as_seen", "as_seen", "as_reconstructed"]


def test_a_report_that_names_no_day_of_its_scores_says_so_and_is_compared_as_before(tmp_path):
    assert read_basis(report()).sentence == "Its report does not say of which day its index is."
    write(tmp_path, "2026-W32", report(today("supported")))
    write(tmp_path, "2026-W33", report(today("contradicted", **LATER), **LATER))
    assert len(read_changes(tmp_path, "2026-W33").changes) == 1


@pytest.mark.parametrize(
    "more", [{"vintage": 9}, {"vintage": "soon"}, {"notices": []}, {"notices": {"rows": [{"kind": "other_draws"}]}}]
)
def test_a_basis_that_cannot_be_read_is_that_of_a_damaged_report(tmp_path, more):
    write(tmp_path / "weekly", "2026-W33", complete_report(**more))
    ((problem,)) = [entry.problem for entry in list_weeks(tmp_path / "weekly")]
    assert problem.startswith("report.json of this week cannot be read")


def test_the_report_as_written_names_its_basis(written):
    basis = read_basis(json.loads(written.json.read_text(encoding="utf-8")))
    assert (basis.kind, basis.draws) == (
        "as_seen",
        None,
    ) and basis.sentence == "As seen, with the index of 11 August 2026."
