-- meaning: Every repository that a pull in use has listed, under its newest name, and from when to when it was listed.
-- grain: one row per repository
-- key: hub_id
-- caveat: A repository that the newest pull does not list was deleted, made private or moved to an organisation that is not tracked; the
-- Hub does not say which. Its counts are those of last_seen_on and not zero.
with named as (
    select
        hub_id,
        arg_max(hub_model_id, pulled_on) as hub_model_id,
        list(distinct hub_model_id) as hub_model_ids,
        min(pulled_on) as first_seen_on,
        max(pulled_on) as last_seen_on,
    from staging.hub_models
    group by hub_id
)

select
    hub_id,
    hub_model_id,
    list_sort(list_filter(hub_model_ids, lambda former: former <> hub_model_id)) as former_names,
    first_seen_on,
    last_seen_on,
    last_seen_on = (select max(pulled_on) from staging.hub_pulls) as is_in_newest_pull,
from named
