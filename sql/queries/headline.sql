-- The headline: whether every US record found its Chinese open match within six months, and how long it waits. Of the textbook and the
-- chain interval the wider, as in the report.
select
    summary.as_of,
    at_most.verdict as at_most,
    at_most.n_matched_in_time,
    at_most.n_later,
    at_most.n_over,
    summary.n_records,
    summary.n_matched,
    summary.n_censored,
    summary.n_matching_releases,
    round(months(median_days), 1) as median_months,
    round(months(wider_median_days_lower), 1) as median_months_lower,
    round(months(wider_median_days_upper), 1) as median_months_upper,
    round(share_6m, 3) as share_6m,
    round(wider_share_6m_lower, 3) as share_6m_lower,
    round(wider_share_6m_upper, 3) as share_6m_upper,
from marts.lag_summary as summary
join core.headline using (pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, start_on)
left join marts.claim_verdicts as at_most
    on at_most.claim_id = 'six_months' and at_most.reading = 'at most' and at_most.pairing_id = summary.pairing_id
