-- meaning: Claims of openness that say otherwise than the label in use; a blank label says otherwise than any.
-- grain: one row per release, source and label
-- key: release_id, source_id, claimed_openness
-- caveat: A source that names no class (open, closed) says otherwise only where weights are open and it says closed, or the reverse.
with labels as (
    select
        claims.*,
        releases.openness,
        case
            when releases.openness like 'open%' then 'open'
            when releases.openness in ('api', 'hosted') then 'closed'
            else 'none'
        end as access_group,
        case
            when claims.claimed_openness like 'open%' then 'open'
            when claims.claimed_openness in ('api', 'hosted', 'closed') then 'closed'
            else 'none'
        end as claimed_access_group,
    from core.openness_claims as claims
    join core.releases using (release_id)
)

select
    release_id,
    openness,
    source_id,
    source_name,
    claimed_openness,
    claimed_licence,
    evidence,
    claimed_openness = 'unknown' as is_blank,
    access_group <> claimed_access_group as is_deciding_group,
from labels
where
    claimed_openness is distinct from openness
    and not (claimed_openness = 'open' and access_group = 'open')
    and not (claimed_openness = 'closed' and (access_group = 'closed' or openness = 'unreleased'))
