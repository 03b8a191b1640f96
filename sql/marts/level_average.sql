-- meaning: Estimand C: days behind on average over index levels from GPT-4's to the laggard's best, every level weighing the same.
-- grain: one row per pairing, scale and date basis
-- key: pairing_id, scale_id, date_basis
-- caveat: Levels that the laggard has not reached are in no mean: share_not_reached counts them and mean_days_at_least takes them at their
-- follow-up. Gaps are signed.
select
    pairing_id,
    scale_id,
    date_basis,
    level_from,
    level_to,
    leader_best,
    laggard_best,
    mean_days,
    mean_days_lower,
    mean_days_upper,
    mean_days_at_least,
    median_days,
    median_days_lower,
    median_days_upper,
    share_not_reached,
    share_negative,
    n_leader_steps,
    n_leader_steps_to_best,
    n_laggard_steps,
    ci_level,
    getvariable('as_of') as as_of,
from core.level_lags
order by pairing_id, scale_id, date_basis
