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
join core.headline using (pairing_id, scale_id, date_basis, rule_id)
where record_released_on >= headline.start_on
order by record_released_on
