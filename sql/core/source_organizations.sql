-- meaning: Organisations as a source writes them, and those of organizations.csv that each can be.
-- grain: one row per source, organisation as it writes it, and organisation
-- key: source, source_organization, organization_id
-- caveat: By name, id or namespace on the Hub, or because names of this source and organisation are joined to releases of it. Evidence for a
-- reviewer, and no more: an organisation without a row is not tracked, or not told.
with organizations as (
    select
        organization_id,
        list_distinct(list_transform(
            list_concat([organization_id, organization_name], coalesce(hub_namespaces, [])),
            lambda known: slug(known)
        )) as keys,
    from staging.organizations
),

keys as (
    select organization_id, unnest(keys) as key from organizations
)

select distinct names.source, names.source_organization, keys.organization_id,
from core.source_names as names
join keys on keys.key = slug(names.source_organization)
union
select distinct names.source, names.source_organization, releases.organization_id,
from core.source_names as names
join core.identities using (source, name)
join staging.releases as releases using (release_id)
where names.source_organization is not null
