-- meaning: Every known release with its dates, labels and sources.
-- grain: one row per release
-- key: release_id
-- not_null: release_id, is_in_reference, as_of
-- in: openness (open_unrestricted, open_restricted, open_noncommercial, api, hosted, unreleased, unknown)
-- refers: release_id = core.releases.release_id
-- caveat: hub_created_on and hub_first_weights_on are lower bounds of a release day, never a release day; hub_created_on_kind says where the
-- first is not even that. A gate is noted and does not change the openness.

select
    releases.release_id,
    releases.name,
    listed.short_name,
    releases.family,
    releases.organization_id,
    organizations_known.organization_name,
    releases.organizations,
    releases.country,
    releases.country_source,
    releases.country_stated,
    releases.openness,
    releases.licence,
    releases.announced_on,
    releases.api_on,
    releases.weights_on,
    releases.published_on,
    creations.hub_created_on,
    creations.hub_created_on_kind,
    first_weights.hub_first_weights_on,
    releases.hub_model_id,
    licences.gated,
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
left join staging.releases as listed using (release_id)
left join core.release_repositories as repositories using (release_id)
left join core.hub_creations as creations using (hub_id)
left join core.licence_changes as licences on licences.hub_id = repositories.hub_id and licences.is_newest
left join staging.hub_first_weights as first_weights on first_weights.hub_model_id = releases.hub_model_id
order by coalesce(releases.published_on, releases.api_on, releases.weights_on) desc, releases.release_id
