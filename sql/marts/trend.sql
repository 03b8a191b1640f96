-- meaning: Estimand E: horizontal offset at the as-of day between one least-squares line per group, and how fast it grows.
-- grain: one row per pairing, scale, date basis and start
-- key: pairing_id, scale_id, date_basis, start_on
-- caveat: The index is no straight line, so the offset depends on where the records begin; simulated intervals covered less than they say.
-- Read it beside the other estimands, not alone.
select
    pairing_id,
    scale_id,
    date_basis,
    start_on,
    offset_days,
    offset_days_lower,
    offset_days_upper,
    velocity_months_per_year,
    velocity_months_per_year_lower,
    velocity_months_per_year_upper,
    leader_points_per_year,
    laggard_points_per_year,
    n_leader_records,
    n_laggard_records,
    ci_level,
    getvariable('as_of') as as_of,
from core.trends
order by pairing_id, scale_id, date_basis, start_on nulls first
