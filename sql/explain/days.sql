-- Release day on each date basis, by the groups it is in
select
    release_id,
    date_basis,
    role,
    released_on,
    released_on_basis,
    list(pairing_id order by pairing_id) as pairings,
from core.dated_releases
where release_id in (select unnest(getvariable('release_ids')))
group by release_id, date_basis, role, released_on, released_on_basis
order by date_basis = (select date_basis from core.headline) desc, date_basis, role desc, released_on, released_on_basis
