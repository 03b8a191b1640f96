-- How far the answer depends on pairing, date basis, matching rule and start, on the capability index.
select
    pairing_id,
    date_basis,
    rule_id,
    start_on,
    n_records,
    n_matched,
    round(median_days / 30.4375, 1) as median_months,
    round(median_days_lower / 30.4375, 1) as median_months_lower,
    round(median_days_upper / 30.4375, 1) as median_months_upper,
    round(share_6m, 2) as share_6m,
from marts.lag_summary
where scale_id = 'eci_published'
order by median_days nulls last
