"""Matching by the strict rule: for each leader record, which laggard release reached it first, and how long did that take?

A leader record is a leader release strictly above every earlier one; on one day only the best counts. Its match is the first
laggard release with a score at or above the record's; on the same day the lag is 0, and a laggard that was first gives a
negative lag. A record that no laggard has reached by the as-of day is censored: known is only its follow-up, the days from its
release to the as-of day.

The first laggard at or above a score is always a record of the laggards, so only these are looked through.

Wrong when a release bears the date of its family or of a later version: a false record hides true ones, and a match is dated
by another model.

Source: METHOD 1 and 4. The same rule in SQL, for every pairing, scale and date basis at once: sql/core/records.sql and
sql/core/matches.sql.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.thresholds import Floats, Ints, keep_records


@dataclass(frozen=True, slots=True, eq=False)
class MatchedRecords:
    """One element a leader record, in date order. lag_days: signed lag where matched, follow-up where not.

    record_index, match_index: places in the input; match_index is -1 where no laggard has reached the record.
    """

    record_index: Ints
    record_days: Floats
    match_index: Ints
    lag_days: Floats
    is_matched: NDArray[np.bool_]
    n_leader_dropped: int
    n_laggard_dropped: int
    as_of_day: float


def match_records(
    leader_days: ArrayLike,
    leader_scores: ArrayLike,
    laggard_days: ArrayLike,
    laggard_scores: ArrayLike,
    *,
    as_of_day: float,
) -> MatchedRecords:
    """The leader records with their matches.

    leader_days, leader_scores: (n,) float, releases of the leaders in any order: day numbers from any epoch, and scores.
    laggard_days, laggard_scores: (m,) the same of the laggards. Either group may be empty. as_of_day: same epoch, no earlier than
    any release.

    Returns MatchedRecords; n_*_dropped are releases that are no record. Raises ValueError for NaN or infinity, unequal lengths and a
    release after the as-of day. Assumes that whoever would have matched was tested. Reference: see the module.
    """
    leaders = keep_records("leader", leader_days, leader_scores, as_of_day)
    laggards = keep_records("laggard", laggard_days, laggard_scores, as_of_day)
    place = laggards.first_at(leaders.scores)
    is_matched = place < len(laggards.scores)
    matched_on = np.append(laggards.days, as_of_day)[place]
    return MatchedRecords(
        record_index=leaders.index,
        record_days=leaders.days,
        match_index=np.append(laggards.index, -1)[place],
        lag_days=matched_on - leaders.days,
        is_matched=is_matched,
        n_leader_dropped=leaders.n_dropped,
        n_laggard_dropped=laggards.n_dropped,
        as_of_day=float(as_of_day),
    )
