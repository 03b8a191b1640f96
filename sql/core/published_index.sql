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
    trim(regexp_replace(lower(model), '[^a-z0-9]+', '-', 'g'), '-') as release_id,
    score,
from raw.epoch_index
join loads using (load_id)
where score is not null
