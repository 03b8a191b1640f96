-- meaning: The frontier of each group: releases strictly above every earlier release of their group on a scale.
-- grain: one row per pairing, role, scale, date basis and record
-- key: pairing_id, role, scale_id, date_basis, release_id
select
    records.pairing_id,
    records.role,
    records.scale_id,
    records.date_basis,
    records.release_id,
    releases.name,
    organizations_known.organization_name,
    releases.country,
    releases.openness,
    records.released_on,
    records.released_on_basis,
    records.score,
    records.score_lower,
    records.score_upper,
    getvariable('as_of') as as_of,
from core.records
join core.releases using (release_id)
left join staging.organizations as organizations_known using (organization_id)
order by records.released_on desc, records.pairing_id, records.role, records.scale_id, records.date_basis
