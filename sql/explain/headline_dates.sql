-- How many sources agree with its day in the headline
select
    release_id, headline_part, released_on, n_sources_same_day, n_sources_within_seven_days, sources_same_day,
    sources_within_seven_days, sources_otherwise, is_resting_on_one,
from marts.headline_dates
where release_id in (select unnest(getvariable('release_ids')))
order by headline_part
