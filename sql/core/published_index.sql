-- meaning: The index as published, in every load that some week uses.
-- grain: one row per load and release
-- key: load_id, release_id
with loads as (
    select distinct load_id from staging.score_load_by_week
)

select load_id, release_id, score,
from raw.scores
join loads using (load_id)
where benchmark_id = 'eci_published'
union all
select
    load_id,
    names.release_id,
    score,
from raw.epoch_index
join staging.epoch_names as names on names.epoch_name = epoch_index.model
join loads using (load_id)
where score is not null
