-- meaning: Scores of releases as their sources print them, all from one load, so that no two vintages of a refitted index are compared.
-- grain: one row per release and scale
-- key: release_id, scale_id
with from_reference as (
    select
        scores.release_id,
        scores.scale_id,
        scores.score,
        scores.score_lower,
        scores.score_upper,
        scores.source,
        score_load.vintage,
    from staging.reference_scores as scores
    join staging.score_load using (load_id)
),

index_from_epoch as (
    select
        epoch.release_id,
        'eci_published' as scale_id,
        epoch.score,
        epoch.score_lower,
        epoch.score_upper,
        'Epoch Capabilities Index as published' as source,
        score_load.vintage,
    from staging.epoch_releases as epoch
    join staging.score_load using (load_id)
    where epoch.score is not null
),

benchmarks_from_epoch as (
    select
        epoch.release_id,
        epoch.scale_id,
        epoch.score,
        cast(null as double) as score_lower,
        cast(null as double) as score_upper,
        epoch.source,
        score_load.vintage,
    from core.sound_scores as epoch
    join staging.score_load using (load_id)
    where epoch.is_listed
)

select release_id, scale_id, score, score_lower, score_upper, source, vintage from from_reference
union all
select release_id, scale_id, score, score_lower, score_upper, source, vintage from index_from_epoch
union all
select release_id, scale_id, score, score_lower, score_upper, source, vintage from benchmarks_from_epoch
