-- meaning: The capability index of every release in the fit, with its 90% interval over the paired draws.
-- grain: one row per release
-- key: release_id
-- caveat: Intervals of two releases are not independent: releases scored on the same benchmarks move together. Compare within draws
-- (core.index_draws). The anchors, which set the scale, have no interval.
with intervals as (
    select
        name_id as release_id,
        quantile_cont(value, 0.05) as score_lower,
        quantile_cont(value, 0.95) as score_upper,
    from core.index_draws
    where kind = 'release'
    group by name_id
)

select
    capabilities.release_id,
    capabilities.score,
    if(fit.release_id is null, intervals.score_lower, null) as score_lower,
    if(fit.release_id is null, intervals.score_upper, null) as score_upper,
from core.index_capabilities as capabilities
left join intervals using (release_id)
left join (
    select unnest([low_anchor_release_id, high_anchor_release_id]) as release_id,
    from core.index_fit
) as fit using (release_id)
