-- meaning: Countries that a source in use states and nobody can read, and releases for which sources state another country than the one in use.
-- grain: one row per kind, source and subject
-- key: kind, source, subject
-- caveat: `country not understood` has the cell as its subject and counts the names beside it; `another country` has the release. Of the
-- archive, whose countries enter no figure, only what is not understood is told.
with stated as (
    select 'epoch' as source, country_stated, model as name
    from raw.epoch_index
    join staging.countries on countries.country_stated = epoch_index.country
    where load_id in (select load_id from staging.score_load) and countries.country is null
    union all
    select 'archive' as source, country_stated, model_version as name
    from raw.archive_models
    join staging.countries on countries.country_stated = archive_models.country
    where load_id in (select load_id from staging.name_loads) and countries.country is null
)

select
    'country not understood' as kind,
    source,
    country_stated as subject,
    count(*) as n,
    array_to_string(list_slice(list(name order by name), 1, 5), ', ') || if(count(*) > 5, ', ...', '') as detail,
from stated
group by source, country_stated
union all
select
    'another country' as kind,
    if(country_stated is null, 'reference', 'epoch') as source,
    release_id as subject,
    1 as n,
    coalesce(releases.country, 'unknown') || ': ' || country_source as detail,
from core.releases
left join staging.countries using (country_stated)
left join staging.organizations as makers using (organization_id)
where
    (countries.country is not null and countries.country is distinct from releases.country)
    or makers.country <> releases.country
