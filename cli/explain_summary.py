"""The first lines of `openlag explain`: who made the release, since when it is out, where it stands, and what else there is to read."""

from typing import Any

from warehouse.headline import HEADLINE
from warehouse.printable import counted
from warehouse.read.explain import Explanation, Row, Value

MOST_NAMES = 3
UNKNOWN = "unknown"


def summarise(explanation: Explanation) -> tuple[str, ...]:
    """A line each for maker, day, score and standing; the last, which may run over several, names the sections that hold anything."""
    rows = {section.key: section.rows for section in explanation.sections}
    facts = {str(row["fact"]): row["value"] for row in rows["facts"]}
    standing = _first(rows["standing"], pairing_id=HEADLINE.pairing_id)
    # In another group the day can be another: an open laggard of the headline is out with its weights.
    day = {} if standing is None else {"role": standing["role"], "released_on": standing["released_on"]}
    filled = ", ".join(section.key for section in explanation.sections if section.rows)
    return (
        _maker(facts),
        _released(_first(rows["days"], date_basis=HEADLINE.date_basis, **day)),
        _score(_first(rows["scores"], scale_id=HEADLINE.scale_id), len(rows["scores"])),
        _standing(standing),
        f"Sections below, each alone by --section NAME: {filled}",
    )


def _first(rows: tuple[Row, ...], **wanted: Value) -> Row | None:
    return next((row for row in rows if all(row[column] == value for column, value in wanted.items())), None)


def _maker(facts: dict[str, Any]) -> str:
    maker, country, openness = (facts.get(fact) or UNKNOWN for fact in ("leading organisation", "country", "openness"))
    excluded = facts.get("excluded because")
    reason = "" if excluded in (None, "not excluded") else f"; in no group, because {excluded}"
    return f"Maker     {maker} ({country}); openness {openness}{reason}"


def _released(day: Row | None) -> str:
    if day is None:
        return "Released  no day on the headline's basis"
    return f"Released  {day['released_on']}, by {day['released_on_basis']}"


def _score(score: Row | None, n_scores: int) -> str:
    others = f"; {n_scores} scores in all" if n_scores else ""
    if score is None:
        return f"Score     none on the published index{others}"
    ends = "" if score["score_lower"] is None else f" ({score['score_lower']:.1f} to {score['score_upper']:.1f})"
    return f"Score     {score['score']:.1f} on the published index{ends}{others}"


def _standing(standing: Row | None) -> str:
    if standing is None:
        return "Standing  in neither group of the headline"
    record = "a record" if standing["is_record"] else "no record"
    told = [f"{record} of the {standing['member_of']}"]
    if standing["matched_by"] is not None:
        told.append(f"matched by {standing['matched_by']} after {counted(standing['lag_days'], 'day')}")
    if standing["unmatched_for_days"] is not None:
        told.append(f"unmatched for {counted(standing['unmatched_for_days'], 'day')}")
    if standing["match_of"]:
        told.append(f"first match of {_listed(standing['match_of'])}")
    return f"Standing  {', '.join(told)}"


def _listed(names: Any) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
