-- meaning: Epoch's benchmark scores in every load that some week uses, keyed by this project's ids.
-- grain: one row per load, release and scale
-- key: load_id, release_id, scale_id
-- caveat: A benchmark that benchmarks.csv does not list has the id that its name makes (is_listed). Of a benchmark printed under two of its
-- names the score under the main one counts; core.benchmark_faults names it.
with keyed as (
    select
        *,
        scale_name_key(benchmark) as name_key,
    from raw.epoch_scores
    where load_id in (select load_id from staging.score_load_by_week)
),

named as (
    select
        keyed.*,
        coalesce(scale_names.scale_id, slug(benchmark)) as scale_id,
        scale_names.scale_id is not null as is_listed,
        coalesce(scale_names.is_main_name, false) as is_main_name,
    from keyed
    left join staging.scale_names as scale_names using (name_key)
)

select
    named.load_id,
    names.release_id,
    named.scale_id,
    named.is_listed,
    named.score,
    named.benchmark_released_on,
    named.source,
    min(named.benchmark) over (partition by named.load_id, named.scale_id) as first_name,
    max(named.benchmark) over (partition by named.load_id, named.scale_id) as last_name,
from named
join staging.epoch_names as names on names.epoch_name = named.model
qualify row_number() over (
    partition by named.load_id, named.model, named.scale_id
    order by named.is_main_name desc, named.benchmark
) = 1
