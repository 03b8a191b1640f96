-- meaning: Scores of releases as their sources print them, each scale of one vintage, so that no two vintages of a refitted index are compared.
-- grain: one row per release and scale
-- key: release_id, scale_id
-- caveat: All scales are from the load in use, but for the published index where a kept publication is the newest reading by the as-of day: then it is
-- that one, with the scores lost in its hole, and without intervals.
with index_as_seen as (
    select
        vintages.release_id,
        'eci_published' as scale_id,
        vintages.score,
        cast(null as double) as score_lower,
        cast(null as double) as score_upper,
        'Epoch Capabilities Index as it stood then, republished' as source,
        in_use.vintage,
    from core.score_vintages as vintages
    cross join core.index_in_use as in_use
    where
        in_use.is_republished and vintages.standing <> 'vanished'
        and vintages.first_seen_on = (select max(first_seen_on) from core.score_vintages)
),

from_reference as (
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
    cross join core.index_in_use as in_use
    where scores.scale_id <> 'eci_published' or not in_use.is_republished
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
    cross join core.index_in_use as in_use
    where epoch.score is not null and not in_use.is_republished
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

select release_id, scale_id, score, score_lower, score_upper, source, vintage from index_as_seen
union all
select release_id, scale_id, score, score_lower, score_upper, source, vintage from from_reference
union all
select release_id, scale_id, score, score_lower, score_upper, source, vintage from index_from_epoch
union all
select release_id, scale_id, score, score_lower, score_upper, source, vintage from benchmarks_from_epoch
