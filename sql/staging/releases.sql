-- meaning: Releases as the reference file lists them, one model version each.
-- grain: one row per release
-- key: release_id
-- caveat: hub_model_id is the cell hub_repository; where that is blank, a repository that aliases.csv lists for the release.
with listed_repositories as (
    select
        release_id,
        min(source_name) as repository,
        arg_min(reason, source_name) as reason,
    from raw.aliases
    where source_id = 'hub'
    group by all
)

select
    release_id,
    name,
    short_name,
    family,
    organization_id,
    organizations,
    country,
    country_source,
    tier,
    openness,
    openness_source,
    licence,
    licence_source,
    announced_on,
    announced_on_source,
    api_on,
    api_on_source,
    weights_on,
    weights_on_source,
    published_on,
    published_on_source,
    coalesce(releases.hub_repository, listed_repositories.repository) as hub_model_id,
    if(releases.hub_repository is null, listed_repositories.reason, releases.hub_repository_source) as hub_repository_source,
    date_spread_days,
    read_on,
    notes,
from raw.releases
left join listed_repositories using (release_id)
