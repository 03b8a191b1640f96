-- meaning: Repositories of tracked organisations at the newest pull that no reference file knows, as the Hub says of them.
-- grain: one row per repository
-- key: hub_id
-- caveat: What left the Hub or turned private since an earlier pull is not here. A repository is known by its name, by the Hub's own id under
-- any name it had in a pull, or by its name within another namespace of the same organisation, so that a renamed one is no news. subject is
-- the name at the first pull that lists it, which a later renaming does not change.
with newest as (
    select *
    from core.hub_repositories
    where organization_id is not null and pulled_on = (select max(pulled_on) from staging.hub_pulls)
),

organizations as (
    select lower(unnest(hub_namespaces)) as namespace, organization_id,
    from staging.organizations
),

-- The one place that says what is known.
known as (
    select lower(hub_model_id) as name from staging.releases where hub_model_id is not null
    union
    select lower(hub_model_id) from staging.hub_snapshot
    union
    select lower(name) from core.identities where source = 'hub'
),

known_within as (
    select distinct organizations.organization_id, split_part(known.name, '/', 2) as own_name,
    from known
    join organizations on organizations.namespace = split_part(known.name, '/', 1)
),

-- Every name that the Hub's own id had in a pull; the first gives the subject.
names as (
    select
        hub_id,
        arg_min(hub_model_id, pulled_on) as first_name,
        min(pulled_on) as first_pulled_on,
        bool_or(lower(hub_model_id) in (select name from known)) as is_known,
    from staging.hub_models
    group by hub_id
),

unknown as (
    select
        newest.*,
        names.first_pulled_on,
        -- Two ids can have had one name, one after the other; then each goes by what it is called now.
        if(count(*) over (partition by lower(names.first_name)) = 1, names.first_name, newest.hub_model_id) as subject,
    from newest
    join names using (hub_id)
    where
        not names.is_known
        and (newest.organization_id, lower(split_part(newest.hub_model_id, '/', 2))) not in (
            select (organization_id, own_name) from known_within
        )
)

select
    unknown.hub_id,
    unknown.subject,
    unknown.hub_model_id,
    unknown.organization_id,
    unknown.country,
    unknown.pulled_on,
    unknown.first_pulled_on,
    cast(unknown.created_at at time zone 'UTC' as date) as created_on,
    weights.hub_first_weights_on,
    unknown.tags,
    unknown.base_models,
    unknown.base_model_relation,
    unknown.library,
    unknown.task,
    unknown.licence,
    unknown.parameter_count,
from unknown
left join staging.hub_first_weights as weights using (hub_model_id)
