-- meaning: Log-rank test of the lags of leader records launched before and from 2025-01-20, the day of DeepSeek-R1.
-- grain: one row per pairing, scale and date basis
-- key: pairing_id, scale_id, date_basis
-- caveat: So few records can show only a large break: a p_value above 0.05 does not say that nothing changed. detectable_hazard_ratio says
-- how large a difference the test would have found four times in five.
select
    pairing_id,
    scale_id,
    date_basis,
    date '2025-01-20' as split_on,
    n_before,
    n_after,
    n_matched_before,
    n_matched_after,
    statistic,
    p_value,
    detectable_hazard_ratio,
    power_note,
    getvariable('as_of') as as_of,
from core.eras
order by pairing_id, scale_id, date_basis
