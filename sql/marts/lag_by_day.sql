-- meaning: Estimand D: the bracket on every day since the laggard's first release.
-- grain: one row per pairing, scale, date basis and day
-- key: pairing_id, scale_id, date_basis, day
-- not_null: pairing_id, scale_id, date_basis, day, gap_state, as_of
-- in: date_basis (available, announced, published); gap_state (longer, within, open)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id
-- caveat: All days use the scores of one vintage; it is not what a reader would have seen on that day.
select
    pairing_id,
    scale_id,
    date_basis,
    day,
    under_days,
    central_days,
    over_days,
    gap_state,
    day > scored_until_on as is_after_scored,
    getvariable('as_of') as as_of,
from core.brackets
cross join core.scored_until
order by day desc, pairing_id, scale_id, date_basis
