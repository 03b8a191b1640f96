-- meaning: The reading of the published index that is used: the newest up to the as-of day, kept publication or load, or the load of the as-of day
-- where none is as old.
-- grain: one row
-- key: none
-- caveat: is_republished: it is a kept publication, so that the scores of the published index alone are those of its day; everything else is of the load.
with newest as (
    select first_seen_on, origin
    from core.readings
    where first_seen_on <= getvariable('as_of')
    qualify row_number() over (order by first_seen_on desc) = 1
)

select
    coalesce(newest.first_seen_on, score_load.vintage) as vintage,
    score_load.vintage as load_vintage,
    coalesce(newest.origin = 'republished', false) as is_republished,
from staging.score_load
left join newest on true
