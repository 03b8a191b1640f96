"""Which scores enter the index, checked, sorted and laid out; the fit is in `lag.index`.

A release with too few scores and a benchmark of one release say nothing of the rest, and a part that shares no
benchmark with the first anchor, over any detour, has no place on its scale: all are left out, each with its reason.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lag.curves import SLOPE_BOUNDS, Bools, Curves, Floats, Ints, lay_out
from lag.errors import NoScale, NotEnoughData

# A score of exactly 0 or 1 would ask for a capability without bound.
CLIP = 1e-3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A release or benchmark that has no part in the fit. kind: `release` or `benchmark`."""

    kind: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """The scores that count, sorted by release and then benchmark, with their names."""

    releases: tuple[str, ...]
    benchmarks: tuple[str, ...]
    curves: Curves
    anchors: tuple[tuple[str, float], ...]
    left_out: tuple[LeftOut, ...]
    n_clipped: int
    checksum: str

    def place_of_anchor(self, which: int) -> int:
        return self.releases.index(self.anchors[which][0])


def tabulate(
    releases: Sequence[str],
    benchmarks: Sequence[str],
    scores: ArrayLike,
    anchors: Mapping[str, float],
    ridge: float,
    unit_benchmark: str | None,
    min_scores: int,
) -> ScoreTable:
    score = _check_inputs(releases, benchmarks, scores, anchors, ridge, min_scores)
    release_names, release_of = np.unique(np.asarray(releases, dtype=np.str_), return_inverse=True)
    benchmark_names, benchmark_of = np.unique(np.asarray(benchmarks, dtype=np.str_), return_inverse=True)
    names = {"release": release_names.tolist(), "benchmark": benchmark_names.tolist()}
    pairs = release_of * len(benchmark_names) + benchmark_of
    for pair in np.flatnonzero(np.bincount(pairs) > 1):
        rows = np.flatnonzero(pairs == pair).tolist()
        named = f"{releases[rows[0]]!r} on {benchmarks[rows[0]]!r}"
        raise ValueError(f"{named} has {len(rows)} scores, in rows {rows}. Choose one of them before the fit.")
    first_anchor, second_anchor = anchors
    keep, left_out = _choose_scores(names, release_of, benchmark_of, first_anchor, min_scores)
    if not keep.any():
        raise NotEnoughData(0, 2 * min_scores)
    for name in (first_anchor, second_anchor):
        why = next((one.reason for one in left_out if one.kind == "release" and one.name == name), "it has no score")
        if name not in release_names[release_of[keep]]:
            raise NoScale(f"anchor {name!r} is not in the fit: {why}. Choose anchors that are, or set their points.")
    order = np.lexsort((benchmark_of[keep], release_of[keep]))
    score = score[keep][order]
    kept_releases, release_of = np.unique(release_of[keep][order], return_inverse=True)
    kept_benchmarks, benchmark_of = np.unique(benchmark_of[keep][order], return_inverse=True)
    table_benchmarks = tuple(benchmark_names[kept_benchmarks].tolist())
    if unit_benchmark is not None and unit_benchmark not in table_benchmarks:
        raise ValueError(f"unit_benchmark {unit_benchmark!r} is not in the fit. Name one that is, or give None.")
    unit = None if unit_benchmark is None else table_benchmarks.index(unit_benchmark)
    table_releases = tuple(release_names[kept_releases].tolist())
    settings = [table_releases, table_benchmarks, sorted(anchors.items()), ridge, unit_benchmark, CLIP, SLOPE_BOUNDS]
    content = hashlib.sha256(json.dumps(settings).encode())
    for values in (release_of.astype("<i8"), benchmark_of.astype("<i8"), score.astype("<f8")):
        content.update(values.tobytes())
    clipped = np.clip(score, CLIP, 1.0 - CLIP)
    return ScoreTable(
        releases=table_releases,
        benchmarks=table_benchmarks,
        curves=lay_out(clipped, release_of, benchmark_of, ridge, unit),
        anchors=tuple(sorted(anchors.items(), key=lambda anchor: anchor[1])),
        left_out=left_out,
        n_clipped=int((clipped != score).sum()),
        checksum=content.hexdigest(),
    )


def _check_inputs(
    releases: Sequence[str],
    benchmarks: Sequence[str],
    scores: ArrayLike,
    anchors: Mapping[str, float],
    ridge: float,
    min_scores: int,
) -> Floats:
    score = np.asarray(scores, dtype=np.float64)
    if score.ndim != 1 or not len(score) == len(releases) == len(benchmarks):
        sizes = f"{len(releases)}, {len(benchmarks)} and {score.shape}"
        raise ValueError(f"releases, benchmarks and scores have {sizes} values. Give one of each a score.")
    if not len(score):
        raise NotEnoughData(0, 2 * min_scores)
    for column, names in (("releases", releases), ("benchmarks", benchmarks)):
        for place, name in enumerate(names):
            if not isinstance(name, str) or not name:
                raise ValueError(f"{column}[{place}] is {name!r}. Give a name.")
    for row in np.flatnonzero(~((score >= 0) & (score <= 1))).tolist():
        what = f"scores[{row}], {releases[row]!r} on {benchmarks[row]!r}, is {score[row]}"
        raise ValueError(f"{what}. Give shares from 0 to 1, and leave unknown scores out.")
    if len(anchors) != 2 or len(set(anchors.values())) != 2 or not np.isfinite(list(anchors.values())).all():
        raise ValueError(f"anchors is {dict(anchors)}. Give two releases with different points.")
    if not (ridge > 0 and np.isfinite(ridge)) or min_scores < 1:
        raise ValueError(f"ridge is {ridge} and min_scores {min_scores}. Give more than 0, and 1 or more.")
    return score


def _choose_scores(
    names: dict[str, list[str]], release_of: Ints, benchmark_of: Ints, anchor: str, min_scores: int
) -> tuple[Bools, tuple[LeftOut, ...]]:
    """Which scores count. Leaving out a release can leave a benchmark with one, and so on: repeat until none goes."""
    m, b = len(names["release"]), len(names["benchmark"])
    reasons: dict[tuple[str, str], str] = {}
    keep = np.ones(len(release_of), dtype=np.bool_)
    while True:
        n_of = np.bincount(release_of[keep], minlength=m)
        n_sharing = np.bincount(benchmark_of[keep], minlength=b)
        for i in np.flatnonzero(n_of < min_scores):
            reasons.setdefault(("release", names["release"][i]), f"{n_of[i]} scores that count, of {min_scores} needed")
        for j in np.flatnonzero(n_sharing < 2):
            reasons.setdefault(("benchmark", names["benchmark"][j]), "no second release that counts has a score on it")
        kept = keep & (n_of >= min_scores)[release_of] & (n_sharing >= 2)[benchmark_of]
        if (kept == keep).all():
            break
        keep = kept
    edges = coo_array((np.ones(keep.sum()), (release_of[keep], m + benchmark_of[keep])), shape=(m + b, m + b))
    part_of = connected_components(edges, directed=False)[1]
    if anchor not in names["release"] or ("release", anchor) in reasons:
        return keep, _list_left_out(reasons)
    for part in np.setdiff1d(part_of[release_of[keep]], part_of[names["release"].index(anchor)]):
        inside = np.flatnonzero(part_of == part)
        n_releases = int((inside < m).sum())
        size = f"{n_releases} releases and {len(inside) - n_releases} benchmarks"
        why = f"no chain of shared benchmarks to {anchor}: apart with {size}, from {names['release'][inside[0]]} on"
        for place in inside.tolist():
            is_release = place < m
            key = ("release", names["release"][place]) if is_release else ("benchmark", names["benchmark"][place - m])
            reasons.setdefault(key, why)
        keep &= part_of[release_of] != part
    return keep, _list_left_out(reasons)


def _list_left_out(reasons: dict[tuple[str, str], str]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(kind, name, reason) for (kind, name), reason in sorted(reasons.items()))
