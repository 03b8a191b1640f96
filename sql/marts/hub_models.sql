-- meaning: Repositories of tracked organisations on the Hub, each as of the newest pull that lists it.
-- grain: one row per repository
-- key: hub_id
-- not_null: hub_id, hub_model_id, first_seen_on, pulled_on, is_in_newest_pull, is_snapshot, as_of
-- caveat: created_at is the creation of the repository (floor 2022-03-02), not a release date. A count that is null was not read; it is
-- not zero. One that the newest pull does not list keeps its last counts, of pulled_on: add up only rows with is_in_newest_pull.
-- The listing does not say how many models were made from one; the answer to its own name does.
with answers as (
    select hub_id, max(finetune_count) as finetune_count, max(adapter_count) as adapter_count, max(merge_count) as merge_count,
        max(quantized_count) as quantized_count,
    from staging.hub_names
    where outcome in ('same', 'renamed')
    group by hub_id
)

select
    presence.hub_model_id,
    hub_id,
    presence.former_names,
    repositories.organization_name,
    repositories.country,
    repositories.created_at,
    creations.hub_created_on_kind,
    creations.days_before_public,
    repositories.last_modified_at,
    repositories.downloads_30d,
    repositories.downloads_all_time,
    repositories.likes,
    repositories.licence,
    repositories.gated,
    repositories.library,
    repositories.task,
    repositories.parameter_count,
    repositories.parameter_count_stated,
    repositories.base_models,
    repositories.base_model_relation,
    coalesce(repositories.finetune_count, answers.finetune_count) as finetune_count,
    coalesce(repositories.adapter_count, answers.adapter_count) as adapter_count,
    coalesce(repositories.merge_count, answers.merge_count) as merge_count,
    coalesce(repositories.quantized_count, answers.quantized_count) as quantized_count,
    presence.first_seen_on,
    pulled_on,
    presence.is_in_newest_pull,
    repositories.is_snapshot,
    getvariable('as_of') as as_of,
from core.hub_presence as presence
join core.hub_repositories as repositories using (hub_id)
left join core.hub_creations as creations using (hub_id)
left join answers using (hub_id)
where repositories.pulled_on = presence.last_seen_on
order by repositories.created_at desc, presence.hub_model_id
