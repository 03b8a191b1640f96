-- meaning: Estimand A, summed up: product-limit estimate over leader records of the time until a match.
-- grain: one row per pairing, scale, date basis, rule, cohort, censoring and start
-- key: pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, start_on
-- not_null: pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, n_records, n_matched, n_censored, n_negative, n_untested,
-- n_matching_releases, ci_level, median_interval_state, share_6m_interval_state, typically_verdict, as_of
-- in: date_basis (available, announced, published); cohort_id (records, lab_records); censoring_id (as_of, scored);
-- median_interval_state (closed, open, unknown); share_6m_interval_state (closed, open, unknown);
-- typically_verdict (supported, contradicted, cannot be told)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id
-- caveat: Records matched by one release are one chain and not independent: read the wider of the textbook and the chain interval, whose state
-- says whether an end that is null is unknown or was not reached by the as-of day; it is not zero. Censoring scored is on the indexes alone.
select
    pairing_id,
    scale_id,
    date_basis,
    rule_id,
    cohort_id,
    censoring_id,
    start_on,
    getvariable('as_of') as as_of,
    survival.n_records,
    n_matched,
    n_censored,
    n_negative,
    n_untested,
    n_matching_releases,
    median_days,
    median_days_lower,
    median_days_upper,
    share_6m,
    share_6m_lower,
    share_6m_upper,
    share_5_5m,
    share_6_5m,
    rmst_12m_days,
    rmst_24m_days,
    ci_level,
    chain_median_days_lower,
    chain_median_days_upper,
    chain_share_6m_lower,
    chain_share_6m_upper,
    wider_median_days_lower,
    wider_median_days_upper,
    median_interval_state,
    wider_share_6m_lower,
    wider_share_6m_upper,
    share_6m_interval_state,
    typically_verdict,
    scored_until.scored_until_on,
    scored_until.n_records as n_delay_records,
from core.survival
left join core.scored_until on survival.censoring_id = 'scored'
order by pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, start_on nulls first
