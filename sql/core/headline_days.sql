-- meaning: The day on which each release counts on the headline's date basis, and which of its dates that is; a role if it is in a group.
-- grain: one row per release with a day
-- key: release_id
-- caveat: A release in neither group takes the first day of any access, or else its announcement; no figure rests on it.
with members as (
    select release_id, role, released_on as headline_on, released_on_basis as headline_kind,
    from core.dated_releases
    join core.headline using (pairing_id, date_basis)
),

others as (
    select
        release_id,
        null as role,
        coalesce(least(api_on, weights_on), announced_on) as headline_on,
        case
            when weights_on <= coalesce(api_on, weights_on) then 'weights_on'
            when api_on is not null then 'api_on'
            else 'announced_on'
        end as headline_kind,
    from core.releases
    where release_id not in (select release_id from members)
)

select release_id, role, headline_on, headline_kind,
from members
union all by name
select release_id, role, headline_on, headline_kind,
from others
where headline_on is not null
