-- meaning: The notice that the published index of a past day is the one that stood then.
-- grain: one row if there is any
-- key: kind, source, subject
select
    'index_as_seen' as kind,
    'epoch' as source,
    'eci_published' as subject,
    true as is_first_line,
    vintage as known_on,
    cast(null as bigint) as n,
    cast(null as double) as value_before,
    cast(null as double) as value_after,
    cast(load_vintage as varchar) as detail,
from core.index_in_use
where is_republished
