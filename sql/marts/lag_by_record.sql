-- meaning: Estimand A, record by record: days from each leader record to the first laggard release at or above it.
-- grain: one row per pairing, scale, date basis, rule and leader record
-- key: pairing_id, scale_id, date_basis, rule_id, record_release_id
-- not_null: pairing_id, scale_id, date_basis, rule_id, record_release_id, record_released_on, record_score, is_matched, as_of
-- in: date_basis (available, announced, published)
-- refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id; record_release_id
-- = core.releases.release_id; match_release_id = core.releases.release_id
-- caveat: A record that is not matched is censored: its lag is known only to be longer than follow_up_days. A lag below zero means that
-- the laggard was first. lag_days_lower and lag_days_upper are the same lag from the ends of its two days (core.day_intervals), null where
-- there is no match or an end is not known: no interval is not a precise lag.
with days as (
    select
        dated.pairing_id,
        dated.date_basis,
        dated.role,
        dated.release_id,
        intervals.day_lower,
        intervals.day_upper,
    from core.dated_releases as dated
    join core.day_intervals as intervals
        on intervals.release_id = dated.release_id and intervals.date_kind = dated.released_on_basis
)

select
    matches.pairing_id,
    matches.scale_id,
    matches.date_basis,
    matches.rule_id,
    getvariable('as_of') as as_of,
    matches.record_release_id,
    records.name as record_name,
    record_makers.organization_name as record_organization,
    matches.record_released_on,
    matches.record_score,
    matches.match_release_id,
    laggards.name as match_name,
    match_makers.organization_name as match_organization,
    matches.match_released_on,
    matches.match_score,
    matches.is_matched,
    matches.lag_days,
    match_days.day_lower - record_days.day_upper as lag_days_lower,
    match_days.day_upper - record_days.day_lower as lag_days_upper,
    matches.follow_up_days,
    matches.censored_on,
from core.matches
semi join core.headline using (cohort_id)
join core.releases as records on records.release_id = matches.record_release_id
left join core.releases as laggards on laggards.release_id = matches.match_release_id
left join days as record_days
    on record_days.pairing_id = matches.pairing_id
    and record_days.date_basis = matches.date_basis
    and record_days.role = 'leader'
    and record_days.release_id = matches.record_release_id
left join days as match_days
    on match_days.pairing_id = matches.pairing_id
    and match_days.date_basis = matches.date_basis
    and match_days.role = 'laggard'
    and match_days.release_id = matches.match_release_id
left join staging.organizations as record_makers on record_makers.organization_id = records.organization_id
left join staging.organizations as match_makers on match_makers.organization_id = laggards.organization_id
order by
    matches.record_released_on desc, matches.pairing_id, matches.scale_id, matches.date_basis, matches.rule_id,
    matches.record_release_id
