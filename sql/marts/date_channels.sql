-- meaning: How far the days of each channel of evidence lie from days that are known well without it.
-- grain: one row per channel and kind of claim
-- key: channel, claim_kind
-- not_null: channel, claim_kind, bound, n_claims, n, n_releases, as_of
-- in: channel (maker_page, score_source, price_list, repository, recipe, library, thread, page); bound (exact, lower, upper, none)
-- caveat: A day is known well for a channel where two independent sources or more of other channels state the same day of the headline's
-- basis, and no other two state another; a day that another date of the release explains (an announcement) states none. bias_days is the median of the channel's day minus it, spread_days the interquartile range, so that
-- one day far off moves neither: first_days and last_days have the ends. Null, not zero, where n is 0, and the spread where
-- n is 1: one day has none. Channels copy from each other, and a day agreed upon can be wrong.
with claims as (
    select
        dates.release_id,
        dates.origin,
        dates.channel,
        dates.claim_kind,
        dates.bound,
        dates.claimed_on,
        dates.is_evidence and not dates.is_explained as is_evidence,
    from core.release_dates as dates
    join core.headline_days
        on headline_days.release_id = dates.release_id and headline_days.headline_kind = dates.date_kind
    where dates.channel <> 'reference' and dates.day_precision = 'day' and dates.chosen_on is not null
),

agreed as (
    select asked.release_id, asked.channel, others.claimed_on
    from (select distinct release_id, channel from claims) as asked
    join claims as others using (release_id)
    where others.is_evidence and others.channel <> asked.channel
    group by all
    having count(distinct others.origin) >= 2
),

known as (
    select release_id, channel, min(claimed_on) as known_on,
    from agreed
    group by all
    having count(*) = 1
),

compared as (
    select claims.*, claims.claimed_on - known.known_on as difference_days,
    from claims
    left join known using (release_id, channel)
)

select
    channel,
    claim_kind,
    any_value(bound) as bound,
    count(*) as n_claims,
    count(difference_days) as n,
    count(distinct release_id) filter (where difference_days is not null) as n_releases,
    median(difference_days) as bias_days,
    if(
        count(difference_days) > 1,
        quantile_cont(difference_days, 0.75) - quantile_cont(difference_days, 0.25),
        null
    ) as spread_days,
    min(difference_days) as first_days,
    max(difference_days) as last_days,
    avg(if(difference_days is null, null, if(difference_days = 0, 1, 0))) as same_day_share,
    getvariable('as_of') as as_of,
from compared
group by channel, claim_kind
order by channel, claim_kind
