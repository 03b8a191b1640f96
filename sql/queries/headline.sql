-- The headline: how long a US record waits for its first Chinese open match. Of the textbook and the chain interval the wider, as in the report.
select
    as_of,
    n_records,
    n_matched,
    n_censored,
    n_matching_releases,
    round(median_days / 30.4375, 1) as median_months,
    round(least(median_days_lower, chain_median_days_lower) / 30.4375, 1) as median_months_lower,
    -- An end that is not reached is null, and wider than any that is.
    case
        when median_days_upper is null or (chain_median_days_lower is not null and chain_median_days_upper is null) then null
        else round(greatest(median_days_upper, chain_median_days_upper) / 30.4375, 1)
    end as median_months_upper,
    round(share_6m, 3) as share_6m,
    round(least(share_6m_lower, chain_share_6m_lower), 3) as share_6m_lower,
    round(greatest(share_6m_upper, chain_share_6m_upper), 3) as share_6m_upper,
from marts.lag_summary
where
    pairing_id = 'us_any__cn_open'
    and scale_id = 'eci_published'
    and date_basis = 'available'
    and rule_id = 'strict'
    and start_on = date '2023-03-14'
