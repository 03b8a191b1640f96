-- meaning: Estimand F: the forward lag pooled over benchmarks with at least five records, with an interval over benchmarks and not records.
-- grain: one row per pairing, date basis, rule, start, domain (null: all), with or without the first model tested on each benchmark, and with
-- or without superseded benchmarks
-- key: pairing_id, date_basis, rule_id, start_on, domain, has_first_tested, has_superseded
-- not_null: pairing_id, date_basis, rule_id, has_first_tested, has_superseded, n_benchmarks, n_benchmarks_left_out, n_records, n_matched,
-- n_censored, n_matching_releases, median_interval_state, share_6m_interval_state, ci_level, as_of
-- in: date_basis (available, announced, published); median_interval_state (closed, open, unknown); share_6m_interval_state (closed,
-- open, unknown)
-- refers: pairing_id = core.pairings.pairing_id; rule_id = core.rules.rule_id
-- caveat: Benchmarks are matched by few releases and are not independent: read the wider of the two intervals, whose state
-- says whether an end that is null is unknown or not reached.
select
    pairing_id,
    date_basis,
    rule_id,
    start_on,
    domain,
    has_first_tested,
    has_superseded,
    n_benchmarks,
    n_benchmarks_left_out,
    n_records,
    n_matched,
    n_censored,
    n_matching_releases,
    median_days,
    median_days_lower,
    median_days_upper,
    share_6m,
    share_6m_lower,
    share_6m_upper,
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
    ci_level,
    getvariable('as_of') as as_of,
from core.pooled
where n_benchmarks > 0
order by pairing_id, date_basis, rule_id, start_on nulls first, domain nulls first, has_first_tested desc, has_superseded desc
