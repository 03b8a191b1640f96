-- meaning: How much each choice moves the median lag: over pairs of specifications that differ in that choice alone.
-- grain: one row per choice
-- key: choice
-- not_null: choice, n_pairs, n_pairs_not_reached, as_of
-- in: choice (scale, pairing, date basis, rule, cohort, censoring, start)
-- caveat: Pairs in which a median is not reached are counted and left out of the figures, so a choice that makes it unreachable looks smaller.
with pairs as (
    select
        case
            when one.scale_or_domain <> other.scale_or_domain then 'scale'
            when one.pairing_id <> other.pairing_id then 'pairing'
            when one.date_basis <> other.date_basis then 'date basis'
            when one.rule_id <> other.rule_id then 'rule'
            when one.cohort_id <> other.cohort_id then 'cohort'
            when one.censoring_id <> other.censoring_id then 'censoring'
            else 'start'
        end as choice,
        abs(one.median_days - other.median_days) as moved_days,
    from marts.specifications as one
    join marts.specifications as other
        on one.place < other.place
        and cast(one.scale_or_domain <> other.scale_or_domain as integer)
        + cast(one.pairing_id <> other.pairing_id as integer)
        + cast(one.date_basis <> other.date_basis as integer)
        + cast(one.rule_id <> other.rule_id as integer)
        + cast(one.cohort_id <> other.cohort_id as integer)
        + cast(one.censoring_id <> other.censoring_id as integer)
        + cast(one.start_on is distinct from other.start_on as integer) = 1
)

select
    choice,
    count(moved_days) as n_pairs,
    count(*) - count(moved_days) as n_pairs_not_reached,
    median(moved_days) as median_moved_days,
    max(moved_days) as largest_moved_days,
    getvariable('as_of') as as_of,
from pairs
group by choice
order by median_moved_days desc, choice
