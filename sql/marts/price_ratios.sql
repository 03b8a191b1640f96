-- meaning: The price of each leader record over the price of its match, input and output: how many times dearer the record was.
-- grain: one row per pairing, scale, date basis, rule and matched leader record, on the basis `available` and on scales of type index
-- key: pairing_id, scale_id, date_basis, rule_id, record_release_id
-- not_null: pairing_id, scale_id, date_basis, rule_id, record_release_id, record_released_on, match_release_id, match_released_on,
-- is_record_price_at_launch, is_match_price_at_launch, is_at_launch, as_of
-- in: date_basis (available, announced, published)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id; record_release_id
-- = core.releases.release_id; match_release_id = core.releases.release_id
-- caveat: Read the claim only on rows with is_at_launch. Elsewhere a price is missing or was first seen more than 31 days after its
-- release, and prices are cut over time. A list price is not what an answer costs: a reasoning model writes more tokens for it.
select
    ratios.pairing_id,
    ratios.scale_id,
    ratios.date_basis,
    ratios.rule_id,
    getvariable('as_of') as as_of,
    ratios.record_release_id,
    records.name as record_name,
    ratios.record_released_on,
    ratios.match_release_id,
    laggards.name as match_name,
    ratios.match_released_on,
    ratios.record_input_usd_per_mtok,
    ratios.record_output_usd_per_mtok,
    ratios.record_price_seen_on,
    ratios.match_input_usd_per_mtok,
    ratios.match_output_usd_per_mtok,
    ratios.match_price_seen_on,
    ratios.ratio_input,
    ratios.ratio_output,
    ratios.is_record_price_at_launch,
    ratios.is_match_price_at_launch,
    ratios.is_at_launch,
from core.price_ratios as ratios
join core.releases as records on records.release_id = ratios.record_release_id
join core.releases as laggards on laggards.release_id = ratios.match_release_id
order by
    ratios.record_released_on desc, ratios.pairing_id, ratios.scale_id, ratios.date_basis, ratios.rule_id,
    ratios.record_release_id
