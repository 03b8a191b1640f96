-- The headline: how long a US record waits for its first Chinese open match. Of the textbook and the chain interval the wider, as in the report.
select
    as_of,
    n_records,
    n_matched,
    n_censored,
    n_matching_releases,
    round(months(median_days), 1) as median_months,
    round(months(wider_median_days_lower), 1) as median_months_lower,
    round(months(wider_median_days_upper), 1) as median_months_upper,
    round(share_6m, 3) as share_6m,
    round(wider_share_6m_lower, 3) as share_6m_lower,
    round(wider_share_6m_upper, 3) as share_6m_upper,
from marts.lag_summary
join core.headline using (pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, start_on)
