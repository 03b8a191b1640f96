-- meaning: For each record among the US releases of one tier, the first Chinese open release at or above it; those without one are censored.
-- grain: one row per tier and record since the headline's start
-- key: tier, record_release_id
-- caveat: The staircase is that of the tier alone: a Sonnet is held against earlier middle ones and not against Opus. The laggard is any
-- release of the headline's laggards, whatever its tier. Releases that no line of their lab places are in no tier.
with scored as (
    select scored.role, scored.release_id, scored.released_on, scored.score, releases.tier,
    from core.scored_releases as scored
    semi join core.headline using (pairing_id, scale_id, date_basis)
    left join staging.releases as releases using (release_id)
),

best_of_day as (
    select tier, release_id, released_on, score,
    from scored
    where role = 'leader' and tier is not null
    qualify row_number() over (partition by tier, released_on order by score desc, release_id) = 1
),

records as (
    select tier, release_id, released_on, score,
    from best_of_day
    qualify score > coalesce(
        max(score) over (partition by tier order by released_on rows between unbounded preceding and 1 preceding), '-infinity'
    )
),

first_laggard as (
    select records.tier, records.release_id as record_release_id, laggards.release_id, laggards.released_on, laggards.score,
    from records
    join scored as laggards on laggards.role = 'laggard' and laggards.score >= records.score
    qualify row_number() over (
        partition by records.tier, records.release_id order by laggards.released_on, laggards.score desc, laggards.release_id
    ) = 1
)

select
    records.tier,
    records.release_id as record_release_id,
    records.released_on as record_released_on,
    records.score as record_score,
    first_laggard.release_id as match_release_id,
    first_laggard.released_on as match_released_on,
    first_laggard.score as match_score,
    first_laggard.release_id is not null as is_matched,
    first_laggard.released_on - records.released_on as lag_days,
    getvariable('as_of') - records.released_on as follow_up_days,
from records
cross join core.headline
left join first_laggard on first_laggard.tier = records.tier and first_laggard.record_release_id = records.release_id
where records.released_on >= headline.start_on
