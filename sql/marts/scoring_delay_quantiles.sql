-- meaning: Quantiles of the days that releases after the first vintage waited for their score in the published index.
-- grain: one row per country and openness
-- key: country, access
-- not_null: country, access, n_releases, median_delay_days, delay_90_days, longest_delay_days, as_of
-- in: access (any, open, closed)
-- caveat: A score that was seen before the release counts as no delay here. Releases that are not scored yet are not in them, so that the true delays
-- are longer. n is small: these are no estimates for a lab.
with measured as (
    select
        releases.country,
        unnest(['any', if(releases.openness like 'open%', 'open', 'closed')]) as access,
        greatest(delays.delay_days, 0) as delay_days,
    from core.scoring_delays as delays
    join core.releases using (release_id)
    where delays.is_measured and releases.country is not null and releases.exclusion_reason is null
)

select
    country,
    access,
    count(*) as n_releases,
    median(delay_days) as median_delay_days,
    quantile_cont(delay_days, 0.9) as delay_90_days,
    max(delay_days) as longest_delay_days,
    getvariable('as_of') as as_of,
from measured
group by all
order by country, access
