-- meaning: What the newest listing of the Hub lacks, and the tracked repositories of which something stays unknown.
-- grain: one row per kind and name
-- key: kind, name
-- caveat: An organisation that could not be read lacks its repositories in every count of that day; they are not zero.
select
    'organisation_missing' as kind,
    namespaces.namespace as name,
    pulls.pulled_on as known_on,
    namespaces.reason,
from raw.hub_namespaces as namespaces
join staging.hub_pulls as pulls using (load_id)
where namespaces.outcome = 'failed' and pulls.pulled_on = (select max(pulled_on) from staging.hub_pulls)
union all
select
    case outcome when 'given_away' then 'name_given_away' else 'repository_failed' end as kind,
    asked_name as name,
    asked_on as known_on,
    reason,
from staging.hub_names
where outcome in ('given_away', 'failed')
union all
select
    case outcome when 'gated' then 'gated' else 'weights_failed' end as kind,
    hub_model_id as name,
    tried_on as known_on,
    reason,
from staging.hub_weight_tries
where outcome in ('gated', 'failed', 'malformed')
