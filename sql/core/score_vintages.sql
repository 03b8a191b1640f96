-- meaning: The published index as it stood in every vintage up to the as-of day, with what had vanished by then.
-- grain: one row per vintage and release that it or an earlier one prints
-- key: release_id, first_seen_on
-- not_null: release_id, first_seen_on, score, scored_on, standing
-- in: standing (printed, in_hole, vanished)
-- caveat: in_hole: last printed before the blank cells of 2026-03-10, and again after them; it counts as seen. vanished: printed before and not
-- any more, as versions are from 2026-04-29 on, which is one row a family; it is carried only beside the verdict, to tell how far it rests on that.
with printed as (
    select
        first_seen_on, cell.release_id, cell.score,
        lead(first_seen_on, 1, 'infinity') over (partition by cell.release_id order by first_seen_on) as next_on,
    from (select first_seen_on, unnest(scores) as cell from core.readings where is_vintage)
),

spans as (
    select release_id, min(first_seen_on) as first_on, max(first_seen_on) as last_on,
    from printed
    group by all
),

vintages as (
    select first_seen_on, is_hole, lag(first_seen_on) over (order by first_seen_on) as before_on,
    from core.readings
    where is_vintage
),

wanted as (
    select vintages.first_seen_on, spans.release_id, spans.last_on,
    from vintages
    join spans on spans.first_on <= vintages.first_seen_on
    where vintages.first_seen_on <= getvariable('as_of')
)

select
    wanted.release_id,
    wanted.first_seen_on,
    printed.score,
    printed.first_seen_on as scored_on,
    case
        when printed.first_seen_on = wanted.first_seen_on then 'printed'
        when
            wanted.last_on > wanted.first_seen_on
            and printed.first_seen_on in (
                select holes.before_on from vintages as holes where holes.is_hole and holes.first_seen_on <= wanted.first_seen_on
            )
            then 'in_hole'
        else 'vanished'
    end as standing,
from wanted
join printed
    on printed.release_id = wanted.release_id
    and printed.first_seen_on <= wanted.first_seen_on
    and printed.next_on > wanted.first_seen_on
