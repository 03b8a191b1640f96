-- meaning: The specification curve: median lag and share within six months under every combination of scale, pairing, date basis, rule,
-- cohort, censoring and start.
-- grain: one row per scale or domain, pairing, date basis, rule, cohort, censoring and start
-- key: scale_or_domain, pairing_id, date_basis, rule_id, cohort_id, censoring_id, start_on
-- unique: place
-- not_null: scale_or_domain, pairing_id, date_basis, rule_id, cohort_id, censoring_id, place, n_records, n_matched,
-- n_matching_releases, median_interval_state, share_6m_interval_state, ci_level, is_headline, as_of
-- in: date_basis (available, announced, published); cohort_id (records, lab_records); censoring_id (as_of, scored);
-- median_interval_state (closed, open, unknown); share_6m_interval_state (closed, open, unknown)
-- refers: pairing_id = core.pairings.pairing_id; rule_id = core.rules.rule_id
-- caveat: The specifications rest on the same releases and are not independent. Intervals are the wider, end by end, of the textbook one (on a
-- domain: over benchmarks) and the chain one; the state says whether an end that is null is unknown or not reached. Rules built on draws
-- exist on our own index alone, the cohort lab_records on the indexes without those rules, the censoring scored on the indexes.
with specifications as (
    select scale_id as scale_or_domain, survival.*
    from core.survival
    join core.scales using (scale_id)
    where scales.scale_type = 'index'
    union all by name
    select coalesce(domain, 'all benchmarks') as scale_or_domain, 'records' as cohort_id, 'as_of' as censoring_id, pooled.*
    from marts.benchmarks_pooled as pooled
    where has_first_tested and has_superseded
)

select
    row_number() over (
        order by
            median_days nulls last, share_6m desc nulls last, scale_or_domain, pairing_id, date_basis, rule_id, cohort_id desc, censoring_id,
            start_on nulls first
    ) as place,
    scale_or_domain,
    pairing_id,
    date_basis,
    rule_id,
    cohort_id,
    censoring_id,
    start_on,
    n_records,
    n_matched,
    n_matching_releases,
    median_days,
    wider_median_days_lower as median_days_lower,
    wider_median_days_upper as median_days_upper,
    median_interval_state,
    share_6m,
    wider_share_6m_lower as share_6m_lower,
    wider_share_6m_upper as share_6m_upper,
    share_6m_interval_state,
    ci_level,
    (scale_or_domain, pairing_id, date_basis, rule_id, cohort_id, censoring_id, start_on) in (
        select (scale_id, pairing_id, date_basis, rule_id, cohort_id, censoring_id, start_on) from core.headline
    ) as is_headline,
    getvariable('as_of') as as_of,
from specifications
order by place
