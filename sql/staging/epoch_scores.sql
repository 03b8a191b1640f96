-- meaning: Epoch's benchmark scores, keyed by this project's ids.
-- grain: one row per release and scale of the load in use
-- key: release_id, scale_id
select
    load_id,
    names.release_id,
    trim(regexp_replace(lower(benchmark), '[^a-z0-9]+', '-', 'g'), '-') as scale_id,
    score,
    source,
from raw.epoch_scores
join staging.epoch_names as names on names.epoch_name = epoch_scores.model
where load_id in (select load_id from staging.score_load)
