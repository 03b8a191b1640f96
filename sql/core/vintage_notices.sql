-- meaning: The notice that the published index of a past day is the one that stood then, or that none of the time is kept and it was read later.
-- grain: one row if there is any
-- key: kind, source, subject
select
    if(is_republished, 'index_as_seen', 'index_read_later') as kind,
    'epoch' as source,
    'eci_published' as subject,
    true as is_first_line,
    vintage as known_on,
    cast(null as bigint) as n,
    cast(null as double) as value_before,
    cast(null as double) as value_after,
    cast(if(is_republished, load_vintage, getvariable('as_of')) as varchar) as detail,
from core.index_in_use
where is_republished or vintage > getvariable('as_of')
