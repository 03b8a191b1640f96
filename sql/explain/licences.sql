-- Licence and gate of the repository through the pulls
select repositories.release_id, changes.licence, changes.gated, changes.licence_openness, changes.first_seen_on, changes.last_seen_on, changes.n_pulls,
from core.release_repositories as repositories
join marts.licence_changes as changes using (hub_id)
where repositories.release_id in (select unnest(getvariable('release_ids')))
order by changes.first_seen_on
