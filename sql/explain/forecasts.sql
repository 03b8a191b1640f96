-- Forecasts of its match, no measurements: the newest
select
    record_release_id as release_id, model_id, horizon, target_on, probability, made_as_of, registered_on, outcome, resolved_on,
from marts.forecasts
where
    record_release_id in (select unnest(getvariable('release_ids')))
    and made_as_of = (select max(made_as_of) from marts.forecasts)
order by target_on, horizon, model_id
