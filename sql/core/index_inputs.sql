-- meaning: Scores that the capability index is fitted to, in every load that some week uses, with the first day each can have been known.
-- grain: one row per load, release and benchmark
-- key: load_id, release_id, scale_id
-- caveat: No source in use prints the day of a test. A score counts as known from the release of its model or of its benchmark, whichever
-- is later: a lower bound. Where the benchmark's own release is not dated (is_benchmark_dated), the model's day stands alone.
with loads as (
    select distinct load_id from staging.score_load_by_week
),

scores as (
    select
        scores.load_id,
        scores.release_id,
        scores.benchmark_id as scale_id,
        scores.score,
        benchmarks.released_on as benchmark_released_on,
    from raw.scores
    join raw.benchmarks using (load_id, benchmark_id)
    where benchmarks.scale_type = 'proportion'
    union all
    select
        load_id,
        release_id,
        scale_id,
        score,
        benchmark_released_on,
    from core.sound_scores
    where scale_type = 'proportion'
)

select
    scores.load_id,
    scores.release_id,
    scores.scale_id,
    scores.score,
    greatest(
        coalesce(least(releases.api_on, releases.weights_on), releases.announced_on, releases.published_on),
        coalesce(scores.benchmark_released_on, staged.scale_released_on)
    ) as known_on,
    scores.benchmark_released_on is not null or staged.scale_released_on is not null as is_benchmark_dated,
from scores
join loads using (load_id)
left join core.releases using (release_id)
left join staging.benchmarks as staged using (scale_id)
