-- meaning: Estimand A by tier, record by record: days from each record of a tier of US releases to the first Chinese open release at or above
-- it, whatever the tier of that.
-- grain: one row per tier and record since the headline's start
-- key: tier, record_release_id
-- not_null: tier, record_release_id, record_released_on, record_score, is_matched, follow_up_days, as_of
-- in: tier (top, middle, small)
-- refers: record_release_id = core.releases.release_id; match_release_id = core.releases.release_id
-- caveat: Tiers are the labs' own product lines (docs/review.md), and a record is one of its tier alone. A record that is not matched is
-- censored: its lag is known only to be longer than follow_up_days.
select
    lags.tier,
    getvariable('as_of') as as_of,
    lags.record_release_id,
    records.name as record_name,
    lags.record_released_on,
    lags.record_score,
    lags.match_release_id,
    laggards.name as match_name,
    lags.match_released_on,
    lags.match_score,
    lags.is_matched,
    lags.lag_days,
    lags.follow_up_days,
from core.tier_lags as lags
join core.releases as records on records.release_id = lags.record_release_id
left join core.releases as laggards on laggards.release_id = lags.match_release_id
order by lags.record_released_on desc, lags.tier, lags.record_release_id
