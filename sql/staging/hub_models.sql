-- meaning: Repositories on the Hub as listed on each day with a pull.
-- grain: one row per day and repository
-- key: pulled_on, hub_id
-- caveat: created_at is the creation of the repository, with a floor of 2022-03-02; it is not a release date. downloads_30d covers the
-- last 30 days, so values of neighbouring weeks overlap and must not be added.
select
    pulls.pulled_on,
    pulls.is_snapshot,
    models.hub_id,
    models.hub_model_id,
    models.namespace,
    models.created_at,
    models.last_modified_at,
    models.downloads_30d,
    models.downloads_all_time,
    models.likes,
    models.licence,
    models.tags,
    models.base_models,
    models.base_model_relation,
    models.finetune_count,
    models.adapter_count,
    models.merge_count,
    models.quantized_count,
    models.gated,
    models.library,
    models.task,
    models.parameter_count,
    models.parameter_count_stated,
from raw.hub_models as models
join staging.hub_pulls as pulls using (load_id)
-- A token can see its own private repositories; they are nobody else's business.
where models.is_private is not true
