-- meaning: Matches as each censoring sees them: as_of up to the as-of day; scored, on the indexes, as if nothing after
-- core.scored_until.scored_until_on were out.
-- grain: one row per pairing, scale, date basis, rule, cohort, censoring and leader record
-- key: pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, record_release_id
-- caveat: The cut is whole: later laggards match nothing, later records are not there, and the clocks of the rest stop that day. To stop the
-- clocks of the unmatched alone would keep late matches and drop late waiting. Where that day is unknown no row is scored. A benchmark has a
-- censoring of its own, the last laggard test on it, and no row that is scored.
with cut as (
    select
        matches.* replace (
            scored_until.scored_until_on as censored_on,
            matches.is_matched and matches.match_released_on <= scored_until.scored_until_on as is_matched,
            scored_until.scored_until_on - matches.record_released_on as follow_up_days
        ),
    from core.matches
    join core.scales using (scale_id)
    join core.scored_until on matches.record_released_on <= scored_until.scored_until_on
    where scales.scale_type = 'index'
),

censored as (
    select *, 'as_of' as censoring_id from core.matches
    union all by name
    select *, 'scored' as censoring_id from cut
)

select
    pairing_id,
    scale_id,
    date_basis,
    rule_id,
    cohort_id,
    censoring_id,
    record_release_id,
    record_released_on,
    is_matched,
    case when is_matched then match_release_id end as match_release_id,
    case when is_matched then lag_days end as lag_days,
    follow_up_days,
    censored_on,
from censored
