-- meaning: How far the errors of the scores move the lag: estimands A and B computed anew within every paired draw of the index.
-- grain: one row per pairing, scale and date basis
-- key: pairing_id, scale_id, date_basis
-- caveat: Every draw makes its own records, so the centre of the draws need not be the estimate. Not to be added to the chain interval; trust
-- the wider of the two.
select
    pairing_id,
    scale_id,
    date_basis,
    median_days_lower,
    median_days_upper,
    share_6m_lower,
    share_6m_upper,
    under_days_lower,
    under_days_upper,
    central_days_lower,
    central_days_upper,
    share_median_within_6m,
    n_records_median,
    n_draws,
    n_draws_without_records,
    n_draws_median_not_reached,
    n_draws_share_unknown,
    n_draws_bracket_unknown,
    ci_level,
    getvariable('as_of') as as_of,
from core.drawn_lags
order by pairing_id, scale_id, date_basis
