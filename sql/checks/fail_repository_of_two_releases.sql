-- Two releases claim one repository on the Hub, so its downloads and first weights would count for both. Correct hub_repository in
-- warehouse/reference/releases.csv, or the rows of source hub in aliases.csv.
with claimed as (
    select lower(hub_model_id) as repository, release_id from staging.releases where hub_model_id is not null
    union
    select lower(name) as repository, release_id from core.identity_claims where source = 'hub'
)

select repository, min(release_id) as release_id, max(release_id) as other_release_id,
from claimed
group by all
having min(release_id) <> max(release_id)
order by repository
