-- meaning: The price of each leader record over the price of its match, input and output: how many times dearer the record was.
-- grain: one row per pairing, scale, date basis, rule and matched leader record, on the basis `available` and on scales of type index
-- key: pairing_id, scale_id, date_basis, rule_id, record_release_id
select
    matches.pairing_id,
    matches.scale_id,
    matches.date_basis,
    matches.rule_id,
    matches.record_release_id,
    matches.record_released_on,
    matches.match_release_id,
    matches.match_released_on,
    record_prices.input_usd_per_mtok as record_input_usd_per_mtok,
    record_prices.output_usd_per_mtok as record_output_usd_per_mtok,
    record_prices.seen_on as record_price_seen_on,
    match_prices.input_usd_per_mtok as match_input_usd_per_mtok,
    match_prices.output_usd_per_mtok as match_output_usd_per_mtok,
    match_prices.seen_on as match_price_seen_on,
    record_prices.input_usd_per_mtok / match_prices.input_usd_per_mtok as ratio_input,
    record_prices.output_usd_per_mtok / match_prices.output_usd_per_mtok as ratio_output,
    coalesce(record_prices.is_at_launch, false) as is_record_price_at_launch,
    coalesce(match_prices.is_at_launch, false) as is_match_price_at_launch,
    coalesce(record_prices.is_at_launch and match_prices.is_at_launch, false) as is_at_launch,
from core.matches
semi join core.headline using (cohort_id)
join core.scales using (scale_id)
left join core.launch_prices as record_prices on record_prices.release_id = matches.record_release_id
left join core.launch_prices as match_prices on match_prices.release_id = matches.match_release_id
where matches.is_matched and matches.date_basis = 'available' and scales.scale_type = 'index'
