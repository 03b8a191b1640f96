-- Lags: this release is the record
select record_release_id as release_id, pairing_id, scale_id, date_basis, rule_id, record_released_on, record_score, match_name, match_released_on,
    match_score, is_matched, lag_days, follow_up_days, censored_on, not is_matched and censored_on >= as_of as is_running,
from marts.lag_by_record
where record_release_id in (select unnest(getvariable('release_ids')))
order by
    pairing_id = (select pairing_id from core.headline) desc, pairing_id, scale_id = (select scale_id from core.headline) desc,
    scale_id = 'index' desc, scale_id, date_basis = (select date_basis from core.headline) desc, date_basis,
    rule_id = (select rule_id from core.headline) desc, rule_id
