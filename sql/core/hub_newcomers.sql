-- meaning: Repositories in the Hub's top lists whose namespace belongs to no tracked organisation, with their rank in either list.
-- grain: one row per repository
-- key: hub_id
-- caveat: Empty without a pull of the lists. A repository that a pull of a tracked organisation lists too, under another name, is the work of a
-- renamed namespace and not of a newcomer.
with organizations as (
    select lower(unnest(hub_namespaces)) as namespace,
    from staging.organizations
)

select
    hub_id,
    any_value(hub_model_id order by list) as hub_model_id,
    any_value(split_part(hub_model_id, '/', 1) order by list) as namespace,
    min(rank) filter (where list = 'trend') as trend_rank,
    min(rank) filter (where list = 'downloads') as downloads_rank,
    any_value(pulled_on) as pulled_on,
    any_value(cast(created_at at time zone 'UTC' as date) order by list) as created_on,
    any_value(tags order by list) as tags,
    any_value(base_models order by list) as base_models,
    any_value(base_model_relation order by list) as base_model_relation,
    any_value(library order by list) as library,
    any_value(task order by list) as task,
    any_value(licence order by list) as licence,
    any_value(parameter_count order by list) as parameter_count,
from staging.hub_top
where
    lower(split_part(hub_model_id, '/', 1)) not in (select namespace from organizations)
    and hub_id not in (select hub_id from staging.hub_models)
group by hub_id
