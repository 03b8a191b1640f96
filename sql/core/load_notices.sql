-- meaning: Notices of sources whose newest load is set aside, so that an older one or none is in use.
-- grain: one row per source
-- key: kind, source, subject
-- caveat: A build of a past day tells of loads up to that day only.
with in_use as (
    select source, max(retrieved_on) as retrieved_on, arg_max(finished_at, (retrieved_on, finished_at)) as finished_at,
    from raw.loads
    where not is_snapshot
    group by source
),

newest_day as (
    select coalesce(max(retrieved_on) filter (where source = 'epoch'), max(retrieved_on) filter (where source = 'reference')) as day,
    from raw.loads
),

aside as (
    select *,
    from raw.loads_set_aside
    where retrieved_on <= getvariable('as_of') or getvariable('as_of') >= (select day from newest_day)
    qualify row_number() over (partition by source order by retrieved_on desc, finished_at desc, load_id) = 1
)

select
    'load_set_aside' as kind,
    aside.source,
    aside.load_id as subject,
    true as is_first_line,
    aside.retrieved_on as known_on,
    aside.reason
    || coalesce(
        ' In use is the load of ' || in_use.retrieved_on || case aside.retrieved_on - in_use.retrieved_on
            when 0 then ', of the same day.'
            when 1 then ', 1 day older.'
            else ', ' || (aside.retrieved_on - in_use.retrieved_on) || ' days older.'
        end,
        ' There is none before it'
        || if(aside.source = 'epoch', ', and the scores are those of warehouse/reference, read on ' || newest_day.day, '') || '.'
    ) as detail,
from aside
cross join newest_day
left join in_use using (source)
where in_use.source is null or (aside.retrieved_on, aside.finished_at) > (in_use.retrieved_on, in_use.finished_at)
