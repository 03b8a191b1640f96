-- meaning: Scales with the space in which differences are measured and the size of one point of tolerance.
-- grain: one row per scale
-- key: scale_id
select
    scale_id,
    scale_name,
    domain,
    scale_type,
    case scale_type when 'proportion' then 'logit' when 'log' then 'log' else 'linear' end as space,
    -- One point is an index point, or one percentage point of a score between 0 and 1; on a ratio scale a point has no meaning.
    case scale_type when 'index' then 1.0 when 'proportion' then 0.01 end as point,
    -- Shares of tasks solved start at nothing; Epoch's transform of METR's minutes to a number from 0 to 1 has no such zero.
    scale_type = 'proportion' and scale_id <> 'metr-time-horizons' as has_true_zero,
    superseded_by,
from staging.benchmarks
union all
-- Only differences between ratings mean something, and a point of them is no share of anything: no tolerance, no zero.
select
    'arena_text' as scale_id,
    'Arena text ratings' as scale_name,
    'preference' as domain,
    'rating' as scale_type,
    'linear' as space,
    null as point,
    false as has_true_zero,
    null as superseded_by,
where exists (select 1 from core.arena_scores)
