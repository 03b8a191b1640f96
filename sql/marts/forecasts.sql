-- meaning: Forecasts, and never measurements: the chance that a US record of the headline, unmatched when it was made, is matched by a target day,
-- by every model: all that were ever registered, and those of the as-of day, which are not (yet).
-- grain: one row per forecast: as-of day it was made on, model, record and horizon
-- key: forecast_id
-- not_null: forecast_id, model_id, is_baseline, horizon, record_release_id, record_released_on, target_on, probability, made_as_of, load_ids,
-- as_of
-- in: model_id (conditional_km, frontier, weibull, half, share_so_far); horizon (six_months_of_release, next_3_months, next_6_months,
-- next_12_months); outcome (matched, unmatched, unknown)
-- caveat: registered_on and sha256 are null where a forecast is not registered: made again by every build, and scored by nobody. A registered one is
-- frozen in the landing and scored once, by the first reading of the scores on or after due_on. A model that is silent has no row. Whether any of
-- them is better than saying one half, marts.forecast_scores says.
with loads_in_use as (
    select string_agg(load_id, ' ' order by load_id) as load_ids,
    from (select load_id from staging.score_load union select load_id from raw.loads where source = 'reference')
),

current as (
    select
        made_as_of || '.' || model_id || '.' || record_release_id || '.' || horizon as forecast_id,
        forecasts.model_id,
        forecasts.is_baseline,
        forecasts.horizon,
        forecasts.record_release_id,
        forecasts.target_on,
        forecasts.probability,
        forecasts.made_as_of,
        forecasts.target_on + cast(scored_until.delay_days as integer) as due_on,
        records.name as record_name,
        days.released_on as record_released_on,
        loads_in_use.load_ids,
    from core.current_forecasts as forecasts
    join core.headline_scores as days on days.release_id = forecasts.record_release_id and days.role = 'leader'
    join core.releases as records on records.release_id = forecasts.record_release_id
    cross join loads_in_use
    cross join core.scored_until
    where forecasts.made_as_of not in (select made_as_of from core.registered_forecasts)
),

every_forecast as (
    select * from core.registered_forecasts
    union all by name
    select * from current
)

select
    every_forecast.forecast_id,
    every_forecast.model_id,
    every_forecast.is_baseline,
    every_forecast.horizon,
    every_forecast.record_release_id,
    every_forecast.record_name,
    every_forecast.record_released_on,
    every_forecast.target_on,
    every_forecast.due_on,
    every_forecast.probability,
    every_forecast.made_as_of,
    every_forecast.registered_on,
    every_forecast.sha256,
    every_forecast.load_id,
    every_forecast.load_ids,
    if(every_forecast.registered_on is not null, outcomes.outcome, null) as outcome,
    if(every_forecast.registered_on is not null, outcomes.resolved_on, null) as resolved_on,
    if(every_forecast.registered_on is not null, outcomes.match_release_id, null) as match_release_id,
    getvariable('as_of') as as_of,
from every_forecast
left join core.forecast_outcomes as outcomes using (record_release_id, target_on, due_on)
order by every_forecast.made_as_of desc, every_forecast.record_released_on desc, every_forecast.target_on, every_forecast.model_id
