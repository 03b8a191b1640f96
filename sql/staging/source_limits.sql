-- meaning: How old a source may be before what rests on it is marked.
-- grain: one row per source that is read live
-- key: source
select
    source,
    age_limit_days,
    rests_on_it,
    reason,
from raw.source_limits
