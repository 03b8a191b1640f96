-- Each US record since GPT-4 with its first Chinese open match, or the days it has been waiting.
select
    record_released_on,
    record_name,
    record_score,
    match_released_on,
    match_name,
    lag_days,
    case when not is_matched then follow_up_days end as waiting_days,
from marts.lag_by_record
where
    pairing_id = 'us_any__cn_open'
    and scale_id = 'eci_published'
    and date_basis = 'available'
    and rule_id = 'strict'
    and record_released_on >= date '2023-03-14'
order by record_released_on
