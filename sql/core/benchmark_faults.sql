-- meaning: Benchmarks of the load in use that benchmarks.csv lacks, listed ones that are gone from it, scores left out for their scale, and
-- anchors of the index that are not at their points.
-- grain: one row per kind and benchmark or anchor
-- key: kind, source, subject
-- caveat: subject is the benchmark's id, or the anchor's release. A benchmark that is unlisted beside one that is gone may be that one under a new name.
with benchmarks as (
    select load_benchmarks.*, score_load.source
    from core.load_benchmarks
    join staging.score_load using (load_id)
),

gone as (
    select scales.scale_id, score_load.source, score_load.vintage,
    from staging.benchmarks as scales
    cross join staging.score_load
    where
        scales.scale_type <> 'index'
        and scales.scale_id not in (
            select scale_id from benchmarks
            union all
            select scale_id from staging.reference_scores where load_id in (select load_id from staging.score_load)
        )
),

below as (
    select scores.scale_id, string_agg(scores.release_id || ' ' || scores.score, ', ' order by scores.release_id) as listed,
    from staging.epoch_scores as scores
    join benchmarks using (load_id, scale_id)
    where not benchmarks.is_left_out and scores.score < benchmarks.floor
    group by scores.scale_id
),

anchors as (
    select
        release_id,
        score_load.source,
        points,
        printed.score,
        if(
            printed.score is null, 'anchor missing',
            if(abs(printed.score - points) > tolerance, 'anchor off its points', null)
        ) as kind,
    from staging.index_anchors
    cross join staging.score_load
    left join core.published_index as printed using (load_id, release_id)
),

faults as (
    select
        source,
        scale_id,
        unnest([
            if(not is_listed, {
                kind: 'benchmark not listed',
                n: n_scores,
                detail: if(is_left_out, 'in no figure', 'in our own index and in no pooled figure')
            }, null),
            if(n_above > 0, {
                kind: 'benchmark above its scale',
                n: n_above,
                detail: n_above || ' of ' || n_scores || ' scores are above ' || ceiling || ', up to ' || highest || '; left out whole'
            }, null),
            if(is_left_out and n_above = 0, {
                kind: 'benchmark below its scale',
                n: n_below,
                detail: n_below || ' of ' || n_scores || ' scores are below ' || floor || ', down to ' || lowest || '; left out whole'
            }, null),
            if(first_name <> last_name, {
                kind: 'benchmark under two names',
                n: n_scores,
                detail: first_name || ', ' || last_name || '; where both have a score the main name counts'
            }, null)
        ]) as fault,
    from benchmarks
)

select fault.kind, source, scale_id as subject, fault.n, fault.detail,
from faults
where fault is not null
union all
select 'benchmark gone' as kind, source, scale_id as subject, 0 as n, 'listed, and without a score in the load of ' || vintage as detail,
from gone
union all
select 'score below its scale' as kind, source, scale_id as subject, n_below as n, 'below ' || floor || ': ' || listed as detail,
from benchmarks
join below using (scale_id)
union all
select
    kind,
    source,
    release_id as subject,
    if(score is null, 0, 1) as n,
    'the scale of the index has it at ' || points || ', the load ' || if(score is null, 'has no score of it', 'at ' || score) as detail,
from anchors
where kind is not null
