-- meaning: Organisations that release models, as the reference file lists them.
-- grain: one row per organisation
-- key: organization_id
select
    organization_id,
    name as organization_name,
    country,
    string_split(hub_namespaces, ' ') as hub_namespaces,
from raw.organizations
