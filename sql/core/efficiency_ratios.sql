-- meaning: How many times a US record costs what its Chinese match costs, by each reading of "efficient".
-- grain: one row per reading, rule (strict, tolerance_0_9) and matched record of the headline
-- key: reading_id, rule_id, record_release_id
select
    readings.reading_id,
    matches.rule_id,
    matches.pairing_id,
    matches.scale_id,
    matches.date_basis,
    matches.record_release_id,
    matches.record_released_on,
    matches.match_release_id,
    matches.match_released_on,
    records."value" as record_value,
    laggards."value" as match_value,
    readings.unit,
    records.basis as record_basis,
    laggards.basis as match_basis,
    records.seen_on as record_seen_on,
    laggards.seen_on as match_seen_on,
    records."value" / laggards."value" as ratio,
    coalesce(records.is_countable and laggards.is_countable, false) as is_counted,
    coalesce(records.is_speculative, false) or coalesce(laggards.is_speculative, false) as is_speculative,
from core.matches
join core.headline using (pairing_id, scale_id, date_basis, cohort_id)
cross join core.efficiency_readings as readings
left join core.efficiency_values as records
    on records.reading_id = readings.reading_id and records.release_id = matches.record_release_id
left join core.efficiency_values as laggards
    on laggards.reading_id = readings.reading_id and laggards.release_id = matches.match_release_id
where
    matches.is_matched and matches.record_released_on >= headline.start_on and matches.rule_id in ('strict', 'tolerance_0_9')
