-- meaning: What each release costs by each reading of "efficient": its list prices, its runs, its training.
-- grain: one row per reading and release of which it is known
-- key: reading_id, release_id
-- caveat: A price that is not of the launch is kept and not counted (is_countable): prices are cut over time.
select
    unnest(['input_price', 'output_price']) as reading_id,
    release_id,
    unnest([input_usd_per_mtok, output_usd_per_mtok]) as "value",
    if(is_at_launch, 'at launch', 'first seen later') as basis,
    is_at_launch as is_countable,
    false as is_speculative,
    seen_on,
from core.launch_prices
union all
select
    readings.reading_id,
    costs.release_id,
    costs.cost_usd as "value",
    costs.source_name || if(costs.setting = '', '', '; ' || costs.setting) as basis,
    true as is_countable,
    false as is_speculative,
    costs.run_on as seen_on,
from core.run_costs as costs
join core.efficiency_readings as readings using (benchmark_id)
union all
select
    'training_compute' as reading_id,
    release_id,
    training_compute_flop as "value",
    confidence as basis,
    true as is_countable,
    lower(confidence) = 'speculative' as is_speculative,
    cast(null as date) as seen_on,
from core.training_compute
