-- Repository on the Hub, newest pull that lists it
select release_id, repositories.*,
from core.release_repositories
join marts.hub_models as repositories using (hub_id)
where release_id in (select unnest(getvariable('release_ids')))
