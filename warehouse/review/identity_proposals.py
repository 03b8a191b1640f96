"""
table: core.identity_proposals
meaning: Releases that a name may be which is joined to none, by likeness.
grain: one row per source, name and place among its candidates
key: source, name, place

Names that resemble a release and are not joined to it: questions for a reviewer, never joins.

The likeness is rapidfuzz's ratio of words and version in alphabetical order, 0 to 100. A release that the name contradicts, by version,
size or day (`warehouse.review.name_keys`), is no candidate at all. What else a reviewer needs stands in the evidence. For a repository on
the Hub that is no derivative the candidates are open releases of its owner without one; for a name in Epoch's index, those that it
does not name yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz, process

from warehouse.ids import proposal_id
from warehouse.review.name_keys import TRAINED_WORDS, NameKey, contradiction, differences, read_name

# Of the 21 proposals that the sources of summer 2026 would give between 75 and here, one was right: the others were of another product of
# the same version (docs/review.md).
LEAST_SCORE = 85.0
# A reviewer takes one or none; the second and third are there to show that the first is not the only one.
MOST_CANDIDATES = 3
# Points that speak against a candidate, taken from the likeness: they order the queue, and keep out what only shares its family.
# A word that one alone says mostly names another product (mini, vl, image), and so do chat, instruct and base unless a name that is joined
# to the release says the same; preview, latest and the like mostly do not.
OTHER_WORD = 12.0
OTHER_PLAIN_WORD = 4.0
OTHER_SIZE = 4.0
OTHER_ORGANIZATION = 15.0
UNKNOWN_ORGANIZATION = 5.0
FAR_DAYS = 5.0
# Sources print the day of a release within a month of one another, unless one means another version.
FEW_DAYS = 31
QUERIES = {
    "names": """
        with organizations as (
            select source, source_organization, list(organization_id order by organization_id) as organization_ids,
            from core.source_organizations
            group by all
        ),

        -- Thousands of repositories are of organisations whose open releases all have theirs.
        wanting as (
            select list(distinct organization_id) as organization_ids,
            from staging.releases
            where openness like 'open%' and release_id not in (select release_id from core.identities where source = 'hub')
        )

        select
            names.source, names.name, names.label, names.source_organization, organizations.organization_ids, names.dated_on,
            names.source_url,
        from core.source_names as names
        anti join core.identities using (source, name)
        left join organizations using (source, source_organization)
        cross join wanting
        where
            names.source <> 'hub'
            or (
                list_has_any(organizations.organization_ids, wanting.organization_ids)
                and names.hub_id not in (select hub_id from core.hub_origins where is_derivative)
            )
        order by names.source, names.name
    """,
    "releases": """
        with known as (
            select release_id, list(name order by source, name) as known_names,
            from core.identities
            where source <> 'releases'
            group by all
        )

        select
            release_id, name, organization_id, openness like 'open%' as is_open,
            coalesce(least(api_on, weights_on), announced_on, published_on) as released_on,
            coalesce(known_names, []) as known_names,
        from staging.releases
        left join known using (release_id)
        order by release_id
    """,
    "taken": "select source, release_id from core.identities where source in ('hub', 'epoch_index')",
}
SCHEMA: dict[str, Any] = {
    "proposal_id": pl.String, "source": pl.String, "name": pl.String, "place": pl.Int32, "release_id": pl.String,
    "release_name": pl.String, "score": pl.Float64, "evidence": pl.String, "dated_on": pl.Date, "source_url": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release that a name may be, with what speaks for and against."""

    release_id: str
    release_name: str
    score: float
    evidence: str


def make(names: pl.DataFrame, releases: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """The likeliest releases of each name that is joined to none."""
    rows = [
        {
            "proposal_id": proposal_id("identity", name["source"], name["name"]),
            "source": name["source"],
            "name": name["name"],
            "place": place,
            "release_id": candidate.release_id,
            "release_name": candidate.release_name,
            "score": candidate.score,
            "evidence": candidate.evidence,
            "dated_on": name["dated_on"],
            "source_url": name["source_url"],
        }
        for name, candidates in _find(names, releases, set(taken.iter_rows()))
        for place, candidate in enumerate(candidates, start=1)
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def _find(
    names: pl.DataFrame, releases: pl.DataFrame, taken: set[tuple[str, str]]
) -> Iterator[tuple[dict[str, Any], list[Candidate]]]:
    """Each name with its candidates, the likeliest first. taken: source and release where the source names a release only once."""
    if names.is_empty() or releases.is_empty():
        return
    keys = [read_name(name) for name in names["name"]]
    release_keys = [read_name(name) for name in releases["name"]]
    release_rows = releases.to_dicts()
    labels = [read_name(label or "").text for label in names["label"]]
    likeness = np.maximum(_likeness([key.text for key in keys], release_keys), _likeness(labels, release_keys))
    for row, key, scores in zip(names.to_dicts(), keys, likeness, strict=True):
        candidates = []
        for place in np.flatnonzero(scores >= LEAST_SCORE):
            release, release_key = release_rows[place], release_keys[place]
            if (row["source"], release["release_id"]) in taken:
                continue
            # Another's repository is a copy, and a closed release has none.
            is_own = release["is_open"] and release["organization_id"] in (row["organization_ids"] or ())
            if row["source"] == "hub" and not is_own:
                continue
            if contradiction(key, release_key, release["released_on"]) is None:
                candidates.append(_candidate(row, key, release, release_key, float(scores[place])))
        candidates = [candidate for candidate in candidates if candidate.score >= LEAST_SCORE]
        if candidates:
            candidates.sort(key=lambda candidate: (-candidate.score, candidate.release_id))
            yield row, candidates[:MOST_CANDIDATES]


def _likeness(texts: list[str], releases: list[NameKey]) -> npt.NDArray[np.float32]:
    return process.cdist(texts, [key.text for key in releases], scorer=fuzz.ratio, score_cutoff=LEAST_SCORE)


def _candidate(
    row: dict[str, Any], key: NameKey, release: dict[str, Any], release_key: NameKey, likeness: float
) -> Candidate:
    """The release with the evidence in words; what speaks against it takes from the likeness."""
    score, told = likeness, [f"likeness {likeness:.0f}"]
    if not row["organization_ids"]:
        score -= UNKNOWN_ORGANIZATION
        told.append(f"organisation {row['source_organization'] or 'not stated'}, not known to be tracked")
    elif release["organization_id"] in row["organization_ids"]:
        told.append("same organisation")
    else:
        score -= OTHER_ORGANIZATION
        told.append(f"other organisation: {row['source_organization']} against {release['organization_id']}")
    score -= OTHER_WORD * len(key.words ^ release_key.words)
    score -= OTHER_PLAIN_WORD * len((key.plain_words ^ release_key.plain_words) - TRAINED_WORDS)
    trained = key.plain_words & TRAINED_WORDS
    if trained != release_key.plain_words & TRAINED_WORDS:
        known = next(
            (name for name in release["known_names"] if read_name(name).plain_words & TRAINED_WORDS == trained), None
        )
        score -= 0.0 if known else OTHER_WORD
        says = " ".join(sorted(trained)) or "nothing of how it was trained"
        told.append(
            f"written like {known}, which is joined to it" if known else f"no name joined to the release says {says}"
        )
    score -= OTHER_SIZE * (key.sizes != release_key.sizes)
    told.append("same version and sizes" if key.sizes == release_key.sizes else "same version")
    if row["dated_on"] is None or release["released_on"] is None:
        told.append("no day to compare")
    else:
        apart = (row["dated_on"] - release["released_on"]).days
        score -= FAR_DAYS if abs(apart) > FEW_DAYS else 0.0
        told.append(
            f"dated {row['dated_on']}, {apart:+d} {'day' if abs(apart) == 1 else 'days'} from the release's {release['released_on']}"
        )
    told += differences(key, release_key)
    return Candidate(release["release_id"], release["name"], round(score, 1), "; ".join(told))
