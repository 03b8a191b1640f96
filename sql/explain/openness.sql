-- Labels of openness by source
select
    claims.release_id,
    claims.claimed_openness,
    claims.claimed_licence,
    claims.source_id,
    claims.source_name,
    claims.claimed_openness = releases.openness as is_label_in_use,
    coalesce(conflicts.is_deciding_group, false) as is_deciding_group,
    case
        when claims.claimed_openness = releases.openness then 'as in use'
        when conflicts.release_id is null then 'agrees, without the class'  -- a source that says open or closed, and no more
        when conflicts.is_deciding_group then 'another group'
        else 'otherwise'
    end as agreement,
    claims.source_url,
    claims.evidence,
    claims.read_on,
from core.openness_claims as claims
join marts.releases using (release_id)
left join marts.openness_conflicts as conflicts
    on conflicts.release_id = claims.release_id and conflicts.source_id = claims.source_id
    and conflicts.claimed_openness = claims.claimed_openness
where claims.release_id in (select unnest(getvariable('release_ids')))
order by claims.claimed_openness is distinct from releases.openness, claims.source_id, claims.claimed_openness
