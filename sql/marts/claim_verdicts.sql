-- meaning: What the data say of each reading of every claim: "six months at most", and those told beside it.
-- grain: one row per claim and reading
-- key: claim_id, reading
-- not_null: claim_id, reading, estimand, verdict, figure_unit, interval_state, n, reason, as_of
-- in: date_basis (available, announced, published); verdict (supported, contradicted, cannot be told, not tested); figure_unit (days,
-- share, ratio); interval_state (closed, open, unknown); claim_id (six_months, replicated, ninety_per_cent, hundred_times,
-- china_open_us_closed, spread, not_on_the_hub)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id
-- caveat: A verdict holds for one vintage of scores, named in the row; scores are refitted over time.
select
    claim_id,
    reading,
    estimand,
    pairing_id,
    scale_id,
    date_basis,
    rule_id,
    start_on,
    verdict,
    figure,
    figure_unit,
    lower,
    upper,
    interval_state,
    ci_level,
    n,
    reason,
    getvariable('as_of') as as_of,
    score_load.vintage,
from core.verdicts
cross join staging.score_load
order by claim_id, reading
