-- A pairing has no leader or no laggard release on the capability index by the as-of day, so it has no lag. Choose a later as-of day, look
-- into warehouse/reference/releases.csv for lost dates and labels, or correct the row of a pairing of one's own in
-- warehouse/reference/pairings.csv.
select
    pairings.pairing_id,
    pairings.role,
    pairings.group_id,
    if(own.pairing_id is null, 'sql/core/pairings.sql', 'warehouse/reference/pairings.csv') as stands_in,
    getvariable('as_of') as as_of,
from core.pairings
left join staging.pairings as own
    on own.pairing_id = pairings.pairing_id
cross join core.headline
left join core.scored_releases as scored
    on scored.pairing_id = pairings.pairing_id
    and scored.role = pairings.role
    and scored.scale_id = headline.scale_id
    and scored.date_basis = headline.date_basis
group by all
having count(scored.release_id) = 0
order by pairings.pairing_id, pairings.role
