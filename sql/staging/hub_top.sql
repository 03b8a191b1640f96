-- meaning: The Hub's top models for text generation by trend and by downloads, as of the one pull in use: the newest up to the as-of day, or
-- the first after it if all are younger.
-- grain: one row per list and rank
-- key: list, rank
-- caveat: Without a pull of the lists the table is empty, which says nothing of who is in them; the stored snapshot has none.
with in_use as (
    select load_id, retrieved_on, finished_at,
    from raw.loads
    where source = 'hub_top' and not is_snapshot
    order by
        retrieved_on > getvariable('as_of'),
        if(retrieved_on > getvariable('as_of'), retrieved_on, null),
        retrieved_on desc,
        finished_at desc
    limit 1
)

select
    load_id,
    listed.list,
    listed.rank,
    in_use.retrieved_on as pulled_on,
    listed.hub_id,
    listed.hub_model_id,
    listed.created_at,
    listed.licence,
    listed.tags,
    listed.base_models,
    listed.base_model_relation,
    listed.library,
    listed.task,
    listed.parameter_count,
from raw.hub_top as listed
join in_use using (load_id)
-- A token can see its own private repositories; they are nobody else's business.
where listed.is_private is not true
