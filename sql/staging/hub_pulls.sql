-- meaning: The one Hub pull that stands for its day: the last that finished.
-- grain: one row per day with a pull
-- key: pulled_on
select
    retrieved_on as pulled_on,
    arg_max(load_id, finished_at) as load_id,
    arg_max(is_replay, finished_at) as is_replay,
from raw.loads
where source = 'hub' and retrieved_on <= getvariable('as_of')
group by all
