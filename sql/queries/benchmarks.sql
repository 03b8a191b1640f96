-- The lag on each benchmark, counted to the last test of a Chinese open model on it.
select
    scale_id,
    n_records,
    n_matched,
    n_untested,
    round(median_days / 30.4375, 1) as median_months,
    round(median_days_lower / 30.4375, 1) as median_months_lower,
    round(median_days_upper / 30.4375, 1) as median_months_upper,
from marts.lag_summary
where
    pairing_id = 'us_any__cn_open'
    and scale_id not in ('eci_published', 'arena_text')
    and date_basis = 'available'
    and rule_id = 'strict'
    and start_on = date '2023-03-14'
order by median_days nulls last, scale_id
