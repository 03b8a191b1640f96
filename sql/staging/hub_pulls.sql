-- meaning: The one Hub pull that stands for its day: the last that finished. Live pulls up to the as-of day, or the first after it if all are
-- younger; the stored snapshot stands in while there is no live one.
-- grain: one row per day with a pull
-- key: pulled_on
with preferred as (
    select *
    from raw.loads
    where source = 'hub'
    qualify is_snapshot = min(is_snapshot) over ()
),

in_time as (
    select *
    from preferred
    qualify
        retrieved_on <= getvariable('as_of')
        or (min(retrieved_on) over () > getvariable('as_of') and retrieved_on = min(retrieved_on) over ())
)

select
    retrieved_on as pulled_on,
    arg_max(load_id, finished_at) as load_id,
    arg_max(is_snapshot, finished_at) as is_snapshot,
from in_time
group by all
