-- meaning: Epoch's benchmark scores that lie on their scale, in every load that some week uses.
-- grain: one row per load, release and scale
-- key: load_id, release_id, scale_id
-- caveat: What is left out is named in core.benchmark_faults.
select
    scores.load_id,
    scores.release_id,
    scores.scale_id,
    benchmarks.is_listed,
    benchmarks.scale_type,
    scores.score,
    scores.benchmark_released_on,
    scores.source,
from staging.epoch_scores as scores
join core.load_benchmarks as benchmarks using (load_id, scale_id)
where not benchmarks.is_left_out and (benchmarks.floor is null or scores.score >= benchmarks.floor)
