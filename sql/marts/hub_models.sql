-- meaning: Repositories of tracked organisations on the Hub, each as of the newest pull that lists it.
-- grain: one row per repository
-- key: hub_id
-- caveat: created_at is the creation of the repository (floor 2022-03-02), not a release date. A count that is null was not read; it is
-- not zero. One that the newest pull does not list keeps its last counts, of pulled_on: add up only rows with is_in_newest_pull.
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
    repositories.finetune_count,
    repositories.adapter_count,
    repositories.merge_count,
    repositories.quantized_count,
    presence.first_seen_on,
    pulled_on,
    presence.is_in_newest_pull,
    repositories.is_replay,
    getvariable('as_of') as as_of,
from core.hub_presence as presence
join core.hub_repositories as repositories using (hub_id)
left join core.hub_creations as creations using (hub_id)
where repositories.pulled_on = presence.last_seen_on
order by repositories.created_at desc, presence.hub_model_id
