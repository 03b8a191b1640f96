-- meaning: What was read, from where, under which licence, and how old it was on the as-of day.
-- grain: one row per load in use, and per source and licence of listings of the whole Hub, the newest of them
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

union all by name

select
    'crawl' as source,
    listings.title,
    listings.producer,
    listings.url,
    listings.licence,
    listings.listed_on as retrieved_on,
    getvariable('as_of') - listings.listed_on as age_days,
    listings.n_models as row_count,
    listings.n_rejects as reject_count,
    false as is_snapshot,
    false as is_score_source,
    listings.listing_id as load_id,
    getvariable('as_of') as as_of,
from raw.hub_listings as listings
join core.weekly_listings using (listing_id)
qualify row_number() over (
    partition by listings.source, listings.title, listings.producer, listings.licence order by listings.listed_on desc
) = 1
order by source, retrieved_on desc, load_id
