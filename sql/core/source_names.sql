-- meaning: Every name of a model that a source in use prints, as it prints it, with what else it says of it.
-- grain: one row per source and name
-- key: source, name
-- caveat: The sources are those of aliases.csv: Epoch's index by its own names (epoch_index) and by the versions it scores (epoch_version),
-- its publications kept as they stood (epoch_vintage), its archive (epoch_archive), models.dev, the catalogue (model_release_dates), Arena's
-- leaderboards (arena), the Hub, and the names in releases.csv (releases). weight_repositories are the Hub repositories that a source gives as its weights.
with models_dev_names as (
    select
        model_id as name,
        name as label,
        string_split(model_id, '/')[-2] as source_organization,
        released_on as dated_on,
        list_transform(
            list_filter(weight_urls, lambda url: starts_with(url, 'https://huggingface.co/')),
            lambda url: replace(url, 'https://huggingface.co/', '')
        ) as weight_repositories,
        weight_urls[1] as source_url,
        1 as place,
    from raw.models_dev_models
    where load_id in (select load_id from staging.name_loads)
    union all by name
    select
        provider || '/' || model_id as name, name as label, string_split(provider || '/' || model_id, '/')[-2] as source_organization,
        released_on as dated_on, 2 as place,
    from raw.models_dev_prices
    where load_id in (select load_id from staging.name_loads)
),

catalogue_days as (
    select model_id, min(day) as dated_on, arg_min(url, (day, url)) as source_url,
    from raw.catalogue_events
    where load_id in (select load_id from staging.name_loads)
    group by all
),

archive_names as (
    select model_version as name, name as label, organizations, released_on as dated_on, cast(null as varchar) as source_url, 1 as place,
    from raw.archive_models
    where load_id in (select load_id from staging.name_loads)
    union all by name
    select model_version as name, min(released_on) as dated_on, arg_min(source_url, (released_on, source_url)) as source_url, 2 as place,
    from raw.archive_scores
    where load_id in (select load_id from staging.name_loads) and model_version is not null
    group by all
),

every_name as (
    select
        'releases' as source, name, organization_id as source_organization,
        coalesce(api_on, weights_on, announced_on, published_on) as dated_on,
    from staging.releases
    union all by name
    select 'epoch_index' as source, name, leading_organization as source_organization, published_on as dated_on,
    from staging.epoch_releases
    union all by name
    select
        'epoch_version' as source, versions.version_name as name, min(versions.epoch_name) as label,
        min(releases.leading_organization) as source_organization, min(versions.published_on) as dated_on,
    from staging.epoch_versions as versions
    left join staging.epoch_releases as releases on releases.name = versions.epoch_name
    group by all
    union all by name
    select distinct 'epoch_vintage' as source, scores.name,
    from staging.vintage_scores as scores
    join staging.vintages as vintages using (publication)
    where vintages.first_seen_on <= getvariable('as_of')
    union all by name
    select
        'epoch_archive' as source, name, label, trim(string_split(organizations, ',')[1]) as source_organization, dated_on, source_url,
    from archive_names
    qualify row_number() over (partition by name order by place) = 1
    union all by name
    select 'models_dev' as source, name, label, source_organization, dated_on, weight_repositories, source_url,
    from models_dev_names
    qualify row_number() over (partition by name order by place, label) = 1
    union all by name
    select
        'model_release_dates' as source, models.model_id as name, models.name as label, models.provider_id as source_organization,
        catalogue_days.dated_on, catalogue_days.source_url,
        list_transform(
            list_filter(models.identifiers, lambda item: item.namespace = 'huggingface'), lambda item: item."value"
        ) as weight_repositories,
    from raw.catalogue_models as models
    left join catalogue_days using (model_id)
    where models.load_id in (select load_id from staging.name_loads)
    union all by name
    select
        'arena' as source, model_name as name, min(organization) as source_organization, min(leaderboard_on) as dated_on,
    from staging.arena_ratings
    group by all
    union all by name
    -- A repository that was deleted and made again under its name has a new id.
    select
        'hub' as source, hub_model_id as name, split_part(hub_model_id, '/', 1) as source_organization,
        arg_max(hub_id, (pulled_on, hub_id)) as hub_id, cast(arg_max(created_at, (pulled_on, hub_id)) at time zone 'UTC' as date) as dated_on,
    from staging.hub_models
    group by hub_model_id
)

select source, name, label, source_organization, dated_on, source_url, weight_repositories, hub_id,
from every_name
