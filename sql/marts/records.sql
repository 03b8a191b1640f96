-- meaning: The frontier of each group: releases strictly above every earlier release of their group on a scale.
-- grain: one row per pairing, role, scale, date basis and record
-- key: pairing_id, role, scale_id, date_basis, release_id
-- not_null: pairing_id, role, scale_id, date_basis, release_id, openness, released_on, released_on_basis, score, as_of
-- in: role (leader, laggard); date_basis (available, announced, published); openness (open_unrestricted, open_restricted,
-- open_noncommercial, api, hosted, unreleased, unknown); released_on_basis (announced_on, api_on, weights_on, published_on)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; release_id = core.releases.release_id
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
