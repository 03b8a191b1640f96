-- How far the answer depends on pairing, date basis, matching rule, cohort, censoring and start, on the capability index.
select
    pairing_id,
    date_basis,
    rule_id,
    cohort_id,
    censoring_id,
    start_on,
    n_records,
    n_matched,
    round(months(median_days), 1) as median_months,
    round(months(median_days_lower), 1) as median_months_lower,
    round(months(median_days_upper), 1) as median_months_upper,
    round(share_6m, 2) as share_6m,
from marts.lag_summary
where scale_id = (select scale_id from core.headline)
order by median_days nulls last
