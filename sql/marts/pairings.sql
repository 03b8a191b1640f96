-- meaning: The comparisons: who leads, and who follows.
-- grain: one row per pairing
-- key: pairing_id
-- not_null: pairing_id, pairing_name, short_name, leader_group, laggard_group, leaders, laggards, as_of
-- refers: pairing_id = core.pairings.pairing_id
select
    leader.pairing_id,
    leader.pairing_name,
    leader.short_name,
    leader.group_id as leader_group,
    laggard.group_id as laggard_group,
    leader.description as leaders,
    laggard.description as laggards,
    getvariable('as_of') as as_of,
from core.pairings as leader
join core.pairings as laggard using (pairing_id)
where leader.role = 'leader' and laggard.role = 'laggard'
order by pairing_id
