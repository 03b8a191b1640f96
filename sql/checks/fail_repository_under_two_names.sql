-- One repository is that of two releases, under two of its names or one; its counts and dates would be told of both.
select
    min(releases.hub_model_id) as one_name,
    max(releases.hub_model_id) as other_name,
    string_agg(releases.release_id, ', ' order by releases.release_id) as release_ids,
from core.release_repositories as repositories
join core.releases using (release_id)
group by repositories.hub_id
having count(*) > 1
