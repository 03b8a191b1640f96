-- meaning: Difficulty and slope of every benchmark in the fit of our own index, with the 90% interval of the difficulty over the draws.
-- grain: one row per benchmark
-- key: scale_id
-- not_null: scale_id, difficulty, slope, as_of
-- refers: scale_id = core.scales.scale_id
-- caveat: Difficulty is the level of the index at which half of the benchmark is solved; far from any release it is little more than the ridge.
with intervals as (
    select
        name_id as scale_id,
        quantile_cont(value, 0.05) as difficulty_lower,
        quantile_cont(value, 0.95) as difficulty_upper,
    from core.index_draws
    where kind = 'benchmark'
    group by name_id
),

counts as (
    select scale_id, count(*) as n_scores,
    from core.index_inputs
    join staging.score_load using (load_id)
    where known_on <= getvariable('as_of')
    group by scale_id
)

select
    difficulties.scale_id,
    scales.scale_name,
    scales.domain,
    difficulties.difficulty,
    intervals.difficulty_lower,
    intervals.difficulty_upper,
    difficulties.slope,
    counts.n_scores,
    getvariable('as_of') as as_of,
from core.index_difficulties as difficulties
left join intervals using (scale_id)
left join counts using (scale_id)
left join core.scales using (scale_id)
order by difficulties.difficulty desc
