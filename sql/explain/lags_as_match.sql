-- Lags: this release is the match
select match_release_id as release_id, pairing_id, scale_id, date_basis, rule_id, record_name, record_released_on, record_score, match_released_on,
    match_score, lag_days,
from marts.lag_by_record
where match_release_id in (select unnest(getvariable('release_ids')))
order by
    pairing_id = (select pairing_id from core.headline) desc, pairing_id, scale_id = (select scale_id from core.headline) desc,
    scale_id = 'index' desc, scale_id, date_basis = (select date_basis from core.headline) desc, date_basis,
    rule_id = (select rule_id from core.headline) desc, rule_id, record_released_on, record_release_id
