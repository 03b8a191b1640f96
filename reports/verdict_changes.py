"""What a week says otherwise than the week reported before it: changed verdicts, and records matched for the first time.

Compared are two reports as they were written (`report.json`), and not one week computed twice: what nobody was told has not changed. A
reading or a record that only one of the two knows has no verdict to change; without an earlier week nothing is a change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports import words
from reports.headline import OPEN_SOURCE
from reports.sections.claims import CLAIMS
from reports.weeks import UNREADABLE, WEEK, read_json

Change = Mapping[str, Any]
READING = ("claim_id", "pairing_id", "cohort_id", "reading")
MOST_VERDICT = 40  # signs; "cannot be told" has fourteen
MOST_TOLD = 3  # changes that a sentence names; the rest is counted


@dataclass(frozen=True, slots=True)
class Changes:
    """since: the week compared with; None where `problem` says why nothing is a change. answer: of the week, in a sentence."""

    week: str
    since: str | None
    changes: tuple[Change, ...] = ()
    answer: str = ""
    problem: str = ""

    @property
    def sentence(self) -> str:
        """The changes in a sentence, or that there are none, or why that is not known."""
        if self.since is None:
            return f"{self.problem}, so no change is told."
        if not self.changes:
            return f"No verdict has changed since {self.since}, and no record was matched for the first time."
        told = [in_words(change) for change in self.changes[:MOST_TOLD]]
        more = len(self.changes) - len(told)
        listed = "; ".join(told) + (f"; and {more} more {'change' if more == 1 else 'changes'}" if more else "")
        return f"Since {self.since} {listed}."


def read_changes(weekly: Path, week: str) -> Changes:
    """The changes of a reported week against the newest earlier one in the folder of weeks."""
    earlier = [name for name in list_reported(weekly) if name < week]
    if not earlier:
        return Changes(week, None, problem="No earlier week has been reported")
    since = earlier[-1]
    reports = []
    for name in (week, since):
        try:
            reports.append(read_json(weekly / name))
        except UNREADABLE as error:
            return Changes(week, None, problem=f"report.json of {name} cannot be read ({type(error).__name__})")
    now, before = reports
    try:
        if now["headline"] != before["headline"]:
            return Changes(week, None, problem=f"The headline of {since} rests on other choices")
        return Changes(week, since, compare(now, before), words.plain(now["answer"]["sentences"][0], 600))
    except UNREADABLE as error:
        return Changes(
            week, None, problem=f"report.json of {since} or {week} lacks what is compared ({type(error).__name__})"
        )


def list_reported(weekly: Path) -> list[str]:
    """The weeks that have a report, the oldest first."""
    return sorted(path.parent.name for path in weekly.glob("*/report.json") if WEEK.fullmatch(path.parent.name))


def compare(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[Change, ...]:
    """Verdicts of the same reading that differ between two reports, then the records that only the later one has matched."""
    old = {key: verdict for key, verdict in _verdicts(before)}
    verdicts = [
        {"kind": "verdict", **dict(zip(READING, key, strict=True)), "from": old[key], "to": verdict}
        for key, verdict in _verdicts(now)
        if key in old and old[key] != verdict
    ]
    matched = {row["record_release_id"] for row in before["record_lags"]["rows"] if row["is_matched"]}
    first = [
        {
            "kind": "first_match",
            "record_release_id": row["record_release_id"],
            "record": words.name(row["record_name"]),
            "match_release_id": row["match_release_id"],
            "match": words.name(row["match_name"]),
            "lag_days": row["lag_days"],
        }
        for row in now["record_lags"]["rows"]
        if row["is_matched"] and row["record_release_id"] not in matched
    ]
    return (*verdicts, *first)


def in_words(change: Change) -> str:
    """A change as part of a sentence."""
    if change["kind"] == "verdict":
        return f"the verdict on “{_reading(change)}” went from “{change['from']}” to “{change['to']}”"
    record, match, days = change["record"], change["match"], change["lag_days"]
    if not days:
        return f"{record} was matched for the first time, by {match} on the day of its launch"
    counted = f"{words.count(abs(days))} day{'' if abs(days) == 1 else 's'}"
    place = f"after {counted}" if days > 0 else f"which was out {counted} before it"
    return f"{record} was matched for the first time, by {match}{' ' if days > 0 else ', '}{place}"


def _verdicts(report: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    rows: Sequence[Mapping[str, Any]] = [*report["verdicts"], *report["sister_verdicts"]]
    for row in rows:
        yield tuple(row[column] for column in READING), words.plain(row["verdict"], MOST_VERDICT)


def _reading(change: Change) -> str:
    claim, reading = change["claim_id"], words.plain(change["reading"])
    told = "six months" if claim == "six_months" else CLAIMS.get(claim, "")
    parts = [": ".join(part for part in (told, "" if reading.lower() == told.lower() else reading) if part)]
    parts += ["open source anywhere"] * (change["pairing_id"] == OPEN_SOURCE)
    parts += ["each record of its own lab"] * (change["cohort_id"] == "lab_records")
    return ", ".join(parts)
