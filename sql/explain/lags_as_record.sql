-- Lags: this release is the record
select record_release_id as release_id, pairing_id, scale_id, date_basis, rule_id, record_released_on, record_score, match_name, match_released_on,
    match_score, is_matched, lag_days, follow_up_days, censored_on, not is_matched and censored_on >= as_of as is_running,
from marts.lag_by_record
where record_release_id in (select unnest(getvariable('release_ids')))
order by
    pairing_id = 'us_any__cn_open' desc, pairing_id, scale_id = 'eci_published' desc, scale_id = 'index' desc, scale_id,
    date_basis = 'available' desc, date_basis, rule_id = 'strict' desc, rule_id
