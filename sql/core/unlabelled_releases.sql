-- meaning: Scored releases that the headline counts in no group for want of a day, a country, the access or the organisation, in each role they may have.
-- grain: one row per release and role
-- key: release_id, role
-- caveat: What is known of a release keeps it out of a role; what is not known keeps it out of none. The day assumed is its own where it has one for
-- the role, else the one its source prints, else the as-of day; without any, a release of a load younger than the as-of day is not known to be out.
with unlabelled as (
    select
        releases.release_id,
        pairings.role,
        releases.name,
        releases.is_in_reference,
        scores.score,
        scores.vintage,
        releases.published_on,
        coalesce(releases.openness, 'unknown') = 'unknown' as is_access_missing,
        releases.country is null as is_country_missing,
        releases.organization_id is null and releases.organizations is null as is_organization_missing,
        case
            when pairings.is_open_only then releases.weights_on
            when releases.openness = 'hosted' then coalesce(least(releases.api_on, releases.weights_on), releases.announced_on)
            else least(releases.api_on, releases.weights_on)
        end as own_on,
    from core.releases
    join core.source_scores as scores on scores.release_id = releases.release_id and scores.scale_id = 'eci_published'
    join core.pairings
        on pairings.pairing_id = 'us_any__cn_open'
        and (releases.country is null or list_contains(pairings.countries, releases.country))
        and (
            coalesce(releases.openness, 'unknown') = 'unknown' or list_contains(pairings.openness_set, releases.openness)
        )
    where releases.release_id not in (select release_id from core.headline_scores)
),

dated as (
    select
        *,
        coalesce(own_on, published_on, if(vintage <= getvariable('as_of'), getvariable('as_of'), null)) as assumed_on,
        case
            when own_on is not null then 'its own day'
            when published_on is not null then 'the day its source prints'
            else 'the as-of day'
        end as assumed_on_basis,
        concat_ws(
            ', ',
            if(own_on is null and (published_on is null or not is_access_missing), 'day', null),
            if(is_country_missing, 'country', null),
            if(is_access_missing, 'access', null),
            if(is_organization_missing, 'organisation', null)
        ) as missing,
    from unlabelled
)

select
    release_id,
    role,
    name,
    is_in_reference,
    missing,
    score,
    vintage,
    score > (select max(score) from core.headline_scores) as is_above_all,
    assumed_on,
    assumed_on_basis,
from dated
where missing <> '' and assumed_on <= getvariable('as_of')
