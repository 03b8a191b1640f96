-- meaning: Notices of sources whose newest load is set aside, so that an older one or none is in use, and of older loads that are damaged.
-- grain: one row per source, and one per damaged load
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
    select
        loads_set_aside.*,
        in_use.retrieved_on as used_on,
        row_number() over (
            partition by source order by loads_set_aside.retrieved_on desc, loads_set_aside.finished_at desc, load_id
        ) = 1
        and (in_use.source is null or (loads_set_aside.retrieved_on, loads_set_aside.finished_at) > (in_use.retrieved_on, in_use.finished_at))
            -- Of what we make ourselves every load counts, and none takes the place of another.
            and loads_set_aside.source not in ('backfill', 'forecasts', 'crawl') as is_newest,
    from raw.loads_set_aside
    left join in_use using (source)
    where loads_set_aside.retrieved_on <= getvariable('as_of') or getvariable('as_of') >= (select day from newest_day)
)

select
    'load_set_aside' as kind,
    aside.source,
    aside.load_id as subject,
    true as is_first_line,
    aside.retrieved_on as known_on,
    aside.reason
    || coalesce(
        ' In use is the load of ' || used_on || case aside.retrieved_on - used_on
            when 0 then ', of the same day.'
            when 1 then ', 1 day older.'
            else ', ' || (aside.retrieved_on - used_on) || ' days older.'
        end,
        ' There is none before it'
        || if(aside.source = 'epoch', ', and the scores are those of warehouse/reference, read on ' || newest_day.day, '') || '.'
    ) as detail,
from aside
cross join newest_day
where is_newest

union all by name

-- The same facts landed again have the same id but for a number after it.
select
    'load_damaged' as kind,
    aside.source,
    aside.load_id as subject,
    aside.source = 'forecasts' as is_first_line, -- else a forecast that went wrong could go without a word
    aside.retrieved_on as known_on,
    aside.reason || ' It is set aside, and what no other load holds of it is in no table.' as detail,
from aside
where is_damaged and not is_newest
    and not exists (
        from raw.loads where regexp_replace(loads.load_id, '-\d{1,4}$', '') = regexp_replace(aside.load_id, '-\d{1,4}$', '')
    )
-- Copies of one load, each in the folder of another day, are one thing that is missing.
qualify row_number() over (partition by aside.source, aside.load_id order by aside.retrieved_on) = 1
