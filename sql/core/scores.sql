-- meaning: Scores of releases on every scale: as their sources print them, our own index fitted to them, and Arena's ratings where landed.
-- grain: one row per release and scale
-- key: release_id, scale_id
select release_id, scale_id, score, score_lower, score_upper, source, vintage,
from core.source_scores
union all
select
    fitted.release_id,
    'index' as scale_id,
    fitted.score,
    fitted.score_lower,
    fitted.score_upper,
    'fitted by openlag to the scores known by the as-of day' as source,
    score_load.vintage,
from core.index_scores as fitted
cross join staging.score_load
union all
select release_id, 'arena_text' as scale_id, score, score_lower, score_upper, source, vintage,
from core.arena_scores
