"""The review queue: what is open, and what an answer writes into the files of warehouse/reference.

The queue is that of the warehouse as it was built, less what the files have decided since. An answer changes the files alone; names are
joined, and releases counted, from the next build on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.ids import slug
from warehouse.printable import clean
from warehouse.read.ask import QueryError, WarehouseError
from warehouse.review.reference_files import add_row, locked, read_file

LONGEST_REASON = 500
# What the reviewer has to add by hand, because no proposal knows it.
UNKNOWN_OF_RELEASES = ("licence", "announced_on", "api_on")

# Sources in which a release has one name: two would count its scores, or its downloads, twice.
NAMED_ONCE = frozenset({"epoch_index", "hub"})
_EVIDENCE_OF = "select evidence from core.identity_proposals where proposal_id = ? and release_id = ?"
_NAMES_OF = "select name from core.identities where source = ? and release_id = ? order by name"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written, as a sentence, and what is left for the reviewer to do, if anything."""

    written: str
    left: str = ""


def read_queue(connection: duckdb.DuckDBPyConnection, folder: Path) -> pl.DataFrame:
    """The open proposals in their order, less those that the files in `folder` decide."""
    try:
        queue = connection.sql("from marts.review_queue").pl()
    except duckdb.CatalogException as error:
        raise WarehouseError("marts.review_queue is not in the warehouse; run `openlag weekly` to build it.") from error
    decided = _Decided(folder)
    is_open = [decided.sentence(row) is None for row in queue.iter_rows(named=True)]
    return queue.filter(pl.Series(is_open, dtype=pl.Boolean))


def accept(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    proposal_id: str,
    *,
    today: date,
    release_id: str | None = None,
    reason: str | None = None,
) -> Answer:
    """Write what a proposal says into the reference files.

    release_id: another release than the likeliest, for an identity. reason: why it is that one; needed where it is another organisation's.
    Raises QueryError with a sentence for an id that the queue does not have, or that is decided already; of two answers at once the second
    finds the first.
    """
    with locked(folder):
        proposal = _open_proposal(connection, folder, proposal_id)
        why = None if reason is None else _one_line(reason, "it is that release")
        return _accept(connection, folder, proposal, release_id, today, why)


def reject(
    connection: duckdb.DuckDBPyConnection, folder: Path, proposal_id: str, *, reason: str, today: date
) -> Answer:
    """Write a proposal into review_rejections.csv, so that it is not asked again. Raises QueryError as `accept` does."""
    reason = _one_line(reason, "it is turned down")
    with locked(folder):
        proposal = _open_proposal(connection, folder, proposal_id)
        row = {
            "proposal_id": proposal_id,
            "kind": proposal["kind"],
            "source_id": proposal["source"],
            # The id tells which question it was; the subject is there to be read, and must not be one that the file cannot hold.
            "subject": clean(" ".join(proposal["subject"].split())) or "blank",
            "reason": reason,
            "rejected_on": today.isoformat(),
        }
        add_row(folder, "review_rejections", row)
    return Answer(
        f"Rejected: {proposal['suggestion'].rstrip('.')}. It is in {folder / 'review_rejections.csv'} and is not asked again."
    )


def _accept(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    proposal: Mapping[str, Any],
    release_id: str | None,
    today: date,
    why: str | None,
) -> Answer:
    if proposal["kind"] == "label":
        raise QueryError(
            f"No source says what {clean(proposal['subject'])} lacks, so there is nothing to accept: enter country, openness and a day of "
            f"{proposal['suggested_release_id']} into {folder / 'releases.csv'} by hand, each with its source. Nothing was written."
        )
    if proposal["kind"] == "identity":
        return _accept_identity(
            connection, folder, proposal, release_id or proposal["suggested_release_id"], today, why
        )
    if release_id is not None:
        raise QueryError(
            f"{proposal['proposal_id']} is a new {proposal['kind']}; --release is for identities. Nothing was written."
        )
    if proposal["kind"] == "release":
        return _accept_release(folder, proposal, today)
    return _accept_organization(folder, proposal, today)


def _accept_identity(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    proposal: Mapping[str, Any],
    release_id: str,
    today: date,
    why: str | None,
) -> Answer:
    makers = {row["release_id"]: row["organization_id"] for row in read_file(folder, "releases")}
    if release_id not in makers:
        raise QueryError(f"releases.csv has no release {release_id[:100]!r}. Nothing was written.")
    if proposal["source"] in NAMED_ONCE:
        known = connection.execute(_NAMES_OF, [proposal["source"], release_id]).fetchall()
        written = [
            (row["source_name"],)
            for row in read_file(folder, "aliases")
            if (row["source_id"], row["release_id"]) == (proposal["source"], release_id)
        ]
        if other := [name for (name,) in known + written if name != proposal["subject"]]:
            raise QueryError(
                f"{proposal['source']} names {release_id} {clean(other[0])!r} already, and a release once. Nothing was written."
            )
    proposed, by_hand = proposal["suggested_release_id"], ""
    reason = f"accepted in review; {_evidence(proposal)}"
    if release_id != proposed:
        if why is None and makers[release_id] != makers.get(proposed):
            raise QueryError(
                f"{release_id} is of {makers[release_id]}, and proposed is {proposed} of {makers.get(proposed, 'nobody known')}; if "
                f"{clean(proposal['subject'])} is it all the same, say why with --reason. Nothing was written."
            )
        by_hand = f", chosen by hand against the proposal of {proposed}"
        reason = f"chosen by hand in review against the proposal of {proposed}; {_evidence_of(connection, proposal, release_id)}"
    row = {
        "source_id": proposal["source"],
        "source_name": proposal["subject"],
        "release_id": release_id,
        "reason": reason if why is None else f"{reason}; why: {why}",
        "read_on": today.isoformat(),
    }
    add_row(folder, "aliases", row)
    return Answer(
        f"Accepted: {proposal['subject']} of {proposal['source']} is {release_id}{by_hand}, in {folder / 'aliases.csv'}."
    )


def _accept_release(folder: Path, proposal: Mapping[str, Any], today: date) -> Answer:
    named = proposal["suggested_name"] or proposal["subject"].rpartition("/")[2]
    organization_id = proposal["suggested_organization_id"] or ""
    organizations = {row["organization_id"]: row for row in read_file(folder, "organizations")}
    if organization_id not in organizations:
        raise QueryError(
            f"organizations.csv has no organisation {organization_id[:100]!r}, to which {named[:100]!r} would belong; accept or add it "
            "first. Nothing was written."
        )
    source = f"accepted in review; {_evidence(proposal)}"
    openness = proposal["suggested_openness"] or "unknown"
    day = proposal["suggested_released_on"]
    # The creation of a repository is no release (docs/method.md): such a day is left for the reviewer to find.
    is_day = day is not None and openness.startswith("open") and "lower bound" not in proposal["evidence"]
    country = proposal["suggested_country"] or ""
    row = {
        "release_id": slug(named),
        "name": named,
        "family": proposal["suggested_family"] or named,
        "organization_id": organization_id,
        "organizations": organizations[organization_id]["name"],
        "country": country,
        "country_source": "organizations.csv" if country else "",
        "openness": openness,
        "openness_source": source,
        "weights_on": day.isoformat() if is_day else "",
        "weights_on_source": source if is_day else "",
        "hub_repository": proposal["subject"],
        "hub_repository_source": source,
        "read_on": today.isoformat(),
    }
    add_row(folder, "releases", row)
    blank = [*UNKNOWN_OF_RELEASES, *([] if is_day else ["weights_on"]), *([] if country else ["country"])]
    return Answer(
        f"Accepted: {named} is the release {row['release_id']}, in {folder / 'releases.csv'}.",
        f"Fill in by hand, each with its source, as far as it is known: {', '.join(blank)}; and its days in date_claims.csv.",
    )


def _accept_organization(folder: Path, proposal: Mapping[str, Any], today: date) -> Answer:
    named = proposal["suggested_name"] or proposal["subject"]
    row = {
        "organization_id": proposal["suggested_organization_id"] or slug(named),
        "name": named,
        "country": proposal["suggested_country"] or "",
        "hub_namespaces": proposal["subject"],
        "source": f"accepted in review; {_evidence(proposal)}",
        "read_on": today.isoformat(),
    }
    add_row(folder, "organizations", row)
    blank = ["kind"] if row["country"] else ["country (unknown counts for no country)", "kind"]
    return Answer(
        f"Accepted: {named} is the organisation {row['organization_id']}, in {folder / 'organizations.csv'}.",
        f"Fill in by hand as far as it is known: {', '.join(blank)}.",
    )


class _Decided:
    """What the reference files say now of a proposal that the warehouse still holds open."""

    def __init__(self, folder: Path) -> None:
        self.rejected = {row["proposal_id"]: row for row in read_file(folder, "review_rejections")}
        self.aliases = {(row["source_id"], row["source_name"]): row for row in read_file(folder, "aliases")}
        releases = read_file(folder, "releases")
        self.releases = {row["hub_repository"].lower(): row for row in releases}
        self.labelled = {row["release_id"]: row for row in releases if _is_labelled(row)}
        self.namespaces = {
            namespace.lower(): row
            for row in read_file(folder, "organizations")
            for namespace in row["hub_namespaces"].split()
        }

    def sentence(self, proposal: Mapping[str, Any]) -> str | None:
        """How a proposal was decided, or None while it is open."""
        subject, shown = proposal["subject"], clean(proposal["subject"])
        if row := self.rejected.get(proposal["proposal_id"]):
            return f"was rejected on {row['rejected_on']}: {row['reason']}"
        # A repository is an alias or the release's own, whichever of the two was asked.
        is_repository = proposal["source"] == "hub" and proposal["kind"] != "organization"
        if (proposal["kind"] == "identity" or is_repository) and (
            row := self.aliases.get((proposal["source"], subject))
        ):
            return f"is decided: aliases.csv of {row['read_on']} says that {shown} is {row['release_id']}"
        if is_repository and (row := self.releases.get(subject.lower())):
            return f"is decided: releases.csv has {shown} as {row['release_id']}"
        if proposal["kind"] == "label" and (row := self.labelled.get(proposal["suggested_release_id"])):
            return f"is decided: releases.csv of {row['read_on']} has the labels of {row['release_id']}"
        if proposal["kind"] == "organization" and (row := self.namespaces.get(subject.lower())):
            return f"is decided: organizations.csv has {shown} as {row['organization_id']}"
        return None


def _is_labelled(row: Mapping[str, str]) -> bool:
    days = ("announced_on", "api_on", "weights_on")
    return bool(row["country"]) and row["openness"] not in ("", "unknown") and any(row[day] for day in days)


def _open_proposal(connection: duckdb.DuckDBPyConnection, folder: Path, proposal_id: str) -> dict[str, Any]:
    try:
        found = connection.sql("from marts.review_queue where proposal_id = ?", params=[proposal_id]).pl().to_dicts()
    except duckdb.CatalogException as error:
        raise WarehouseError("marts.review_queue is not in the warehouse; run `openlag weekly` to build it.") from error
    if not found:
        rejected = {row["proposal_id"]: row for row in read_file(folder, "review_rejections")}.get(proposal_id)
        if rejected:
            raise QueryError(f"{proposal_id} was rejected on {rejected['rejected_on']}: {rejected['reason']}")
        raise QueryError(f"There is no proposal {proposal_id[:100]!r}; `openlag review` lists the open ones.")
    (proposal,) = found
    if sentence := _Decided(folder).sentence(proposal):
        raise QueryError(f"{proposal_id} {sentence}. Nothing was written.")
    return proposal


def _evidence(proposal: Mapping[str, Any]) -> str:
    """The evidence on one line: parts of it come from outside."""
    return clean(" ".join(str(proposal["evidence"]).split()))


def _evidence_of(connection: duckdb.DuckDBPyConnection, proposal: Mapping[str, Any], release_id: str) -> str:
    """What was weighed of another release than the likeliest; that of the likeliest says nothing of it."""
    found = connection.execute(_EVIDENCE_OF, [proposal["proposal_id"], release_id]).fetchall()
    return _evidence({"evidence": found[0][0]}) if found else "nothing was weighed for this one"


def _one_line(reason: str, what: str) -> str:
    """The words of a reviewer as a file can hold them. Raises QueryError for none, and for too many."""
    reason = clean(" ".join(reason.split()))
    if not reason or len(reason) > LONGEST_REASON:
        raise QueryError(f"--reason has {len(reason)} characters; say in 1 to {LONGEST_REASON} why {what}.")
    return reason
