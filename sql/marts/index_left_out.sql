-- meaning: Releases and benchmarks without a part in the fit of our own index, with the reason.
-- grain: one row per kind and name
-- key: kind, name
select kind, name, reason, getvariable('as_of') as as_of,
from core.index_left_out
order by kind, name
