-- Backward view: the first leader at or above this laggard record
select release_id, pairing_id, scale_id, date_basis, released_on, score, leader_name, leader_released_on, backward_lag_days, is_leader_open,
from marts.lag_by_release
where release_id in (select unnest(getvariable('release_ids')))
order by
    pairing_id = (select pairing_id from core.headline) desc, pairing_id, scale_id = (select scale_id from core.headline) desc,
    scale_id = 'index' desc, scale_id, date_basis = (select date_basis from core.headline) desc, date_basis
