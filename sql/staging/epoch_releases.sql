-- meaning: Models of Epoch's capability index, with what Epoch says of country and access in this project's words.
-- grain: one row per release of the load in use
-- key: release_id
-- caveat: country is that of the first of several; null where Epoch prints none, or one that is not understood (core.country_faults).
select
    load_id,
    names.release_id,
    model as name,
    organizations,
    trim(string_split(organizations, ',')[1]) as leading_organization,
    epoch_index.country as country_stated,
    countries.country,
    coalesce(access.openness, 'unknown') as openness,
    published_on,
    score,
    score_lower,
    score_upper,
from raw.epoch_index
join staging.epoch_names as names on names.epoch_name = epoch_index.model
left join staging.countries as countries on countries.country_stated = epoch_index.country
left join staging.epoch_access as access using (accessibility)
where load_id in (select load_id from staging.score_load)
