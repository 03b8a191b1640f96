-- meaning: Estimand G: for a fixed grid of index levels, days from the first leader to the first laggard to reach each.
-- grain: one row per pairing, scale, date basis and level that a group has reached
-- key: pairing_id, scale_id, date_basis, level
-- not_null: pairing_id, scale_id, date_basis, level, state, is_leader_open, is_laggard_open, as_of
-- in: date_basis (available, announced, published); state (matched, censored, laggard_only)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; leader_release_id = core.releases.release_id;
-- laggard_release_id = core.releases.release_id
-- caveat: A group whose first record stands above a level may have reached it before the data begin; is_leader_open and is_laggard_open say so.
select
    thresholds.pairing_id,
    thresholds.scale_id,
    thresholds.date_basis,
    thresholds.level,
    thresholds.state,
    thresholds.lag_days,
    thresholds.follow_up_days,
    thresholds.leader_release_id,
    leaders.name as leader_name,
    thresholds.laggard_release_id,
    laggards.name as laggard_name,
    thresholds.is_leader_open,
    thresholds.is_laggard_open,
    getvariable('as_of') as as_of,
from core.thresholds
left join core.releases as leaders on leaders.release_id = thresholds.leader_release_id
left join core.releases as laggards on laggards.release_id = thresholds.laggard_release_id
order by thresholds.pairing_id, thresholds.scale_id, thresholds.date_basis, thresholds.level desc
