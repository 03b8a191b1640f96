-- meaning: The one load whose scores are used as of a week: the newest of Epoch's files read on or before its last day; the reference file
-- stands in while there is none; and if every load is younger, the oldest of them.
-- grain: one row per ISO week
-- key: week
-- caveat: Scores are refitted by their publisher over time. A week before the first load is answered with that load's scores, limited
-- to releases of the time; `vintage` says so.
select
    weeks.week,
    weeks.week_as_of,
    loads.load_id,
    loads.source,
    loads.retrieved_on as vintage,
from staging.weeks
cross join raw.loads
where loads.source in ('epoch', 'reference')
qualify row_number() over (
    partition by weeks.week
    order by
        loads.retrieved_on <= weeks.week_as_of desc,
        loads.retrieved_on <= weeks.week_as_of and loads.source = 'epoch' desc,
        case when loads.retrieved_on <= weeks.week_as_of then loads.retrieved_on end desc,
        loads.retrieved_on,
        loads.finished_at desc,
        loads.load_id
) = 1
