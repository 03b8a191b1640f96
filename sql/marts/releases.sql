-- meaning: Every known release with its dates, labels and sources.
-- grain: one row per release
-- key: release_id
-- caveat: hub_created_on and hub_first_weights_on are lower bounds of a release day, never a release day.
with newest_hub as (
    select hub_model_id, cast(created_at at time zone 'UTC' as date) as hub_created_on,
    from staging.hub_models
    where pulled_on = (select max(pulled_on) from staging.hub_pulls)
)

select
    releases.release_id,
    releases.name,
    releases.family,
    organizations_known.organization_name,
    releases.organizations,
    releases.country,
    releases.openness,
    releases.licence,
    releases.announced_on,
    releases.api_on,
    releases.weights_on,
    releases.published_on,
    newest_hub.hub_created_on,
    first_weights.hub_first_weights_on,
    releases.hub_model_id,
    releases.date_spread_days,
    releases.is_in_reference,
    releases.exclusion_reason,
    releases.announced_on_source,
    releases.api_on_source,
    releases.weights_on_source,
    releases.notes,
    getvariable('as_of') as as_of,
from core.releases
left join staging.organizations as organizations_known using (organization_id)
left join newest_hub using (hub_model_id)
left join staging.hub_first_weights as first_weights using (hub_model_id)
order by coalesce(releases.published_on, releases.api_on, releases.weights_on) desc, releases.release_id
