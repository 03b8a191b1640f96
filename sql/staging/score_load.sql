-- meaning: The one load whose scores are used: the newest of Epoch's files read on or before the as-of day; the reference file stands in
-- while there is none; and if every load is younger, the oldest of them.
-- grain: one row
-- key: none
-- caveat: Scores are refitted by their publisher over time. An as-of day before the first load is answered with that load's scores,
-- limited to releases of the time; `vintage` says so.
select
    load_id,
    source,
    retrieved_on as vintage,
from raw.loads
where source in ('epoch', 'reference')
order by
    retrieved_on <= getvariable('as_of') desc,
    retrieved_on <= getvariable('as_of') and source = 'epoch' desc,
    case when retrieved_on <= getvariable('as_of') then retrieved_on end desc,
    retrieved_on,
    finished_at desc,
    load_id
limit 1
