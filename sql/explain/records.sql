-- Records
select release_id, pairing_id, role, scale_id, date_basis, released_on, released_on_basis, score, score_lower, score_upper,
from marts.records
where release_id in (select unnest(getvariable('release_ids')))
order by
    pairing_id = 'us_any__cn_open' desc, pairing_id, scale_id = 'eci_published' desc, scale_id = 'index' desc, scale_id,
    date_basis = 'available' desc, date_basis, role desc
