-- meaning: For each leader record of a cohort the first laggard release at or above it, by each matching rule; records without one are
-- censored.
-- grain: one row per pairing, scale, date basis, rule, cohort and leader record
-- key: pairing_id, scale_id, date_basis, rule_id, cohort_id, record_release_id
-- caveat: The cohort lab_records exists on the indexes, and not under the rules built on draws, which match records of the group alone.
with cohorts as (
    select pairing_id, scale_id, date_basis, 'records' as cohort_id, release_id, released_on, score,
    from core.records
    where role = 'leader'
    union all
    select pairing_id, scale_id, date_basis, 'lab_records' as cohort_id, release_id, released_on, score,
    from core.lab_records
),

leader_records as (
    select
        records.pairing_id,
        records.scale_id,
        records.date_basis,
        rules.rule_id,
        records.cohort_id,
        records.release_id,
        records.released_on,
        records.score,
        rules.draw_share,
        -- The slack takes up the last bit of the arithmetic: 128.02 - 1 is more than 127.02 to a computer.
        case
            when rules.share = 1 and rules.tolerance = 0 then records.score
            else rules.origin + rules.share * (records.score - rules.origin) - rules.tolerance - 1e-9
        end as threshold,
    from cohorts as records
    join core.rules using (scale_id)
    where
        (rules.share = 1 or records.score > rules.origin)
        and (records.cohort_id = 'records' or rules.draw_share is null)
),

laggards as (
    select * from core.scored_releases where role = 'laggard'
),

first_laggard as (
    select
        records.pairing_id,
        records.scale_id,
        records.date_basis,
        records.rule_id,
        records.cohort_id,
        records.release_id as record_release_id,
        laggards.release_id as match_release_id,
        laggards.released_on as match_released_on,
        laggards.score as match_score,
    from leader_records as records
    join laggards
        on laggards.pairing_id = records.pairing_id
        and laggards.scale_id = records.scale_id
        and laggards.date_basis = records.date_basis
        and laggards.score >= records.threshold
    where records.draw_share is null
    qualify row_number() over (
        partition by records.pairing_id, records.scale_id, records.date_basis, records.rule_id, records.cohort_id, records.release_id
        order by laggards.released_on, laggards.score desc, laggards.release_id
    ) = 1
    union all by name
    select
        pairing_id, scale_id, date_basis, rule_id, 'records' as cohort_id, record_release_id, match_release_id, match_released_on, match_score,
    from core.paired_matches
)

select
    records.pairing_id,
    records.scale_id,
    records.date_basis,
    records.rule_id,
    records.cohort_id,
    records.release_id as record_release_id,
    records.released_on as record_released_on,
    records.score as record_score,
    first_laggard.match_release_id,
    first_laggard.match_released_on,
    first_laggard.match_score,
    first_laggard.match_release_id is not null as is_matched,
    first_laggard.match_released_on - records.released_on as lag_days,
    -- A record younger than the last laggard test has no follow-up at all; that is unknown, not zero days.
    case
        when records.released_on <= follow_ups.censored_on then follow_ups.censored_on - records.released_on
    end as follow_up_days,
    follow_ups.censored_on,
from leader_records as records
join core.follow_ups using (pairing_id, scale_id, date_basis)
left join first_laggard
    on first_laggard.pairing_id = records.pairing_id
    and first_laggard.scale_id = records.scale_id
    and first_laggard.date_basis = records.date_basis
    and first_laggard.rule_id = records.rule_id
    and first_laggard.cohort_id = records.cohort_id
    and first_laggard.record_release_id = records.release_id
