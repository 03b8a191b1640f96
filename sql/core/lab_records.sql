-- meaning: Leader releases strictly above every earlier one of their own lab on an index, of labs with three or more scored releases of the
-- group there; on one day only a lab's best counts.
-- grain: one row per pairing, scale of type index, date basis and release
-- key: pairing_id, scale_id, date_basis, release_id
-- caveat: A lab is an organization as labelled: what two names of one company released is compared apart.
with of_labs as (
    select scored.*, releases.organization_id,
    from core.scored_releases as scored
    join core.releases using (release_id)
    join core.scales using (scale_id)
    where scored.role = 'leader' and scales.scale_type = 'index' and releases.organization_id is not null
    qualify count(*) over (
        partition by scored.pairing_id, scored.scale_id, scored.date_basis, releases.organization_id
    ) >= 3
),

best_of_day as (
    select *
    from of_labs
    qualify row_number() over (
        partition by pairing_id, scale_id, date_basis, organization_id, released_on
        order by score desc, release_id
    ) = 1
),

with_earlier_best as (
    select
        *,
        max(score) over (
            partition by pairing_id, scale_id, date_basis, organization_id
            order by released_on
            rows between unbounded preceding and 1 preceding
        ) as earlier_best,
    from best_of_day
)

select pairing_id, scale_id, date_basis, release_id, organization_id, released_on, score,
from with_earlier_best
where earlier_best is null or score > earlier_best
