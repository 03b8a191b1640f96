-- Records
select release_id, pairing_id, role, scale_id, date_basis, released_on, released_on_basis, score, score_lower, score_upper,
from marts.records
where release_id in (select unnest(getvariable('release_ids')))
order by
    pairing_id = (select pairing_id from core.headline) desc, pairing_id, scale_id = (select scale_id from core.headline) desc,
    scale_id = 'index' desc, scale_id, date_basis = (select date_basis from core.headline) desc, date_basis, role desc
