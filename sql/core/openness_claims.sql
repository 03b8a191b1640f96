-- meaning: What every source says of the openness of our releases: its pull, or what the reference file lists of it, whichever was read later.
-- grain: one row per release, source and label
-- key: release_id, source_id, claimed_openness
-- caveat: models.dev says open or closed and names no class of licence, and neither does a repository on the Hub
-- whose licence the reference files place in none.
with in_time as (
    select source, load_id, retrieved_on
    from staging.name_loads
    where retrieved_on <= getvariable('as_of')
),

stated as (
    select
        'models_dev' as source_id,
        models.model_id as source_name,
        if(models.open_weights, 'open', 'closed') as claimed_openness,
        models.licence as claimed_licence,
        'https://models.dev/models.json' as source_url,
        'models.json open_weights ' || models.open_weights as evidence,
        in_time.retrieved_on as read_on,
    from raw.models_dev_models as models
    join in_time using (load_id)
    where models.open_weights is not null
    union all
    select
        'epoch_archive' as source_id,
        models.model_version as source_name,
        coalesce(access.openness, 'unknown') as claimed_openness,
        null as claimed_licence,
        'https://epoch.ai/data/benchmark_data.zip' as source_url,
        'Model accessibility: ' || coalesce(models.accessibility, 'blank') as evidence,
        in_time.retrieved_on as read_on,
    from raw.archive_models as models
    join in_time using (load_id)
    left join staging.epoch_access as access using (accessibility)
),

live as (
    select
        identities.release_id,
        stated.source_id,
        stated.claimed_openness,
        min(stated.claimed_licence) as claimed_licence,
        min(stated.source_name) as source_name,
        any_value(stated.source_url) as source_url,
        arg_min(stated.evidence, stated.source_name) as evidence,
        max(stated.read_on) as read_on,
    from stated
    join core.own_names as identities on identities.source = stated.source_id and identities.name = stated.source_name
    group by all
    union all by name
    select
        epoch.release_id,
        'epoch_index' as source_id,
        epoch.openness as claimed_openness,
        cast(null as varchar) as claimed_licence,
        epoch.name as source_name,
        'https://epoch.ai/data/eci_scores.csv' as source_url,
        'eci_scores.csv Model accessibility' as evidence,
        loads.retrieved_on as read_on,
    from staging.epoch_releases as epoch
    join raw.loads as loads using (load_id)
    union all by name
    select
        repositories.release_id,
        'hub' as source_id,
        coalesce(changes.licence_openness, 'open') as claimed_openness,
        nullif(changes.licence, 'none stated') as claimed_licence,
        presence.hub_model_id as source_name,
        'https://huggingface.co/' || presence.hub_model_id as source_url,
        'licence of the repository: ' || changes.licence || coalesce('; gate: ' || changes.gated, '') as evidence,
        changes.last_seen_on as read_on,
    from core.licence_changes as changes
    join core.hub_presence as presence using (hub_id)
    join core.release_repositories as repositories using (hub_id)
    join staging.hub_pulls as pulls on pulls.pulled_on = changes.last_seen_on
    where
        changes.is_newest
        and changes.licence is not null
        and not pulls.is_snapshot
        and pulls.pulled_on <= getvariable('as_of')
),

claims as (
    select release_id, source_id, claimed_openness, claimed_licence, source_name, source_url, evidence, read_on, true as is_live,
    from live
    union all by name
    select release_id, source_id, claimed_openness, claimed_licence, source_name, source_url, evidence, read_on, false as is_live,
    from staging.openness_claims
)

select release_id, source_id, claimed_openness, claimed_licence, source_name, source_url, evidence, read_on, is_live,
from claims
-- As in core.date_claims: whichever was read later speaks.
qualify is_live = first_value(is_live) over (
    partition by release_id, source_id
    order by read_on desc, is_live desc
    rows between unbounded preceding and unbounded following
)
