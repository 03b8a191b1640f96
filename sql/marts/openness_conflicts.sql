-- meaning: Releases whose openness a source labels otherwise than the label in use, blank labels among them; those of the headline first.
-- grain: one row per release, source and label
-- key: release_id, source_id, claimed_openness
-- not_null: release_id, source_id, claimed_openness, is_blank, is_deciding_group, as_of
-- in: openness (open_unrestricted, open_restricted, open_noncommercial, api, hosted, unreleased, unknown); headline_part (record,
-- match)
-- refers: release_id = core.releases.release_id
-- caveat: is_deciding_group says whether the other label would put the release into another group, or into none.
select
    disagreements.release_id,
    releases.name,
    disagreements.openness,
    releases.licence,
    disagreements.source_id,
    disagreements.source_name,
    disagreements.claimed_openness,
    disagreements.claimed_licence,
    disagreements.is_blank,
    disagreements.is_deciding_group,
    headline_releases.headline_part,
    disagreements.evidence,
    releases.notes,
    getvariable('as_of') as as_of,
from core.openness_disagreements as disagreements
join core.releases using (release_id)
left join core.headline_releases using (release_id)
order by
    headline_releases.headline_part is null, not disagreements.is_deciding_group, disagreements.release_id,
    disagreements.source_id, disagreements.claimed_openness
