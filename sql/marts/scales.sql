-- meaning: The scales on which releases are compared, and what a tolerance means on each.
-- grain: one row per scale with a score
-- key: scale_id
-- not_null: scale_id, scale_name, domain, scale_type, n_releases, as_of
-- in: scale_type (index, proportion, log, rating)
-- refers: scale_id = core.scales.scale_id
-- caveat: followed_until is null on a benchmark: there the last laggard test is the last day on which a match could have been seen, and that
-- is another day for each pairing and date basis (censored_on in marts.lag_by_record).
with scored as (
    select scale_id, count(*) as n_releases,
    from core.scores
    group by scale_id
)

select
    scales.scale_id,
    scales.scale_name,
    scales.domain,
    scales.scale_type,
    scored.n_releases,
    cast(scales.point as double) as point,
    rules.origin as score_origin,
    case scales.scale_type
        when 'index' then getvariable('as_of')
        when 'rating' then (select max(vintage) from core.arena_scores)
    end as followed_until,
    getvariable('as_of') as as_of,
from core.scales
join scored using (scale_id)
left join core.rules on rules.scale_id = scales.scale_id and rules.rule_id = 'tolerance_0_9'
order by scales.scale_type, scales.scale_id
