-- meaning: The licence and the gate of each repository through the pulls, a row as long as both stayed the same.
-- grain: one row per repository and stretch of pulls
-- key: hub_id, first_seen_on
-- caveat: A pull that did not read a licence or a gate ends no stretch: unknown is no change. Between two stretches lies the day of the
-- change, which no pull saw. The gate does not change the class of openness.
with listed as (
    select
        hub_id,
        pulled_on,
        coalesce(licence, case when tags is not null then 'none stated' end) as licence,
        gated,
    from staging.hub_models
),

followed as (
    select
        *,
        lag(licence ignore nulls) over (partition by hub_id order by pulled_on) as licence_before,
        lag(gated ignore nulls) over (partition by hub_id order by pulled_on) as gated_before,
    from listed
    where licence is not null or gated is not null
),

numbered as (
    select
        *,
        sum(if(coalesce(licence <> licence_before, false) or coalesce(gated <> gated_before, false), 1, 0))
            over (partition by hub_id order by pulled_on) as stretch,
    from followed
),

stretches as (
    select
        hub_id,
        any_value(licence) as licence,
        any_value(gated) as gated,
        min(pulled_on) as first_seen_on,
        max(pulled_on) as last_seen_on,
        count(*) as n_pulls,
    from numbered
    group by hub_id, stretch
)

select
    stretches.*,
    classes.licence_openness,
    row_number() over (partition by hub_id order by first_seen_on) as stretch_number,
    lag(stretches.licence ignore nulls) over (partition by hub_id order by first_seen_on) as licence_before,
    lag(stretches.gated ignore nulls) over (partition by hub_id order by first_seen_on) as gated_before,
    lead(first_seen_on) over (partition by hub_id order by first_seen_on) is null as is_newest,
from stretches
left join core.licence_classes as classes on classes.licence = lower(stretches.licence)
