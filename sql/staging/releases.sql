-- meaning: Releases as the reference file lists them, one model version each.
-- grain: one row per release
-- key: release_id
select
    release_id,
    name,
    family,
    organization_id,
    organizations,
    country,
    country_source,
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
    hub_repository as hub_model_id,
    date_spread_days,
    read_on,
    notes,
from raw.releases
