"""The rule `paired`: which laggard record is the first that may stand at the level of a leader record, given what is not known?

Row i of all scores is one draw of the paired bootstrap (`lag.index`): everything refitted to one resample. Two scores are compared
within a draw only, as releases scored on the same benchmarks move together; to compare a row of one with another row of the other
would treat them as independent. Of the draws in which both are known,

    share_at_or_above[leader, laggard] = draws with laggard >= leader / draws with both,

and a laggard record matches from a share of p on. The first such record in order of release is the match, also if it came before
the leader: the lag is then negative.

p = 0.05 is the lenient rule: a record is matched unless more than 95% of the draws put the laggard below it. p = 0.5 is the
even one: the laggard is at or above as often as below, or more often. p = 1 asks for all draws. A smaller p never matches later.

Only laggard records are asked, by their scores on all data, and not all laggard releases. Under a p below 0.5 ignorance helps: the wider
the interval of a release, the farther up its best draws reach, and a release with few scores would match leaders ten points above it. A
record is at least the best of its group by its own score.

Nothing is censored here: a leader record without a match is one, and its follow-up is the caller's.

Wrong when a laggard record itself is thinly tested: it still reaches too far under a small p, and not far enough under a p
above 0.5. Wrong where few draws hold both: a share over three draws counts like one over 500, so look at n_draws_common. A
match at p = 0.05 is one that cannot be ruled out, and not one that was seen.

Source: METHOD 4 (paired) and 5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.errors import NotEnoughData

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PairedMatch:
    """One row a leader record. match_index is the laggard record's place in the input, -1 for none.

    share_at_or_above: (leaders, laggards), 0-1, over the draws in which both are known; NaN where there is none.
    n_draws_common: (leaders, laggards), how many these are. n_draws: in all. share: the p of the rule.
    """

    match_index: Ints
    share_at_or_above: Floats
    n_draws_common: Ints
    n_matched: int
    n_draws: int
    share: float


def match_paired(leader_draws: ArrayLike, laggard_draws: ArrayLike, *, share: float) -> PairedMatch:
    """The first laggard record at or above each leader record in at least a share of their common draws.

    leader_draws: (d, n) float, d draws of the scores of n leader records. laggard_draws: (d, m) float, the same draws of m laggard
    records in the order of their release; of two on one day the first given goes first. Points of any scale on which higher is
    better; NaN is unknown in that draw. n and m may be 0. share: p, in (0, 1].

    Returns a PairedMatch; the order of the draws does not move it. Raises NotEnoughData without draws; ValueError for bad input.
    Assumes that row i of both is one draw, and that the columns are records. Reference: see the module.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share is {share}. Give a share of the draws above 0 and up to 1, such as 0.05 or 0.5.")
    leaders, laggards = to_paired_draws(leader_draws=leader_draws, laggard_draws=laggard_draws)
    n_common = (~np.isnan(leaders)).T.astype(np.int64) @ (~np.isnan(laggards)).astype(np.int64)
    n_reached = np.zeros_like(n_common)
    for place, laggard in enumerate(laggards.T):  # one laggard at a time: draws by leaders by laggards may not fit
        n_reached[:, place] = (laggard[:, None] >= leaders).sum(axis=0)
    at_or_above = np.where(n_common > 0, n_reached / np.maximum(n_common, 1), np.nan)
    # Divided and not multiplied out: 29 / 100 is the float 0.29, but 0.29 * 100 is less than 29.
    is_match = at_or_above >= share
    has_match = is_match.any(axis=1)
    first = np.pad(is_match, ((0, 0), (0, 1))).argmax(axis=1)  # padded, as without laggards there is nothing to search
    match = np.where(has_match, first, -1)
    return PairedMatch(match, at_or_above, n_common, int(has_match.sum()), len(leaders), float(share))


def to_paired_draws(**draws: ArrayLike) -> tuple[Floats, ...]:
    """Groups of draws, by name, as floats of two dimensions with equally many rows; ValueError with what is not so."""
    groups = {name: np.asarray(values, dtype=np.float64) for name, values in draws.items()}
    for name, group in groups.items():
        if group.ndim != 2:
            raise ValueError(f"{name} has shape {group.shape}. Give draws by releases.")
        for row, column in np.argwhere(np.isinf(group)):
            raise ValueError(f"{name}[{row}, {column}] is {group[row, column]}. Give NaN where a draw has no score.")
    n_rows = {name: len(group) for name, group in groups.items()}
    if len(set(n_rows.values())) > 1:
        found = ", ".join(f"{name} {n}" for name, n in n_rows.items())
        raise ValueError(f"The numbers of draws differ: {found}. Row i of each is one draw.")
    if not all(n_rows.values()):
        raise NotEnoughData(0, 1)
    return tuple(groups.values())
