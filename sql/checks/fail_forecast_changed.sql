-- A registered forecast does not have the sum with which it was registered; move the folder of its load away.
select forecast_id, load_id,
from raw.registered_forecasts
where sha256 is distinct from forecast_sum(forecast_id, target_on, due_on, probability, registered_on, load_ids)
