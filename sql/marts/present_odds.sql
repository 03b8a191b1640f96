-- meaning: For each unmatched US record on our own index: may the best Chinese open release stand at its level already, and, as a forecast,
-- will it be matched by its six-month day?
-- grain: one row per unmatched record
-- key: record_release_id
-- not_null: record_release_id, record_released_on, record_score, follow_up_days, six_month_day, n_draws_known, state, n_records, as_of
-- in: state (forecast, past, unknown)
-- refers: record_release_id = core.releases.release_id
-- caveat: forecast_share is a forecast and no measurement: it takes new records to be matched like past ones. probability_now speaks of the
-- errors of the scores alone; by the scores themselves the record stands unmatched.
select
    odds.record_release_id,
    records.name as record_name,
    matches.record_released_on,
    matches.record_score,
    odds.follow_up_days,
    matches.record_released_on + cast(ceil(six_months()) as integer) as six_month_day,
    odds.probability_now,
    odds.n_draws_known,
    odds.state,
    odds.forecast_share,
    odds.n_records,
    getvariable('as_of') as as_of,
from core.present_odds as odds
join core.releases as records on records.release_id = odds.record_release_id
join core.matches on matches.record_release_id = odds.record_release_id and matches.scale_id = 'index'
join core.headline using (pairing_id, date_basis, rule_id)
order by matches.record_released_on desc
