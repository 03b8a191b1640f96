-- meaning: How old each source that is read live was on the as-of day, and whether that is more than its limit.
-- grain: one row per source
-- key: source
-- not_null: source, is_in_use, age_limit_days, is_snapshot, rests_on_it, reason, as_of
-- caveat: Days are counted to the as-of day, and are below zero where the first pull came after it. A source that has not landed is not in use, and
-- has no age; what it would say is in the reference file as far as it was compiled.
with landed as (
    select
        source,
        max(retrieved_on) as retrieved_on,
        bool_or(is_snapshot) as is_snapshot,
    from marts.sources
    group by all
)

select
    limits.source,
    landed.source is not null as is_in_use,
    landed.retrieved_on,
    getvariable('as_of') - landed.retrieved_on as age_days,
    limits.age_limit_days,
    getvariable('as_of') - landed.retrieved_on > limits.age_limit_days as is_over_age,
    coalesce(landed.is_snapshot, false) as is_snapshot,
    limits.rests_on_it,
    limits.reason,
    getvariable('as_of') as as_of,
from staging.source_limits as limits
left join landed using (source)
order by is_over_age desc nulls last, age_days desc nulls last, limits.source
