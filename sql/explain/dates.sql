-- Dates
with first_commits as (
    select hub_model_id, arg_min(commit_id, first_weights_at) as commit_id,
    from raw.hub_first_weights
    group by all
),

facts as (
    select
        releases.*,
        known.published_on_source,
        listed.pulled_on,
        first_commits.commit_id,
    from marts.releases as releases
    left join staging.releases as known using (release_id)
    left join core.release_repositories as repositories using (release_id)
    left join marts.hub_models as listed using (hub_id)
    left join first_commits on first_commits.hub_model_id = releases.hub_model_id
    where releases.release_id in (select unnest(getvariable('release_ids')))
)

select release_id, unnest([
    {fact: 'announced_on', value: announced_on, source: announced_on_source},
    {fact: 'api_on', value: api_on, source: api_on_source},
    {fact: 'weights_on', value: weights_on, source: weights_on_source},
    {
        fact: 'published_on',
        value: published_on,
        source: if(published_on is null, null, coalesce(published_on_source, 'date as the score source prints it')),
    },
    {
        fact: 'hub_created_on',
        value: hub_created_on,
        source: if(hub_created_on is null, null, hub_created_on_kind || '; creation of the repository, in the Hub pull of ' || pulled_on),
    },
    {
        fact: 'hub_first_weights_on',
        value: hub_first_weights_on,
        source: if(hub_first_weights_on is null, null, 'lower bound: first commit with weight files, ' || commit_id),
    },
], recursive := true)
from facts
