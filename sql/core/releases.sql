-- meaning: Every known release: the reference file's facts, and releases that only the score source knows, with its own labels and date.
-- grain: one row per release
-- key: release_id
-- caveat: Without a row in the reference file the country is the score source's, or that of organizations.csv where the source prints none or
-- one that is not understood; country_source says which, and what another source has.
with known as (
    select
        reference.* exclude (published_on, published_on_source),
        coalesce(epoch.published_on, reference.published_on) as published_on,
        epoch.country_stated,
        epoch.country as stated_country,
        true as is_in_reference,
    from staging.releases as reference
    left join staging.epoch_releases as epoch using (release_id)
),

found as (
    select
        release_id,
        name,
        name as family,
        organizations_known.organization_id,
        organizations,
        coalesce(epoch.country, organizations_known.country) as country,
        case
            when epoch.country is not null then 'as the score source prints it'
            when organizations_known.country is not null then 'organizations.csv'
        end as country_source,
        epoch.country_stated,
        epoch.country as stated_country,
        openness,
        -- Until somebody enters the release into the reference file, the score source's date is all there is.
        case when openness = 'api' then published_on end as api_on,
        case when openness like 'open%' then published_on end as weights_on,
        case when openness = 'hosted' then published_on end as announced_on,
        'date as the score source prints it; not yet in the reference file' as date_source,
        published_on,
        false as is_in_reference,
    from staging.epoch_releases as epoch
    left join staging.organizations as organizations_known
        on organizations_known.organization_name = epoch.leading_organization
    where release_id not in (select release_id from staging.releases)
),

releases as (
    select
        release_id, name, family, organization_id, organizations, country, country_source, country_stated, stated_country, openness, licence,
        announced_on, announced_on_source, api_on, api_on_source, weights_on, weights_on_source, published_on, hub_model_id,
        date_spread_days, is_in_reference, notes,
    from known
    union all by name
    select
        release_id, name, family, organization_id, organizations, country, country_source, country_stated, stated_country, openness,
        announced_on, api_on, weights_on,
        case when announced_on is not null then date_source end as announced_on_source,
        case when api_on is not null then date_source end as api_on_source,
        case when weights_on is not null then date_source end as weights_on_source,
        published_on, is_in_reference,
    from found
)

select
    releases.* exclude (country_source, stated_country),
    nullif(concat_ws(
        '; ',
        country_source,
        case
            when country_stated is null and is_in_reference then null
            when country_stated is null then 'the score source prints none'
            when stated_country is null then 'the score source prints ' || country_stated || ', which is not understood'
            when stated_country is distinct from releases.country then 'the score source prints ' || country_stated
        end,
        if(makers.country <> releases.country, 'organizations.csv has ' || makers.country, null)
    ), '') as country_source,
    case
        when openness = 'unreleased' then 'never released'
        when openness = 'unknown' or openness is null then 'openness unknown'
        when releases.country is null then 'country unknown'
        when releases.organization_id is null and releases.organizations is null then 'organisation unknown'
        when announced_on is null and api_on is null and weights_on is null and published_on is null then 'no date known'
    end as exclusion_reason,
from releases
left join staging.organizations as makers using (organization_id)
