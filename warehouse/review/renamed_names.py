"""
table: core.renamed_names
meaning: Names in the index that may be a known release under another name, each with the likeliest and why.
grain: one row per new name
key: name

Names in the index that a release we know may have got: questions for a reviewer, asked before all others.

A release under a new name is a new release to us until somebody says otherwise: it is dated by the day that the index prints, and the old
one has no score. What speaks for a new name, the surest first: versions scored under it that were another release before; a spelling
that makes another name's id, or that would if the name were what a reader sees of it; a setting (Kimi K3 (max)) as all that tells it from a
known name; versions that are named like a release which the load no longer names; more words than the name of such a release
(Kimi K3 (no tools)), or the same written in one (KimiK3).
Nothing is joined.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice, takewhile
from typing import Any

import polars as pl

from warehouse.ids import proposal_id, slug
from warehouse.review.name_keys import LONGEST, SETTINGS, NameKey, contradiction, read_name

SOURCE = "epoch_index"
MOST_VERSIONS = 200  # characters of the versions named
MOST_SIGNS = 5  # signs named, of those that a reader does not see
# Signs without a picture that Unicode counts as letters, marks or symbols: fillers, joiners, selectors of variants, blank Braille.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


QUERIES = {
    # Releases of the reference file, and names of any load that it does not know.
    "known": """
        with in_use as (
            select release_id from staging.epoch_releases
        )

        select
            release_id, name, release_id not in (from in_use) as is_gone,
            coalesce(least(api_on, weights_on), announced_on, published_on) as released_on,
        from staging.releases
        union all
        select release_id, min(epoch_name) as name, release_id not in (from in_use) as is_gone, null as released_on
        from staging.epoch_names
        where release_id not in (select release_id from staging.releases)
        group by release_id
        order by release_id
    """,
    "new": """
        select releases.name, releases.release_id, names.is_second, list(distinct versions.version_name order by versions.version_name)
            filter (versions.version_name is not null) as versions
        from staging.epoch_releases as releases
        join staging.epoch_names as names on names.epoch_name = releases.name
        left join staging.epoch_versions as versions on versions.epoch_name = releases.name
        where releases.release_id not in (select release_id from staging.releases)
        group by all
        order by releases.name
    """,
    "moved": f"""
        select
            epoch_name, release_id,
            if(n_versions = 1, 'its version ', 'its ' || n_versions || ' versions ') || left(versions, {MOST_VERSIONS})
            || if(n_versions = 1, ' was ', ' were ') || said as said,
        from core.version_moves
        order by epoch_name, n_versions desc, said_on desc, release_id
    """,  # noqa: S608 - a constant of ours
}
SCHEMA: dict[str, Any] = {
    "proposal_id": pl.String, "name": pl.String, "own_release_id": pl.String, "release_id": pl.String, "release_name": pl.String,
    "reason": pl.String, "evidence": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A release that a new name may be. is_gone: the load in use does not name it."""

    release_id: str
    name: str
    key: NameKey
    is_gone: bool
    released_on: date | None


Alike = Mapping[
    Hashable, Sequence[Known]
]  # releases by what their names say, those that the load no longer names first

# Whether only the index names it, how many odd signs its name has, and its id: the lowest is the likeliest to be the known one.
Place = tuple[bool, int, str]
Seen = Mapping[str, Sequence[tuple[Place, Known]]]


def make(known: pl.DataFrame, new: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Each new name of the index that may be a release known already."""
    releases = {row[0]: Known(row[0], row[1], read_name(row[1]), row[2], row[3]) for row in known.iter_rows()}
    alike = defaultdict[Hashable, list[Known]](list)
    for release in sorted(releases.values(), key=lambda release: (not release.is_gone, release.release_id)):
        alike[_said(release.key)].append(release)
    gone = [release for release in releases.values() if release.is_gone]
    seen = _order_by_sight(releases.values(), set(new["release_id"]))
    said_of = {name: (releases[release_id], said) for name, release_id, said in reversed(moved.rows())}
    rows = []
    for name, own_id, is_second, versions in new.iter_rows():
        found = _by_name(name, own_id, versions or [], alike)
        found = chain(found, _says_more(name, own_id, gone))
        found = chain(_by_sight(name, own_id, seen), found)
        if is_second:
            base = releases[own_id.rpartition("-")[0]]
            found = chain([(base, "spelling", f"it makes the id of {base.name}, which the same file names too")], found)
        if name in said_of:
            found = chain([(said_of[name][0], "versions", said_of[name][1])], found)
        for release, reason, evidence in islice(found, 1):
            rows.append(
                {
                    "proposal_id": proposal_id("identity", SOURCE, name),
                    "name": name,
                    "own_release_id": own_id,
                    "release_id": release.release_id,
                    "release_name": release.name,
                    "reason": reason,
                    "evidence": evidence,
                }
            )
    return pl.DataFrame(rows, schema=SCHEMA)


def without_setting(name: str) -> str | None:
    """The name without a setting that is its last word, or None: "Kimi K3 Max". Of Qwen3-Max it is part, so this alone says little."""
    words = name.replace("-", " ").split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].casefold() in SETTINGS else None


def _order_by_sight(releases: Iterable[Known], new_ids: Set[str]) -> Seen:
    """Releases by the ids of what a reader sees of their names, each with its place."""
    seen = defaultdict[str, list[tuple[Place, Known]]](list)
    for release in releases:
        place = (release.release_id in new_ids, len(_odd_signs(release.name)), release.release_id)
        for seen_id in _seen_ids(release.name):
            seen[seen_id].append((place, release))
    return seen


def _by_sight(name: str, own_id: str, seen: Seen) -> Iterator[tuple[Known, str, str]]:
    """Releases whose names a reader cannot tell from this one. Of two new names the one that comes later asks about the other."""
    found = {place: release for seen_id in _seen_ids(name) for place, release in seen.get(seen_id, ())}
    for release in takewhile(lambda known: known.release_id != own_id, (found[place] for place in sorted(found))):
        still = "which the load no longer names" if release.is_gone else "which the same file names too"
        one, other = _odd_signs(name), _odd_signs(release.name)
        signs = [sign for sign in one if sign not in other] or [sign for sign in other if sign not in one] or one
        but_for = f"but for {', '.join(signs[:MOST_SIGNS])} it" if signs else "it"
        yield release, "spelling", f"{but_for} reads as {release.name}, {still}"


def _seen_ids(name: str) -> tuple[str, ...]:
    """The ids that a name would make if it were what a reader sees of it: without signs that have no picture, or with a space for each."""
    return tuple(dict.fromkeys(slug(_as_seen(name[:LONGEST], blank)) for blank in ("", " ")))


def _as_seen(name: str, blank: str) -> str:
    kinds = ((sign, unicodedata.category(sign)) for sign in _BLANK.sub(blank, name))
    seen = "".join(" " if kind[0] == "Z" or kind == "Cc" else blank if kind[0] == "C" else sign for sign, kind in kinds)
    # Compatible signs as one, and any dash as the hyphen it looks like.
    return "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in unicodedata.normalize("NFKC", seen))


def _odd_signs(name: str) -> list[str]:
    """The signs of a name that a reader may take for others or not see at all, each by its number."""
    odd = (sign for sign in dict.fromkeys(name[:LONGEST]) if not (sign.isascii() and sign.isprintable()))
    return [f"U+{ord(sign):04X}" for sign in odd]


def _by_name(name: str, own_id: str, versions: Sequence[str], alike: Alike) -> Iterator[tuple[Known, str, str]]:
    """Releases that the name or its versions are named like, and how; the surest first."""
    key, gone = read_name(name), "which the load no longer names"
    for release in _same_but_for_a_setting(key, own_id, alike) if key.setting else ():
        still = gone if release.is_gone else "which the same file names too"
        yield release, "setting", f"only the setting {key.setting} tells it from {release.name}, {still}"
    if shorter := without_setting(name):
        for release in _same_but_for_a_setting(read_name(shorter), own_id, alike):
            if release.is_gone:
                yield release, "setting", f"only its last word tells it from {release.name}, {gone}"
    for version in versions:
        for release in _same_but_for_a_setting(read_name(version), own_id, alike):
            if release.is_gone:
                yield release, "version name", f"its version {version} is named like {release.name}, {gone}"


def _says_more(name: str, own_id: str, gone: Sequence[Known]) -> Iterator[tuple[Known, str, str]]:
    """Releases that the load no longer names, whose whole name stands in the new one, however its words are parted."""
    for release in gone:
        parts = r"[\W_]*".join(re.findall(r"[^\W\d_]+|\d+", release.name.casefold()))
        # Not GPT-4 in GPT-4o, nor Kimi K2 in Kimi K2.5.
        is_inside = parts and re.search(rf"(?<![^\W_]){parts}(?![^\W\d_]|\.?\d)", name[:LONGEST].casefold())
        if is_inside and release.release_id != own_id:
            yield release, "words", f"it has the whole name of {release.name} in it, which the load no longer names"


def _same_but_for_a_setting(key: NameKey, own_id: str, alike: Alike) -> Iterator[Known]:
    """Known releases whose names say the same; of two new names with a setting neither is the other's."""
    for release in alike.get(_said(key), ()):
        is_other = release.release_id != own_id and (release.is_gone or not release.key.setting)
        if is_other and contradiction(key, release.key, release.released_on) is None:
            yield release


def _said(key: NameKey) -> Hashable:
    return key.text, key.plain_words, key.sizes
