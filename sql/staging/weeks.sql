-- meaning: ISO weeks from the launch of GPT-4 to the as-of day, each with the last day it speaks of: its Sunday, or the as-of day in the last one.
-- grain: one row per ISO week
-- key: week
with mondays as (
    select unnest(generate_series(
        least(timestamp '2023-03-13', date_trunc('week', cast(getvariable('as_of') as timestamp))),
        cast(getvariable('as_of') as timestamp),
        interval 7 day
    )) as monday
)

select
    strftime(monday, '%G-W%V') as week,
    least(cast(monday as date) + 6, getvariable('as_of')) as week_as_of,
from mondays
