-- meaning: What was read, from where, under which licence, and how old it was on the as-of day.
-- grain: one row per load in use
-- key: load_id
-- not_null: load_id, source, url, retrieved_on, age_days, row_count, reject_count, is_snapshot, is_score_source, as_of
with in_use as (
    select load_id from staging.score_load
    union
    select load_id from staging.hub_pulls where pulled_on = (select max(pulled_on) from staging.hub_pulls)
    union
    select load_id from staging.name_loads
    union
    select load_id from staging.hub_top
    union
    select load_id from raw.loads where source in ('reference', 'hub_weights')
)

select
    loads.source,
    loads.title,
    loads.producer,
    loads.url,
    loads.licence,
    loads.retrieved_on,
    getvariable('as_of') - loads.retrieved_on as age_days,
    loads.row_count,
    loads.reject_count,
    loads.is_snapshot,
    loads.load_id in (select load_id from staging.score_load) as is_score_source,
    loads.load_id,
    getvariable('as_of') as as_of,
from raw.loads
join in_use using (load_id)
order by loads.source, loads.retrieved_on desc, loads.load_id
