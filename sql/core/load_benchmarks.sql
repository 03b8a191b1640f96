-- meaning: Benchmarks of every load of Epoch's that some week uses, held against their scale: the listed one, or 0 to 1 if nobody listed them.
-- grain: one row per load and scale
-- key: load_id, scale_id
-- caveat: One score above the scale says that the file prints the benchmark in another unit, in which the scores within the scale mean
-- something else too: it is left out whole. A score below the scale is left out alone, unless more than one is, and more than a tenth.
with bounded as (
    select
        scores.*,
        scales.scale_type,
        if(is_listed, scales.floor, 0.0) as floor,
        if(is_listed, scales.ceiling, 1.0) as ceiling,
    from staging.epoch_scores as scores
    left join staging.benchmarks as scales using (scale_id)
),

counted as (
    select
        load_id,
        scale_id,
        any_value(is_listed) as is_listed,
        any_value(first_name) as first_name,
        any_value(last_name) as last_name,
        coalesce(any_value(scale_type), 'proportion') as scale_type,
        any_value(floor) as floor,
        any_value(ceiling) as ceiling,
        count(*) as n_scores,
        count(*) filter (score > ceiling) as n_above,
        count(*) filter (score < floor) as n_below,
        max(score) as highest,
        min(score) as lowest,
    from bounded
    group by load_id, scale_id
)

select *, n_above > 0 or (n_below > 1 and n_below > 0.1 * n_scores) as is_left_out,
from counted
