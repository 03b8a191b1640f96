-- meaning: Scores that repositories of tracked organisations state of themselves on the Hub, as of the newest pull, with the release where known.
-- grain: one row per repository, kind of list and entry
-- key: hub_model_id, result_kind, entry_number
-- not_null: hub_model_id, result_kind, entry_number, pulled_on, is_snapshot, as_of
-- refers: release_id = core.releases.release_id
-- caveat: Stated by whoever published them, and in no scale or figure here: the scale of a value is the benchmark's own, settings differ, and
-- a result from an open pull request is unreviewed. is_verified is what the Hub says. A null flag means that the Hub did not say.
select
    results.hub_model_id,
    identities.release_id,
    releases.name,
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
    results.pulled_on,
    results.is_snapshot,
    getvariable('as_of') as as_of,
from staging.hub_eval_results as results
left join core.identities as identities on identities.source = 'hub' and identities.name = results.hub_model_id
left join staging.releases as releases on releases.release_id = identities.release_id
where results.pulled_on = (select max(pulled_on) from staging.hub_pulls)
order by results.hub_model_id, results.result_kind, results.entry_number
