-- meaning: The day up to which a laggard release would have its score by now, if it waited no longer than the slowest record of the last year.
-- grain: one row
-- key: none
-- caveat: scored_until_on is the as-of day less the longest delay of the laggard's records of the last 365 days, a negative delay counting as none;
-- null where no such delay is known. delay_90_days is of all laggard releases at least 120 days old, as of the younger only the quick are
-- scored yet; a release without a score has no delay.
with delays as (
    select delays.release_id, delays.released_on, greatest(delays.delay_days, 0) as days,
    from core.scoring_delays as delays
    join core.dated_releases as dated using (release_id)
    join core.headline using (pairing_id, date_basis)
    where delays.is_measured and dated.role = 'laggard'
),

of_records as (
    select max(delays.days) as delay_days, count(*) as n_records,
    from delays
    join core.records using (release_id)
    join core.headline using (pairing_id, scale_id, date_basis)
    where records.role = 'laggard' and delays.released_on > getvariable('as_of') - 365
),

of_releases as (
    select quantile_cont(days, 0.9) as delay_90_days, count(*) as n_releases,
    from delays
    where released_on <= getvariable('as_of') - 120
)

select getvariable('as_of') - cast(delay_days as integer) as scored_until_on, delay_days, n_records, delay_90_days, n_releases,
from of_records
cross join of_releases
