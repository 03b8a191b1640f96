"""What the Hub calls each tracked repository now, and how many others were made from it.

A renamed repository answers 307 with its new path, and a name that was given up can be given to somebody else: so each tracked name is
resolved to the Hub's own id, and an answer under another id than the known one is told and not credited. Counts of derivatives are given
by this question alone; the listing refuses to say them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.sources.hub.api import LIMITS, Hub
from warehouse.sources.hub.pulls import Progress, Run
from warehouse.sources.hub.rows import EXPAND_ONE, MODEL_ID, parse_children
from warehouse.sources.net.client import Limits, Refused, Token

COUNTS = ("finetune_count", "adapter_count", "merge_count", "quantized_count")
# Names are resolved again after this long: repositories are renamed now and then, and derivatives grow.
DAYS_BETWEEN = 28
DAYS_AFTER_FAILURE = 1

SCHEMA: dict[str, pl.DataType] = {
    "asked_name": pl.String(),
    "outcome": pl.String(),  # same, renamed, given_away (another repository answers), gone or failed
    "hub_id": pl.String(),
    "hub_model_id": pl.String(),
    **dict.fromkeys(COUNTS, pl.Int64()),
    "reason": pl.String(),
}


def due_names(tracked: set[str], asked: Iterable[tuple[str, str, date]], today: date) -> list[str]:
    """The tracked names to resolve: those never asked, those of long ago, last those that failed. asked: (name, outcome, day), by days."""
    last = {name: (outcome, day) for name, outcome, day in asked}

    def is_due(name: str) -> bool:
        outcome, day = last.get(name, ("", date.min))
        return day + timedelta(days=DAYS_AFTER_FAILURE if outcome == "failed" else DAYS_BETWEEN) <= today

    return sorted(filter(is_due, tracked), key=lambda name: (last.get(name, ("",))[0] == "failed", name))


def pull_names(
    names: Sequence[str],
    known: Mapping[str, str],
    *,
    endpoint: str | None = None,
    token: Token | str | bool | None = None,
    now: Callable[[], datetime],
    on_progress: Callable[[Progress], None] | None = None,
    limits: Limits = LIMITS,
) -> Iterator[Pull]:
    """Each name with the repository that answers to it, one Pull of the table hub_names. known: the Hub's own id of names seen before.

    A repository that is gone or cannot be asked is a row with its outcome. Raises Refused where the Hub refuses the token, and SourceError
    after the Pull where it is away.
    """
    run = Run("names", len(names), now, on_progress)
    run.hub = Hub(endpoint, token, limits, on_wait=run.tell)
    rows: list[dict[str, object]] = []
    rejects: list[Reject] = []
    end = None
    for number, name in enumerate(names, start=1):
        run.name = name
        row, rejected = resolve(run.hub, name, known.get(name.lower()))
        end = run.end_of(str(row["reason"]) if row["outcome"] == "failed" else None)
        rejects += [replace(reject, table="hub_names", row_number=number) for reject in rejected]
        if row["reason"]:
            rejects.append(Reject("hub_names", "/api/models", number, str(row["reason"]), name))
        rows.append(row)
        run.found += row["outcome"] in ("same", "renamed")
        run.tell()
        if end is not None:
            break
    tables = {"hub_names": pl.DataFrame(rows, schema=SCHEMA, orient="row")}
    yield run.pull("hub_names", tables, rejects, query=f"{len(rows)} names; expand={','.join(EXPAND_ONE)}")
    if end is not None:
        raise end


def resolve(hub: Hub, name: str, known_id: str | None) -> tuple[dict[str, object], list[Reject]]:
    """The row of one name, and what of its answer could not be read. Raises Refused where the Hub refuses the token."""
    row: dict[str, object] = dict.fromkeys(SCHEMA) | {"asked_name": name}
    try:
        if not MODEL_ID.fullmatch(name):
            return row | {"outcome": "failed", "reason": "the name is not of the form namespace/name"}, []
        answer = hub.object(f"/api/models/{name}", [("expand", field) for field in EXPAND_ONE])
    except Refused as error:
        if not hub.is_about_repository(error):
            raise
        return row | {"outcome": "gone", "reason": f"status {error.status}: {error.reason}"}, []
    except SourceError as error:
        return row | {"outcome": "failed", "reason": str(error)}, []
    found, rejects = parse_children(answer, file=f"/api/models/{name}")
    if found is None:
        return row | {"outcome": "failed", "reason": "the answer names no repository"}, rejects
    row |= {"hub_id": found.hub_id, "hub_model_id": found.hub_model_id}
    if known_id is not None and found.hub_id != known_id:
        reason = f"the name leads to {found.hub_model_id} ({found.hub_id}), not to the repository known by it ({known_id}); not credited"
        return row | {"outcome": "given_away", "reason": reason}, rejects
    counts = {column: getattr(found, column) for column in COUNTS}
    return row | counts | {"outcome": "same" if found.hub_model_id.lower() == name.lower() else "renamed"}, rejects
