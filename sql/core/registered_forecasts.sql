-- meaning: Forecasts as they were registered, up to the as-of day: those of the first registration of every ISO week.
-- grain: one row per forecast
-- key: forecast_id
-- caveat: A file of them that was changed since is set aside with its load, and a row that its own sum does not fit stops the build
-- (sql/checks/fail_forecast_changed.sql). Who writes a whole load anew, with every sum, is not found out here: the sums are published.
select
    forecasts.load_id,
    forecasts.forecast_id,
    forecasts.model_id,
    forecasts.is_baseline,
    forecasts.horizon,
    forecasts.record_release_id,
    forecasts.record_name,
    forecasts.record_released_on,
    forecasts.target_on,
    forecasts.due_on,
    forecasts.probability,
    forecasts.made_as_of,
    forecasts.registered_on,
    forecasts.load_ids,
    forecasts.sha256,
from raw.registered_forecasts as forecasts
join raw.loads using (load_id)
where forecasts.made_as_of <= getvariable('as_of')
qualify load_id = first_value(load_id) over (partition by date_trunc('week', loads.retrieved_on) order by loads.finished_at, load_id)
