-- meaning: How many times a US record costs what its Chinese match costs: by list price at launch, by the same work on a benchmark, by
-- training compute.
-- grain: one row per reading, rule (strict, tolerance_0_9) and matched record of the headline
-- key: reading_id, rule_id, record_release_id
-- not_null: reading_id, reading_name, claim_reading, rule_id, pairing_id, scale_id, date_basis, record_release_id, record_released_on,
-- match_release_id, match_released_on, unit, is_counted, is_speculative, as_of
-- in: date_basis (available, announced, published); claim_reading (input price, output price, cost of the same work, training compute)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id; record_release_id
-- = core.releases.release_id; match_release_id = core.releases.release_id
-- caveat: Read the claim only on rows with is_counted: elsewhere a value is missing, or a price was first seen more than 31 days after its
-- release. A list price is not what an answer costs; a run costs what its harness and effort make of it; compute is Epoch's estimate, and
-- is_speculative marks those it calls so.
select
    ratios.reading_id,
    readings.reading_name,
    readings.claim_reading,
    ratios.rule_id,
    ratios.pairing_id,
    ratios.scale_id,
    ratios.date_basis,
    getvariable('as_of') as as_of,
    ratios.record_release_id,
    records.name as record_name,
    ratios.record_released_on,
    ratios.match_release_id,
    laggards.name as match_name,
    ratios.match_released_on,
    ratios.record_value,
    ratios.match_value,
    ratios.unit,
    ratios.record_basis,
    ratios.match_basis,
    ratios.record_seen_on,
    ratios.match_seen_on,
    ratios.ratio,
    ratios.is_counted,
    ratios.is_speculative,
from core.efficiency_ratios as ratios
join core.efficiency_readings as readings using (reading_id)
join core.releases as records on records.release_id = ratios.record_release_id
join core.releases as laggards on laggards.release_id = ratios.match_release_id
order by
    readings.place, ratios.record_released_on desc, ratios.rule_id, ratios.record_release_id
