"""
table: core.release_proposals
meaning: New releases and organisations on the Hub, proposed for review.
grain: one row per repository or organisation proposed
key: proposal_id

Repositories that look like new releases of tracked organisations, and organisations that nobody tracks yet.

The judge is `warehouse/review/release_judge.py`; what is known already never comes this far
(sql/core/hub_unknown.sql, hub_newcomers.sql). A proposal decides nothing: it says what it rests on, and a person reviews it. What no
source states is left empty or `unknown`.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from warehouse.ids import proposal_id, slug
from warehouse.review.release_judge import Judgement, Known, Repository, family_words, judge, suggest_family
from warehouse.sources.hub.top import TOP_COUNT

SOURCE = "hub"
HUB_FLOOR = date(2022, 3, 2)  # the Hub has no older day of creation, so that this one says "then or before"
MOST_EVIDENCE_REPOSITORIES = 5  # of a newcomer, the best placed
RANK_WEIGHT = 0.5  # the last of a list is worth half of the first
SCHEMA: dict[str, Any] = {
    "proposal_id": pl.String, "kind": pl.String, "source": pl.String, "subject": pl.String, "suggestion": pl.String,
    "score": pl.Float64, "evidence": pl.String, "suggested_name": pl.String, "suggested_family": pl.String,
    "suggested_organization_id": pl.String, "suggested_openness": pl.String, "suggested_released_on": pl.Date,
    "suggested_country": pl.String,
}  # fmt: skip
QUERIES = {
    "namespaces": "select lower(unnest(hub_namespaces)), organization_id from staging.organizations",
    "families": "select distinct organization_id, family from staging.releases where family is not null order by all",
    "family_days": """
        select family, organization_id, least(announced_on, api_on, weights_on, published_on)
        from staging.releases
        where family is not null
    """,
    "openness": "select licence, licence_openness from core.licence_classes",
    # Who had a name first: the maker whose repository of that name is the oldest.
    "names": """
        with namespaces as (
            select lower(unnest(hub_namespaces)) as namespace, organization_id from staging.organizations
        ),
        listed as (
            select hub_model_id, created_at
            from core.hub_repositories
            where pulled_on = (select max(pulled_on) from staging.hub_pulls)
            union all
            select hub_model_id, null from staging.hub_snapshot
        )
        select lower(split_part(hub_model_id, '/', 2)) as own_name, organization_id
        from listed
        join namespaces on namespaces.namespace = lower(split_part(hub_model_id, '/', 1))
        order by created_at nulls last, hub_model_id, organization_id
    """,
    "organizations": "select organization_id from staging.organizations",
    "unknown": "from core.hub_unknown order by hub_id",
    "newcomers": "from core.hub_newcomers order by hub_id",
}
Row = dict[str, Any]


def make(
    namespaces: pl.DataFrame,
    families: pl.DataFrame,
    family_days: pl.DataFrame,
    openness: pl.DataFrame,
    names: pl.DataFrame,
    organizations: pl.DataFrame,
    unknown: pl.DataFrame,
    newcomers: pl.DataFrame,
) -> pl.DataFrame:
    """The repositories and organisations proposed, the surest first."""
    first_makers: dict[str, str] = {}
    for name, maker in names.iter_rows():
        first_makers.setdefault(name, maker)
    known = Known(family_words(family_days.rows()), dict(namespaces.iter_rows()), first_makers)
    found = [
        *_propose_repositories(unknown, known, families, dict(openness.iter_rows())),
        *_propose_organizations(newcomers, known, set(organizations["organization_id"])),
    ]
    rows = [
        dict.fromkeys(SCHEMA)
        | {"proposal_id": proposal_id(row["kind"], SOURCE, row["subject"]), "source": SOURCE}
        | row
        for row in found
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA).sort("score", "kind", "subject", descending=[True, True, False])
    return frame.unique("proposal_id", keep="first", maintain_order=True)


def _propose_repositories(
    unknown: pl.DataFrame, known: Known, families: pl.DataFrame, openness: dict[str, str]
) -> Iterator[Row]:
    families_of: defaultdict[str, list[str]] = defaultdict(list)
    for maker, family in families.iter_rows():
        families_of[maker].append(family)
    for row in unknown.iter_rows(named=True):
        repository = _repository(row, row["organization_id"])
        judgement = judge(repository, known, pulled_on=row["pulled_on"])
        if not judgement.is_release:
            continue
        family = suggest_family(repository.own_name, families_of[row["organization_id"]])
        openness_class, openness_reason = _suggest_openness(row["licence"], openness)
        released_on, day_reason = _suggest_day(row["hub_first_weights_on"], row["created_on"])
        maker, country = row["organization_id"], row["country"]
        reasons = [
            *_reasons(judgement),
            f"first listed on {row['first_pulled_on']}"
            + ("" if row["subject"] == row["hub_model_id"] else f" as {row['subject']}, now {row['hub_model_id']}"),
            day_reason,
            openness_reason,
            f"family {family}, with which the name begins" if family else f"family unknown: no known one of {maker} begins the name",
            f"country {country}, of {maker} in organizations.csv" if country else f"country unknown: no file states that of {maker}",
        ]  # fmt: skip
        yield {
            # Of the first name, so that a rejection outlives a renaming.
            "proposal_id": proposal_id("release", SOURCE, row["subject"]),
            "kind": "release",
            "subject": row["hub_model_id"],
            "suggestion": f"{row['hub_model_id']} looks like a new release of {maker}; review it for releases.csv.",
            "score": judgement.score,
            "evidence": "; ".join(reasons),
            "suggested_name": repository.own_name,
            "suggested_family": family,
            "suggested_organization_id": maker,
            "suggested_openness": openness_class,
            "suggested_released_on": released_on,
            "suggested_country": country,
        }


def _propose_organizations(newcomers: pl.DataFrame, known: Known, listed: set[str]) -> Iterator[Row]:
    placed: defaultdict[str, list[tuple[float, int, Row, Judgement]]] = defaultdict(list)
    for row in newcomers.iter_rows(named=True):
        judgement = judge(_repository(row, None), known, pulled_on=row["pulled_on"])
        if judgement.is_release:
            rank = min(rank for rank in (row["trend_rank"], row["downloads_rank"]) if rank is not None)
            score = judgement.score * (1 - RANK_WEIGHT * (rank - 1) / TOP_COUNT)
            placed[row["namespace"].lower()].append((-score, rank, row, judgement))
    for releases in placed.values():
        releases.sort(key=lambda item: (item[0], item[1], item[2]["hub_model_id"]))
        score, rank, best, judgement = releases[0]
        name, organization_id = best["namespace"], slug(best["namespace"])
        shown = [f"{row['hub_model_id']} ({_ranks(row)})" for _, _, row, _ in releases[:MOST_EVIDENCE_REPOSITORIES]]
        left = len(releases) - len(shown)
        reasons = [
            f"its releases in the lists of {best['pulled_on']}: {', '.join(shown)}"
            + (f" and {left} more" if left else ""),
            *(f"{best['hub_model_id']}: {reason}" for reason in _reasons(judgement)),
            "country unknown: the Hub states none",
        ]
        if organization_id in listed:
            reasons.append(
                f"organizations.csv has {organization_id} without this namespace; if it is the same, add the namespace"
            )
        count = "a release" if len(releases) == 1 else f"{len(releases)} releases"
        yield {
            "kind": "organization",
            "subject": name,
            "suggestion": f"{name} is not tracked and has {count} in the Hub's top lists, the surest at rank {rank}; "
            "review it for organizations.csv.",
            "score": -score,
            "evidence": "; ".join(reasons),
            "suggested_name": name,
            "suggested_organization_id": organization_id or None,
        }


def _repository(row: Row, maker: str | None) -> Repository:
    return Repository(
        hub_model_id=row["hub_model_id"],
        organization_id=maker,
        tags=tuple(row["tags"] or ()),
        base_models=tuple(row["base_models"] or ()),
        base_model_relation=row["base_model_relation"],
        library=row["library"],
        task=row["task"],
        licence=row["licence"],
        parameter_count=row["parameter_count"],
        created_on=row["created_on"],
    )


def _reasons(judgement: Judgement) -> list[str]:
    return [*judgement.in_favour, *(f"doubt: {doubt}" for doubt in judgement.doubts)]


def _suggest_day(first_weights_on: date | None, created_on: date | None) -> tuple[date | None, str]:
    if first_weights_on:
        return (
            first_weights_on,
            f"day {first_weights_on}: the first commit with weights, which may have been private still",
        )
    if created_on is None:
        return None, "day unknown: the Hub states no creation"
    if created_on <= HUB_FLOOR:
        return None, f"day unknown: created on {HUB_FLOOR} or before, the Hub's oldest day"
    return created_on, f"day {created_on}: the repository's creation, a lower bound of the release"


def _suggest_openness(licence: str | None, known: dict[str, str]) -> tuple[str, str]:
    if not licence:
        return "unknown", "openness unknown: no licence is stated"
    if found := known.get(licence.lower()):
        return found, f"openness {found}, as of every release under {licence} in the reference files"
    return "unknown", f"openness unknown: the reference files place no release under {licence}"


def _ranks(row: Row) -> str:
    ranks = (("trend", row["trend_rank"]), ("downloads", row["downloads_rank"]))
    return ", ".join(f"rank {rank} by {name}" for name, rank in ranks if rank is not None)
