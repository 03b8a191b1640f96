"""On what the figures of a written week rest: scores as they were seen by its day, or scores read later, so that none was seen then.

Told by the week's own report: `vintage` is the day of the published index, that of a verdict the day of its own scores. Seen is what has a
vintage by the as-of day; the rest is a reconstruction from the scores of its vintage, and two of different vintages differ. A report that
names no vintage says of nothing that it was read later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports import words

AS_SEEN, AS_RECONSTRUCTED = "as_seen", "as_reconstructed"  # as marts.verdict_by_week calls them


@dataclass(frozen=True, slots=True)
class Basis:
    """seen: the day of the index, if by the as-of day; read_later: that day, if after it. draws: of a trial, None of what is published.

    n_verdicts, n_later: verdicts, and those from scores read later, the newest of them on later_until.
    """

    seen: date | None
    read_later: date | None
    draws: int | None
    n_verdicts: int
    n_later: int
    later_until: date | None

    @property
    def kind(self) -> str:
        """Which of the two, as data."""
        return AS_SEEN if self.read_later is None else AS_RECONSTRUCTED

    @property
    def sentence(self) -> str:
        """What a reader of the answer must know of it."""
        if self.read_later is not None:
            day = words.long_day(self.read_later)
            return f"Reconstructed from scores read on {day}, after its day: no reader saw these figures then."
        seen = (
            f"As seen, with the index of {words.long_day(self.seen)}."
            if self.seen
            else "Its report does not say of which day its index is."
        )
        if not self.n_later:
            return seen
        day = words.long_day(self.later_until)
        are = "is" if self.n_later == 1 else "are"
        return f"{seen} {self.n_later} of its {self.n_verdicts} verdicts {are} reconstructed from scores read later, by {day}."

    def differs(self, other: "Basis") -> bool:
        """Whether a figure of one may differ from that of the other though nothing has changed."""
        return (self.read_later, self.draws) != (other.read_later, other.draws)

    def clause(self, week: str) -> str:
        """On what a week rests, as part of a sentence."""
        draws = "" if self.draws is None else f", in a trial with {words.count(self.draws)} draws of the index"
        if self.read_later is None:
            return f"{week} rests on scores as they were seen then{draws}"
        return f"{week} is reconstructed from scores read on {words.long_day(self.read_later)}{draws}"


def read_basis(report: Mapping[str, Any]) -> Basis:
    """The basis of a report. Raises: one of UNREADABLE for what this project would not have written."""
    vintage = report.get("vintage")
    seen = date.fromisoformat(vintage) if vintage is not None else None
    read_later = later_than_seen(report, {"vintage": vintage})
    rows: Sequence[Mapping[str, Any]] = [*report.get("verdicts", ()), *report.get("sister_verdicts", ())]
    later = [day for row in rows if (day := later_than_seen(report, row)) is not None]
    notices = report.get("notices", {}).get("rows", ())
    draws = next((notice["n"] for notice in notices if notice["kind"] == "other_draws"), None)
    return Basis(
        seen if read_later is None else None,
        read_later,
        draws if draws is None else int(draws),
        len(rows),
        len(later),
        max(later, default=None),
    )


def later_than_seen(report: Mapping[str, Any], row: Mapping[str, Any]) -> date | None:
    """The day of the scores that a row of a report rests on, if it is after the day of the report."""
    vintage, as_of = row.get("vintage"), report.get("as_of")
    if vintage is None or as_of is None or date.fromisoformat(vintage) <= date.fromisoformat(as_of):
        return None
    return date.fromisoformat(vintage)
