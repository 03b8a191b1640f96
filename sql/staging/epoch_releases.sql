-- meaning: Models of Epoch's capability index, with what Epoch says of country and access in this project's words.
-- grain: one row per release of the load in use
-- key: release_id
select
    load_id,
    names.release_id,
    model as name,
    organizations,
    trim(string_split(organizations, ',')[1]) as leading_organization,
    case trim(string_split(country, ',')[1])
        when 'United States of America' then 'US'
        when 'China' then 'CN'
        when 'Hong Kong' then 'HK'
        when 'France' then 'FR'
        when 'United Arab Emirates' then 'AE'
        when 'United Kingdom of Great Britain and Northern Ireland' then 'GB'
        when 'Canada' then 'CA'
        when 'Germany' then 'DE'
        when 'Israel' then 'IL'
        when 'Japan' then 'JP'
        when 'Korea (Republic of)' then 'KR'
        when 'Switzerland' then 'CH'
    end as country,
    coalesce(access.openness, 'unknown') as openness,
    published_on,
    score,
    score_lower,
    score_upper,
from raw.epoch_index
join staging.epoch_names as names on names.epoch_name = epoch_index.model
left join staging.epoch_access as access using (accessibility)
where load_id in (select load_id from staging.score_load)
