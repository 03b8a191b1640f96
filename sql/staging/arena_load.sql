-- meaning: The one load of Arena's history that is used: the newest read on or before the as-of day, else the oldest of the younger ones.
-- grain: one row, none while nothing has landed
-- key: none
-- caveat: Every load holds the whole history by day of publication. A younger one is cut at the as-of day by staging.arena_ratings; what
-- Arena has corrected in it since is then in it too.
select load_id, retrieved_on,
from raw.loads
where source = 'arena'
qualify row_number() over (
    order by
        retrieved_on <= getvariable('as_of') desc,
        case when retrieved_on <= getvariable('as_of') then retrieved_on end desc,
        retrieved_on,
        finished_at desc,
        load_id
) = 1
