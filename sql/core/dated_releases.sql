-- meaning: Releases of each group with their day on each date basis, up to the as-of day.
-- grain: one row per pairing, role, date basis and release
-- key: pairing_id, role, date_basis, release_id
-- caveat: A release without a day on a basis is absent from it, not dated by guess; a release announced on no known day takes its available
-- day on the basis `announced`, and released_on_basis says which day was taken.
with members as (
    select
        pairings.pairing_id,
        pairings.role,
        pairings.is_open_only,
        releases.release_id,
        releases.announced_on,
        releases.published_on,
        case
            when pairings.is_open_only then releases.weights_on
            when releases.openness = 'hosted' then coalesce(least(releases.api_on, releases.weights_on), releases.announced_on)
            else least(releases.api_on, releases.weights_on)
        end as available_on,
        releases.api_on,
        releases.weights_on,
    from core.releases
    join core.pairings
        on list_contains(pairings.openness_set, releases.openness)
        and (pairings.countries is null or list_contains(pairings.countries, releases.country))
        and (pairings.organization_id is null or pairings.organization_id = releases.organization_id)
    where releases.exclusion_reason is null
),

dated as (
    select
        *,
        unnest(['available', 'announced', 'published']) as date_basis,
    from members
),

chosen as (
    select
        pairing_id,
        role,
        date_basis,
        release_id,
        case date_basis
            when 'available' then available_on
            when 'announced' then coalesce(announced_on, available_on)
            when 'published' then published_on
        end as released_on,
        case
            when date_basis = 'published' then 'published_on'
            when date_basis = 'announced' and announced_on is not null then 'announced_on'
            when available_on = weights_on and (is_open_only or api_on is null or weights_on < api_on) then 'weights_on'
            when available_on = api_on then 'api_on'
            else 'announced_on'
        end as released_on_basis,
    from dated
)

select pairing_id, role, date_basis, release_id, released_on, released_on_basis,
from chosen
where released_on <= getvariable('as_of')
