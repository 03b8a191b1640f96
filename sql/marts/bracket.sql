-- meaning: Estimand B: where the laggard's best stands now on the leader's staircase, in days behind.
-- grain: one row per pairing, scale and date basis
-- key: pairing_id, scale_id, date_basis
-- not_null: pairing_id, scale_id, date_basis, on_day, laggard_release_id, laggard_score, as_of
-- in: date_basis (available, announced, published)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; laggard_release_id = core.releases.release_id;
-- leader_above_release_id = core.releases.release_id; leader_below_release_id = core.releases.release_id
-- caveat: Zero when the laggard leads. Null when the leader was above before the data begin. On a benchmark "now" is the last laggard test.
select
    brackets.pairing_id,
    brackets.scale_id,
    brackets.date_basis,
    brackets.day as on_day,
    brackets.laggard_release_id,
    laggards.name as laggard_name,
    laggard_scores.score as laggard_score,
    brackets.leader_above_release_id,
    leaders_above.name as leader_above_name,
    records_above.released_on as leader_above_released_on,
    brackets.leader_below_release_id,
    leaders_below.name as leader_below_name,
    records_below.released_on as leader_below_released_on,
    brackets.under_days,
    brackets.central_days,
    brackets.over_days,
    getvariable('as_of') as as_of,
from core.brackets
join core.follow_ups
    on follow_ups.pairing_id = brackets.pairing_id
    and follow_ups.scale_id = brackets.scale_id
    and follow_ups.date_basis = brackets.date_basis
    and follow_ups.censored_on = brackets.day
left join core.releases as laggards on laggards.release_id = brackets.laggard_release_id
left join core.scores as laggard_scores
    on laggard_scores.release_id = brackets.laggard_release_id and laggard_scores.scale_id = brackets.scale_id
left join core.releases as leaders_above on leaders_above.release_id = brackets.leader_above_release_id
left join core.releases as leaders_below on leaders_below.release_id = brackets.leader_below_release_id
left join core.records as records_above
    on records_above.pairing_id = brackets.pairing_id
    and records_above.role = 'leader'
    and records_above.scale_id = brackets.scale_id
    and records_above.date_basis = brackets.date_basis
    and records_above.release_id = brackets.leader_above_release_id
left join core.records as records_below
    on records_below.pairing_id = brackets.pairing_id
    and records_below.role = 'leader'
    and records_below.scale_id = brackets.scale_id
    and records_below.date_basis = brackets.date_basis
    and records_below.release_id = brackets.leader_below_release_id
order by brackets.pairing_id, brackets.scale_id, brackets.date_basis
