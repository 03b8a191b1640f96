-- meaning: Readings of the published index: a day's last kept publication, or the newest load of that day, Epoch's own file before the
-- reference file. A reading whose scores differ from the reading before is a vintage.
-- grain: one row per day
-- key: first_seen_on
-- caveat: Readings of days after the as-of day are listed too: what returns after a hole was known to return. Whoever asks what was seen limits the
-- day.
with offered as (
    select
        vintages.first_seen_on, 'republished' as origin, vintages.publication, cast(null as varchar) as load_id,
        vintages.hole_reason is not null as is_hole, 1 as place, cast(null as timestamptz) as finished_at,
    from staging.vintages
    where vintages.refused_reason is null
    union all by name
    select
        max(scores.read_on) as first_seen_on, 'reference' as origin, scores.load_id, false as is_hole, 2 as place,
        any_value(loads.finished_at) as finished_at,
    from raw.scores as scores
    join raw.loads as loads using (load_id)
    where scores.benchmark_id = 'eci_published'
    group by scores.load_id
    union all by name
    select retrieved_on as first_seen_on, 'epoch' as origin, load_id, false as is_hole, 3 as place, finished_at,
    from raw.loads
    where source = 'epoch'
),

read_that_day as (
    select * exclude (place, finished_at),
    from offered
    qualify row_number() over (partition by first_seen_on order by place desc, finished_at desc, load_id desc, publication desc) = 1
),

printed as (
    select vintage_scores.publication, cast(null as varchar) as load_id, identities.release_id, vintage_scores.score,
    from staging.vintage_scores
    join core.identities on identities.source = 'epoch_vintage' and identities.name = vintage_scores.name
    union all by name
    select load_id, release_id, score,
    from raw.scores
    where benchmark_id = 'eci_published'
    union all by name
    select epoch_index.load_id, names.release_id, epoch_index.score,
    from raw.epoch_index as epoch_index
    join staging.epoch_names as names on names.epoch_name = epoch_index.model
    where epoch_index.score is not null
),

joined as (
    select
        read_that_day.*,
        list({release_id: printed.release_id, score: printed.score} order by printed.release_id) as scores,
    from read_that_day
    join printed
        on printed.publication is not distinct from read_that_day.publication
        and printed.load_id is not distinct from read_that_day.load_id
    group by all
)

select
    first_seen_on,
    origin,
    publication,
    load_id,
    is_hole,
    scores,
    lag(scores) over (order by first_seen_on) is distinct from scores as is_vintage,
from joined
