-- meaning: The backward view of estimand D: for each laggard record, days since the first leader release at or above it.
-- grain: one row per pairing, scale, date basis and laggard record
-- key: pairing_id, scale_id, date_basis, release_id
-- not_null: pairing_id, scale_id, date_basis, release_id, released_on, score, is_leader_open, as_of
-- in: date_basis (available, announced, published)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; release_id = core.releases.release_id;
-- leader_release_id = core.releases.release_id
-- caveat: Below zero when the leader came later; null when no leader has reached it yet. Where is_leader_open the leaders may have been
-- there before the data begin, and the days are at least so many.
with leaders as (
    select *, min(score) over (partition by pairing_id, scale_id, date_basis) as first_score,
    from core.records
    where role = 'leader'
),

first_leader as (
    select
        laggards.pairing_id,
        laggards.scale_id,
        laggards.date_basis,
        laggards.release_id,
        leaders.release_id as leader_release_id,
        leaders.released_on as leader_released_on,
        leaders.score = leaders.first_score as is_leader_open,
    from core.records as laggards
    join leaders
        on leaders.pairing_id = laggards.pairing_id
        and leaders.scale_id = laggards.scale_id
        and leaders.date_basis = laggards.date_basis
        and leaders.score >= laggards.score
    where laggards.role = 'laggard'
    qualify row_number() over (
        partition by laggards.pairing_id, laggards.scale_id, laggards.date_basis, laggards.release_id
        order by leaders.released_on
    ) = 1
)

select
    records.pairing_id,
    records.scale_id,
    records.date_basis,
    records.release_id,
    releases.name,
    organizations_known.organization_name,
    records.released_on,
    records.score,
    first_leader.leader_release_id,
    leader_releases.name as leader_name,
    first_leader.leader_released_on,
    records.released_on - first_leader.leader_released_on as backward_lag_days,
    coalesce(first_leader.is_leader_open, false) as is_leader_open,
    getvariable('as_of') as as_of,
from core.records
join core.releases using (release_id)
left join staging.organizations as organizations_known using (organization_id)
left join first_leader using (pairing_id, scale_id, date_basis, release_id)
left join core.releases as leader_releases on leader_releases.release_id = first_leader.leader_release_id
where records.role = 'laggard'
order by records.released_on desc, records.pairing_id, records.scale_id, records.date_basis
