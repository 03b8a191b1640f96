-- meaning: Estimand A as a curve on the capability index: the share of leader records not yet matched after so many days.
-- grain: one row per pairing, scale, date basis, rule, start and distinct time
-- key: pairing_id, scale_id, date_basis, rule_id, start_on, day
select
    pairing_id,
    scale_id,
    date_basis,
    rule_id,
    start_on,
    day,
    survival,
    survival_lower,
    survival_upper,
    n_at_risk,
    n_matched,
    n_censored,
    getvariable('as_of') as as_of,
from core.survival_curves
order by pairing_id, scale_id, date_basis, rule_id, start_on nulls first, day
