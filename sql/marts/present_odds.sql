-- meaning: For each unmatched US record on our own index: may the best Chinese open release stand at its level already, and, as a forecast,
-- will it be matched by its six-month day?
-- grain: one row per unmatched record
-- key: record_release_id
-- caveat: forecast_share is a forecast and no measurement: it takes new records to be matched like past ones. probability_now speaks of the
-- errors of the scores alone; by the scores themselves the record stands unmatched.
select
    odds.record_release_id,
    records.name as record_name,
    matches.record_released_on,
    matches.record_score,
    odds.follow_up_days,
    cast(matches.record_released_on + 183 as date) as six_month_day,
    odds.probability_now,
    odds.n_draws_known,
    odds.state,
    odds.forecast_share,
    odds.n_records,
    getvariable('as_of') as as_of,
from core.present_odds as odds
join core.releases as records on records.release_id = odds.record_release_id
join core.matches
    on matches.record_release_id = odds.record_release_id
    and matches.pairing_id = 'us_any__cn_open'
    and matches.scale_id = 'index'
    and matches.date_basis = 'available'
    and matches.rule_id = 'strict'
order by matches.record_released_on desc
