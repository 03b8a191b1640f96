-- Labels of openness by source
select
    claims.release_id,
    claims.claimed_openness,
    claims.claimed_licence,
    claims.source_id,
    claims.source_name,
    claims.claimed_openness = releases.openness as is_label_in_use,
    coalesce(conflicts.is_deciding_group, false) as is_deciding_group,
    claims.evidence,
    claims.read_on,
from staging.openness_claims as claims
join marts.releases using (release_id)
left join marts.openness_conflicts as conflicts
    on conflicts.release_id = claims.release_id and conflicts.source_id = claims.source_id
    and conflicts.claimed_openness = claims.claimed_openness
where claims.release_id in (select unnest(getvariable('release_ids')))
order by claims.claimed_openness is distinct from releases.openness, claims.source_id, claims.claimed_openness
