-- meaning: What the sources that are read live say of the days of our releases, in the newest pull on or before the as-of day.
-- grain: one row per release, kind, source and day
-- key: release_id, claim_kind, source_id, claimed_on
-- caveat: A name reaches its release through core.own_names. hub_created_on and hub_first_weights_on are lower bounds of a release day: a
-- repository can be private for weeks after both. A claim to the year is left out: written as its first day it would disagree with every other.
with in_time as (
    select source, load_id, retrieved_on
    from staging.name_loads
    where retrieved_on <= getvariable('as_of')
),

claims as (
    select
        'models_dev' as source_id,
        models.model_id as source_name,
        'announced_on' as claim_kind,
        models.released_on as claimed_on,
        models.released_precision as day_precision,
        'https://models.dev/models.json' as source_url,
        'models.json release_date; it does not say of what channel' as evidence,
        in_time.retrieved_on as read_on,
    from raw.models_dev_models as models
    join in_time using (load_id)
    union all
    select
        'models_dev' as source_id,
        prices.provider || '/' || prices.model_id as source_name,
        'announced_on' as claim_kind,
        prices.released_on as claimed_on,
        prices.released_precision as day_precision,
        'https://models.dev/api.json' as source_url,
        'api.json release_date; it does not say of what channel' as evidence,
        in_time.retrieved_on as read_on,
    from raw.models_dev_prices as prices
    join in_time using (load_id)
    union all
    select
        'model_release_dates' as source_id,
        events.model_id as source_name,
        if(events.channel = 'weights', 'weights_on', 'api_on') as claim_kind,
        events.day as claimed_on,
        events."precision" as day_precision,
        events.url as source_url,
        events.channel || ' ' || events.stage || '; ' || events.url as evidence,
        in_time.retrieved_on as read_on,
    from raw.catalogue_events as events
    join in_time using (load_id)
    where events.channel in ('api', 'weights') and events.stage in ('public', 'public_preview')
    union all
    select
        'epoch_archive' as source_id,
        models.model_version as source_name,
        'published_on' as claim_kind,
        models.released_on as claimed_on,
        'day' as day_precision,
        'https://epoch.ai/data/benchmark_data.zip' as source_url,
        'the release day of the archive' as evidence,
        in_time.retrieved_on as read_on,
    from raw.archive_models as models
    join in_time using (load_id)
    union all
    select
        'hub' as source_id,
        hub_model_id as source_name,
        'hub_created_on' as claim_kind,
        cast(created_at at time zone 'UTC' as date) as claimed_on,
        'day' as day_precision,
        'https://huggingface.co/' || hub_model_id as source_url,
        'createdAt of the repository' as evidence,
        pulled_on as read_on,
    from core.hub_repositories
    where
        not is_snapshot
        and pulled_on = (select max(pulled_on) from core.hub_repositories)
        and pulled_on <= getvariable('as_of')
    union all
    select
        'hub' as source_id,
        hub_model_id as source_name,
        'hub_first_weights_on' as claim_kind,
        cast(weights.first_weights_at at time zone 'UTC' as date) as claimed_on,
        'day' as day_precision,
        'https://huggingface.co/' || hub_model_id as source_url,
        'the first commit with weight files, ' || weights.commit_id as evidence,
        loads.retrieved_on as read_on,
    from raw.hub_first_weights as weights
    join raw.loads as loads using (load_id)
    where loads.retrieved_on <= getvariable('as_of')
),

named as (
    select identities.release_id, claims.*
    from claims
    join core.own_names as identities on identities.source = claims.source_id and identities.name = claims.source_name
    union all by name
    select
        epoch.release_id,
        'epoch_index' as source_id,
        epoch.name as source_name,
        'published_on' as claim_kind,
        epoch.published_on as claimed_on,
        'day' as day_precision,
        'https://epoch.ai/data/eci_scores.csv' as source_url,
        'eci_scores.csv date' as evidence,
        loads.retrieved_on as read_on,
    from staging.epoch_releases as epoch
    join raw.loads as loads using (load_id)
    -- Of a release that only Epoch knows the day is the one in use, and no claim beside it.
    where epoch.release_id in (select release_id from staging.releases)
)

select
    release_id,
    claim_kind,
    source_id,
    claimed_on,
    min(day_precision) as day_precision,
    min(source_name) as source_name,
    arg_min(source_url, (source_name, evidence)) as source_url,
    arg_min(evidence, (source_name, evidence)) as evidence,
    max(read_on) as read_on,
from named
where claimed_on is not null and day_precision in ('day', 'month')
group by all
