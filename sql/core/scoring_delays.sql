-- meaning: How long every release waited for its score in the published index, in days from the day on which it counts.
-- grain: one row per release that a vintage up to the as-of day prints, and that has a day
-- key: release_id
-- caveat: delay_days is null where the first vintage has the score: it came no later. Only releases after the first vintage are measured: of those
-- before it only the slow ones show a delay.
with first_seen as (
    select release_id, min(first_seen_on) as first_seen_on,
    from core.score_vintages
    group by all
)

select
    first_seen.release_id,
    days.headline_on as released_on,
    first_seen.first_seen_on,
    if(first_seen.first_seen_on > opening.first_vintage_on, first_seen.first_seen_on - days.headline_on, null) as delay_days,
    days.headline_on > opening.first_vintage_on as is_measured,
from first_seen
join core.headline_days as days using (release_id)
cross join (select min(first_seen_on) as first_vintage_on from core.score_vintages) as opening
where days.headline_on <= getvariable('as_of')
