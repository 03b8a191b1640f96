-- meaning: Repositories of tracked organisations with the organisation and country that own their namespace.
-- grain: one row per pull day and repository
-- key: pulled_on, hub_id
with namespaces as (
    select
        organization_id,
        organization_name,
        country,
        lower(unnest(hub_namespaces)) as namespace,
    from staging.organizations
)

select
    models.*,
    namespaces.organization_id,
    namespaces.organization_name,
    namespaces.country,
from staging.hub_models as models
left join namespaces on namespaces.namespace = lower(models.namespace)
