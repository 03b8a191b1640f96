-- The lag on each benchmark, counted to the last test of a Chinese open model on it.
select
    lag.scale_id,
    lag.n_records,
    lag.n_matched,
    lag.n_untested,
    round(months(lag.median_days), 1) as median_months,
    round(months(lag.median_days_lower), 1) as median_months_lower,
    round(months(lag.median_days_upper), 1) as median_months_upper,
from marts.lag_summary as lag
join core.headline using (pairing_id, date_basis, rule_id, cohort_id, censoring_id, start_on)
join core.scales on scales.scale_id = lag.scale_id
where scales.scale_type not in ('index', 'rating')
order by lag.median_days nulls last, lag.scale_id
