-- meaning: Scores as the reference file lists them.
-- grain: one row per release and scale
-- key: release_id, scale_id
select
    release_id,
    benchmark_id as scale_id,
    score,
    score_lower,
    score_upper,
    source,
    load_id,
from raw.scores
