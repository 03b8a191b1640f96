-- A registered forecast does not have the sum with which it was registered; move the folder of its load away.
select forecast_id, load_id,
from raw.registered_forecasts
where
    sha256 is distinct from forecast_sum(forecast_id, target_on, due_on, probability, registered_on, load_ids)
    -- What is asked about is read from columns of their own, and the sum has them in the id.
    or forecast_id is distinct from concat_ws('.', made_as_of, model_id, record_release_id, horizon)
