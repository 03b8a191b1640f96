-- meaning: Repositories of tracked organisations on the Hub as of the newest pull.
-- grain: one row per repository
-- key: hub_id
-- caveat: created_at is the creation of the repository (floor 2022-03-02), not a release date. A count that is null was not read; it is not zero.
select
    hub_model_id,
    hub_id,
    organization_name,
    country,
    created_at,
    last_modified_at,
    downloads_30d,
    downloads_all_time,
    likes,
    licence,
    gated,
    library,
    task,
    parameter_count,
    base_models,
    base_model_relation,
    finetune_count,
    adapter_count,
    merge_count,
    quantized_count,
    pulled_on,
    is_replay,
    getvariable('as_of') as as_of,
from core.hub_repositories
where pulled_on = (select max(pulled_on) from staging.hub_pulls)
order by created_at desc, hub_model_id
