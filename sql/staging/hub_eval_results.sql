-- meaning: Scores that repositories on the Hub state of themselves, as listed on each day with a pull.
-- grain: one row per day, repository, kind of list and entry
-- key: pulled_on, hub_model_id, result_kind, entry_number
-- caveat: The scale of a value is the benchmark's own, and one file can state a task several times, under other settings.
select
    pulls.pulled_on,
    pulls.is_snapshot,
    results.hub_model_id,
    results.result_kind,
    results.entry_number,
    results.dataset_id,
    results.dataset_name,
    results.dataset_config,
    results.dataset_split,
    results.task_id,
    results.metric,
    results."value",
    results.evaluated_on,
    results.source_url,
    results.source_name,
    results.filename,
    results.is_verified,
    results.is_pull_request,
    results.notes,
    results.raw_text,
from raw.hub_eval_results as results
join staging.hub_pulls as pulls using (load_id)
