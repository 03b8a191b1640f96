-- A pairing has no leader or no laggard release on the capability index by the as-of day, so it has no lag. Choose a later as-of day, or
-- look into warehouse/reference/releases.csv for lost dates and labels.
select
    pairings.pairing_id,
    pairings.role,
    getvariable('as_of') as as_of,
from core.pairings
cross join core.headline
left join core.scored_releases as scored
    on scored.pairing_id = pairings.pairing_id
    and scored.role = pairings.role
    and scored.scale_id = headline.scale_id
    and scored.date_basis = headline.date_basis
group by all
having count(scored.release_id) = 0
order by pairings.pairing_id, pairings.role
