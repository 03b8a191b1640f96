-- meaning: What is new since the same report seven days earlier: releases, matches of the headline, and figures that moved.
-- grain: one row per kind and item that differs
-- key: kind, item
-- not_null: kind, item, compared_with_on, is_rebased, as_of
-- in: kind (moved_figure, new_release, moved_release, refitted_release, gone_release, new_match, moved_match, gone_match)
-- caveat: Both days are computed from the landing by today's code, so a change of code or of the reference file shows in neither. Each has the
-- published index as it stood by its day, where one is kept; is_rebased: only the later day has one, so that a difference may be that of
-- the basis and no change. A refitted_release differs in its score alone.
with compared as (
    select
        coalesce(now.kind, before.kind) as kind,
        coalesce(now.item_id, before.item_id) as item,
        coalesce(now.description, before.description) as description,
        coalesce(now.unit, before.unit) as unit,
        before.value as before,
        now.value as after,
        before.item_id is null as is_new,
        now.item_id is null as is_gone,
        before.description is distinct from now.description or before.value is distinct from now.value as is_moved,
        before.description = now.description and before.value <> now.value as is_refitted,
    from core.report_items as now
    full join core.report_items_before as before on before.kind = now.kind and before.item_id = now.item_id
),

based as (
    select
        count(*) > 0 and min(first_seen_on) > getvariable('as_of') - 7 as is_rebased,
    from core.readings
    where first_seen_on <= getvariable('as_of')
)

select
    case
        when kind = 'figure' then 'moved_figure'
        when is_new then 'new_' || kind
        when is_gone then 'gone_' || kind
        when kind = 'release' and is_refitted then 'refitted_release'
        else 'moved_' || kind
    end as kind,
    item,
    description,
    unit,
    before,
    after,
    getvariable('as_of') - 7 as compared_with_on,
    is_rebased,
    getvariable('as_of') as as_of,
from compared
cross join based
where is_moved
order by kind, item
