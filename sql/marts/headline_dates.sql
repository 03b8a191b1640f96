-- meaning: The day of every US record and every Chinese match of the headline, and how many independent sources agree with it.
-- grain: one row per release
-- key: release_id
-- not_null: release_id, headline_part, released_on, released_on_basis, n_sources_same_day, n_sources_within_seven_days, is_resting_on_one,
-- n_channels, as_of
-- in: headline_part (record, match); released_on_basis (announced_on, api_on, weights_on, published_on)
-- refers: release_id = core.releases.release_id
-- caveat: Epoch's index and archive are one source, models.dev and its price list another. A source agrees if any day of it is within seven
-- days; a month and a bound agree with no day. is_resting_on_one: fewer than two sources agree. day_lower to day_upper is the interval by the
-- channels that bear on the day (core.day_intervals), null where an end is not known.
with claims as (
    select
        headline_releases.release_id,
        dates.source_id,
        dates.claimed_on,
        dates.claim_rank,
        dates.origin,
        dates.is_evidence and dates.day_precision = 'day' and dates.difference_days = 0 as is_same_day,
        dates.is_evidence and dates.day_precision = 'day' and abs(dates.difference_days) <= 7 as is_within_seven_days,
        dates.is_evidence,
        dates.day_precision,
    from core.headline_releases
    join core.headline_days using (release_id)
    join core.release_dates as dates
        on dates.release_id = headline_days.release_id and dates.date_kind = headline_days.headline_kind
),

counted as (
    select
        release_id,
        count(distinct origin) filter (where is_same_day) as n_sources_same_day,
        count(distinct origin) filter (where is_within_seven_days) as n_sources_within_seven_days,
        string_agg(source_id, ', ' order by claim_rank, claimed_on) filter (where is_same_day) as sources_same_day,
        string_agg(source_id || ' ' || claimed_on, ', ' order by claim_rank, claimed_on) filter (
            where is_within_seven_days and not is_same_day
        ) as sources_within_seven_days,
        string_agg(
            source_id || ' ' || if(day_precision = 'month', strftime(claimed_on, '%Y-%m'), cast(claimed_on as varchar)),
            ', ' order by claim_rank, claimed_on
        ) filter (where is_evidence and not is_within_seven_days) as sources_otherwise,
    from claims
    group by release_id
)

select
    release_id,
    releases.name,
    headline_releases.headline_part,
    headline_days.headline_on as released_on,
    headline_days.headline_kind as released_on_basis,
    counted.n_sources_same_day,
    counted.n_sources_within_seven_days,
    counted.sources_same_day,
    counted.sources_within_seven_days,
    counted.sources_otherwise,
    counted.n_sources_within_seven_days < 2 as is_resting_on_one,
    intervals.day_lower,
    intervals.day_upper,
    coalesce(intervals.n_channels, 0) as n_channels,
    intervals.channels,
    releases.notes,
    getvariable('as_of') as as_of,
from core.headline_releases
join core.releases using (release_id)
join core.headline_days using (release_id)
join counted using (release_id)
left join core.day_intervals as intervals
    on intervals.release_id = headline_days.release_id and intervals.date_kind = headline_days.headline_kind
order by headline_days.headline_on desc, release_id
