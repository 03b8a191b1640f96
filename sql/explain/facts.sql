-- Facts
with facts as (
    select
        releases.*,
        known.openness_source,
        known.licence_source,
        known.read_on,
        case when is_in_reference then 'warehouse/reference/releases.csv' else 'label of the score source' end as origin,
    from marts.releases
    left join staging.releases as known using (release_id)
    where release_id in (select unnest(getvariable('release_ids')))
)

select release_id, unnest([
    {fact: 'id', value: release_id, source: null},
    {fact: 'name', value: name, source: origin},
    {fact: 'family', value: family, source: origin},
    {fact: 'leading organisation', value: organization_name, source: origin},
    {fact: 'organisations', value: organizations, source: origin},
    {fact: 'country', value: country, source: coalesce(country_source, origin)},
    {fact: 'country as the score source prints it', value: country_stated, source: if(country_stated is null, null, 'score source')},
    {fact: 'openness', value: openness, source: coalesce(openness_source, origin)},
    {fact: 'licence', value: licence, source: licence_source},
    {fact: 'gate on the Hub', value: gated, source: if(gated is null, null, 'newest pull that read it; it does not change the openness')},
    {fact: 'repository on the Hub', value: hub_model_id, source: if(hub_model_id is null, null, origin)},
    {fact: 'facts read on', value: cast(read_on as varchar), source: null},
    {fact: 'excluded because', value: coalesce(exclusion_reason, 'not excluded'), source: 'rule of core.releases'},
    {fact: 'days between its sources', value: cast(date_spread_days as varchar), source: if(date_spread_days is null, null, origin)},
    {fact: 'notes', value: notes, source: if(notes is null, null, origin)},
], recursive := true)
from facts
