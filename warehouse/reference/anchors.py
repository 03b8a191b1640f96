"""The two releases that fix the scale of Epoch's index, and of ours; where they stand elsewhere, every point means something else.

Epoch publishes the points with its index (eci_scaling.csv of its archive). A file at a tenth of them, shifted or turned round has the same
records and matches by its order, and passes every rule about single rows; its tolerances, levels and offsets are wrong.
"""

from collections.abc import Iterable, Mapping

from warehouse.ids import slug

ANCHORS = {"claude-3-5-sonnet": 130.0, "gpt-5": 150.0}
# Through 32 refits from 2025-12-24 to 2026-08-20 both stood on their points exactly; a file may round them.
TOLERANCE = 0.3
# On all seven benchmarks that both have in the file of 2026-08-11 the higher one is above the lower.
LEAST_BELOW = 3


def anchor_fault(scores: Iterable[tuple[str, float]], names: Mapping[str, str]) -> str | None:
    """What is wrong with the scale of an index of (model, score), or None; an anchor that is not there says nothing of it.

    names: the source's names that are listed, and the release each is; any other is the release that its letters make.
    """
    found = [(names.get(model, slug(model)), score) for model, score in scores]
    anchors = [(release_id, score) for release_id, score in found if release_id in ANCHORS]
    if all(abs(score - ANCHORS[release_id]) <= TOLERANCE for release_id, score in anchors):
        return None
    stand = " and ".join(
        f"{release_id} at {score:g} (its point: {ANCHORS[release_id]:g})" for release_id, score in anchors
    )
    return f"the index is on another scale, with {stand}"


def order_fault(scores: Iterable[tuple[str, str, float]], names: Mapping[str, str]) -> str | None:
    """What is wrong with the order of scores as (model, benchmark, score), or None: the lower anchor above the higher on most they share.

    names: as above. Of several scores of a model on a benchmark the best counts.
    """
    best: dict[str, dict[str, float]] = {release_id: {} for release_id in ANCHORS}
    for model, benchmark, score in scores:
        found = best.get(names.get(model, slug(model)))
        if found is not None:
            found[benchmark] = max(score, found.get(benchmark, score))
    low, high = sorted(ANCHORS, key=ANCHORS.__getitem__)
    shared = best[low].keys() & best[high].keys()
    below = sum(best[high][benchmark] < best[low][benchmark] for benchmark in shared)
    if below < LEAST_BELOW or 2 * below <= len(shared):
        return None
    return f"{high} stands below {low} on {below} of the {len(shared)} benchmarks that both have, so it is turned round"
