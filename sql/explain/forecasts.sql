-- Forecasts of its match, no measurements: the newest of each record
select
    record_release_id as release_id, model_id, horizon, target_on, probability, made_as_of, registered_on, outcome, resolved_on,
from marts.forecasts
where record_release_id in (select unnest(getvariable('release_ids')))
qualify made_as_of = max(made_as_of) over (partition by record_release_id)
order by target_on, horizon, model_id
