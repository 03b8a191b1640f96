-- meaning: Leader records by year of launch: how many were ever matched, how many within six months, and how many still wait.
-- grain: one row per pairing, scale, date basis, rule and year of launch
-- key: pairing_id, scale_id, date_basis, rule_id, launch_year
-- not_null: pairing_id, scale_id, date_basis, rule_id, launch_year, n_records, n_matched, n_matched_6m, n_waiting, n_running,
-- share_matched, share_matched_6m, as_of
-- in: date_basis (available, announced, published)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id
-- caveat: Records of the last months have had little time: those that wait with six months or less of follow-up are counted as running, and
-- the shares are of all records, so they can still rise.
select
    pairing_id,
    scale_id,
    date_basis,
    rule_id,
    cast(year(record_released_on) as integer) as launch_year,
    count(*) as n_records,
    count(*) filter (where is_matched) as n_matched,
    count(*) filter (where is_matched and lag_days <= six_months()) as n_matched_6m,
    count(*) filter (where not is_matched and follow_up_days > six_months()) as n_waiting,
    count(*) filter (where not is_matched and follow_up_days <= six_months()) as n_running,
    count(*) filter (where is_matched) / count(*) as share_matched,
    count(*) filter (where is_matched and lag_days <= six_months()) / count(*) as share_matched_6m,
    getvariable('as_of') as as_of,
from core.matches
join core.scales using (scale_id)
semi join core.headline using (cohort_id)
where scales.scale_type = 'index' and record_released_on >= (select start_on from core.headline)
group by pairing_id, scale_id, date_basis, rule_id, launch_year
order by pairing_id, scale_id, date_basis, rule_id, launch_year desc
