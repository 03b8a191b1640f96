"""What a week says otherwise than the week reported before it: changed verdicts, records matched for the first time, matches undone.

Compared are two reports as they were written (`report.json`), and not one week computed twice: what nobody was told has not changed. A
reading that only one of the two judges went from or to "no verdict". Where another commit of the code wrote the earlier report, one that it
lacks may be new in openlag and not in the data: it is told as judged for the first time, and is no change. What one of the two weeks has
from scores read later and the other has as seen, or from another reading of them, has another basis: it may differ though nothing has
changed, and is no change. Where that holds for the index, nothing is compared. Without an earlier week nothing is a change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reports import words
from reports.basis import later_than_seen, read_basis
from reports.headline import OPEN_SOURCE
from reports.sections.claims import CLAIMS
from reports.weeks import REPORT, UNREADABLE, WEEK, DamagedError, read_report

Change = Mapping[str, Any]
READING = ("claim_id", "pairing_id", "cohort_id", "reading")
NO_VERDICT = "no verdict"  # the side of a change that has none
MOST_VERDICT = 40  # signs; "cannot be told" has fourteen
MOST_TOLD = 3  # changes that a sentence names; the rest is counted
_TEXT, _DAYS, _NONE = str, (int, float), type(None)
MATCH: Mapping[str, Any] = {
    "record_release_id": _TEXT, "record": _TEXT, "match_release_id": (_TEXT, _NONE), "match": _TEXT, "lag_days": (*_DAYS, _NONE),
}  # fmt: skip
PARTS: Mapping[str, Mapping[str, Any]] = {  # of each kind of change
    "verdict": {
        "claim_id": _TEXT, "pairing_id": (_TEXT, _NONE), "cohort_id": (_TEXT, _NONE), "reading": _TEXT, "from": _TEXT, "to": _TEXT,
    },
    "first_match": MATCH,
    "match_undone": {**MATCH, "is_record": bool},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changes:
    """since: the week compared with; None where `problem` says why nothing is a change. answer: of the week, in a sentence.

    first_judged: readings that the earlier week lacks and another commit of the code wrote; rebased: verdicts that differ and rest on
    scores read later in one of the two weeks, or in both on another reading; both are said, and no changes. withdrawn: changes that were
    told and do not stand any more, each with the `week` of which it was told.
    """

    week: str
    since: str | None
    changes: tuple[Change, ...] = ()
    first_judged: tuple[Change, ...] = ()
    rebased: tuple[Change, ...] = ()
    answer: str = ""
    problem: str = ""
    withdrawn: tuple[Change, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.changes or self.withdrawn)

    @property
    def sentence(self) -> str:
        """What is taken back, then the changes in a sentence, or that there are none, or why that is not known."""
        return f"{self.withdrawal} {self._changed}".lstrip()

    @property
    def withdrawal(self) -> str:
        """What is taken back, in a sentence a week; "" if nothing is."""
        by_week: dict[str, list[str]] = {}
        for change in self.withdrawn:
            by_week.setdefault(change["week"], []).append(in_words(change))
        return " ".join(
            f"What was told of {week} no longer stands and is taken back: {_listed(told, 'change')}."
            for week, told in by_week.items()
        )

    @property
    def _changed(self) -> str:
        if self.since is None:
            return f"{self.problem}, so no change is told."
        if not self.changes:
            told = f"No verdict has changed since {self.since}, no record was matched for the first time, and no match was undone."
        else:
            told = f"Since {self.since} {_listed([in_words(change) for change in self.changes], 'change')}."
        if self.first_judged:
            readings = _listed([f"“{_reading(change)}” ({change['to']})" for change in self.first_judged], "reading")
            told += f" Judged for the first time, by another version of openlag: {readings}."
        if self.rebased:
            readings = _listed(
                [f"“{_reading(change)}” ({change['from']}, {change['to']})" for change in self.rebased], "reading"
            )
            told += f" Not compared, since the two weeks rest on scores of another basis, seen then or read later: {readings}."
        return told


def read_changes(weekly: Path, week: str, since: str | None = None) -> Changes:
    """The changes of a reported week against an earlier one in the folder of weeks; without its name, the newest."""
    earlier = [name for name in list_reported(weekly) if name < week and since in (None, name)]
    if not earlier:
        return Changes(week, None, problem="No earlier week has been reported")
    since = earlier[-1]
    reports = []
    for name in (week, since):
        try:
            reports.append(read_report(weekly / name))
        except DamagedError as error:
            return Changes(week, None, problem=f"{error.what} ({error.remedy})")
        except UNREADABLE as error:
            return Changes(week, None, problem=f"{REPORT} of {name} cannot be read ({type(error).__name__})")
    now, before = reports
    try:
        if now["headline"] != before["headline"]:
            return Changes(week, None, problem=f"The headline of {since} rests on other choices")
        basis, basis_before = read_basis(now), read_basis(before)
        if basis.differs(basis_before):
            return Changes(week, None, problem=f"{basis_before.clause(since)}, and {basis.clause(week)}")
        return Changes(
            week,
            since,
            compare(now, before),
            list_first_judged(now, before),
            list_rebased(now, before),
            words.plain(now["answer"]["sentences"][0], 600),
        )
    except UNREADABLE as error:
        return Changes(
            week, None, problem=f"{REPORT} of {since} or {week} lacks what is compared ({type(error).__name__})"
        )


def list_reported(weekly: Path) -> list[str]:
    """The weeks that have a report, the oldest first."""
    return sorted(path.parent.name for path in weekly.glob(f"*/{REPORT}") if WEEK.fullmatch(path.parent.name))


def is_newest(weekly: Path, week: str) -> bool:
    """Whether no later week has a report that is to be believed: one that is damaged silences nobody."""
    return not any(_is_believed(weekly / name) for name in list_reported(weekly) if name > week)


def _is_believed(folder: Path) -> bool:
    try:
        read_report(folder)
    except UNREADABLE:
        return False
    return True


def compare(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[Change, ...]:
    """Verdicts that differ between two reports, then the records that only the later has matched, then those that only the earlier has."""
    new, old = dict(_verdicts(now)), dict(_verdicts(before))
    both = {key: (old.get(key, NO_VERDICT), new.get(key, NO_VERDICT)) for key in (*new, *old)}
    untold = {_key(change) for change in (*list_first_judged(now, before), *list_rebased(now, before))}
    verdicts = [_verdict(key, *sides) for key, sides in both.items() if sides[0] != sides[1] and key not in untold]
    records = {row["record_release_id"] for row in now["record_lags"]["rows"]}
    matched, had = _matched(now), _matched(before)
    first_matches = [{"kind": "first_match", **_match(row)} for key, row in matched.items() if key not in had]
    undone = [
        {"kind": "match_undone", **_match(row), "is_record": key in records}
        for key, row in had.items()
        if key not in matched
    ]
    return (*verdicts, *first_matches, *undone)


def list_first_judged(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[Change, ...]:
    """Readings that the earlier report lacks, where it cannot be told that the code which wrote it knew them."""
    code = now.get("code_version") or "unknown"
    is_one_commit = code != "unknown" and not code.endswith("-dirty")
    if is_one_commit and code == before.get("code_version"):
        return ()
    old = dict(_verdicts(before))
    return tuple(_verdict(key, NO_VERDICT, said) for key, said in _verdicts(now) if key not in old)


def list_rebased(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[Change, ...]:
    """Verdicts that differ, and of which one rests on scores read later and the other does not, or on those of another day."""
    old, new = dict(_verdicts(before)), dict(_verdicts(now))
    read_before, read_now = dict(_read_later(before)), dict(_read_later(now))
    return tuple(
        _verdict(key, old[key], new[key])
        for key in new
        if key in old and old[key] != new[key] and read_before[key] != read_now[key]
    )


def is_change(value: Any) -> bool:
    """Whether it has the parts of a change, with the week it was told against or without, so that it can be told in words."""
    if not isinstance(value, Mapping) or (kind := value.get("kind")) not in [*PARTS]:
        return False
    parts = {**PARTS[kind], **({"since": _TEXT} if "since" in value else {})}
    return value.keys() == {"kind", *parts} and all(isinstance(value[part], parts[part]) for part in parts)


def in_words(change: Change) -> str:
    """A change as part of a sentence."""
    if change["kind"] == "verdict":
        return f"the verdict on “{_reading(change)}” went from “{change['from']}” to “{change['to']}”"
    record, match, days = change["record"], change["match"], change["lag_days"]
    is_undone = change["kind"] == "match_undone"
    was = f"the match of {record}" if is_undone else f"{record} was matched for the first time,"
    counted = f"{words.count(abs(days))} day{'' if abs(days) == 1 else 's'}" if days else ""
    if not days:
        told = f"{was} by {match} on the day of its launch"
    elif days > 0:
        told = f"{was} by {match} after {counted}"
    else:
        told = f"{was} by {match}, which was out {counted} before it" + "," * is_undone
    if not is_undone:
        return told
    return f"{told} is undone" + ("" if change["is_record"] else f", {record} being no record any more")


def _listed(told: Sequence[str], noun: str) -> str:
    """The first few, and how many more."""
    more = len(told) - MOST_TOLD
    rest = f"; and {more} more {noun}{'' if more == 1 else 's'}" if more > 0 else ""
    return "; ".join(told[:MOST_TOLD]) + rest


def _verdict(key: tuple[Any, ...], before: str, now: str) -> Change:
    return {"kind": "verdict", **dict(zip(READING, key, strict=True)), "from": before, "to": now}


def _key(change: Change) -> tuple[Any, ...]:
    return tuple(change[column] for column in READING)


def _matched(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The records with a match, by their ids."""
    return {row["record_release_id"]: row for row in report["record_lags"]["rows"] if row["is_matched"]}


def _match(row: Mapping[str, Any]) -> Change:
    return {
        "record_release_id": row["record_release_id"],
        "record": words.name(row["record_name"]),
        "match_release_id": row["match_release_id"],
        "match": words.name(row["match_name"]),
        "lag_days": row["lag_days"],
    }


def _verdicts(report: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    for row in _rows(report):
        yield _key(row), words.plain(row["verdict"], MOST_VERDICT)


def _read_later(report: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], date | None]]:
    for row in _rows(report):
        yield _key(row), later_than_seen(report, row)


def _rows(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [*report["verdicts"], *report["sister_verdicts"]]


def _reading(change: Change) -> str:
    claim, reading = change["claim_id"], words.plain(change["reading"])
    told = "six months" if claim == "six_months" else CLAIMS.get(claim, "")
    parts = [": ".join(part for part in (told, "" if reading.lower() == told.lower() else reading) if part)]
    parts += ["open source anywhere"] * (change["pairing_id"] == OPEN_SOURCE)
    parts += ["each record of its own lab"] * (change["cohort_id"] == "lab_records")
    return ", ".join(parts)
