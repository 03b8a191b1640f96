-- meaning: The one load of each optional source whose names are read: the newest on or before the as-of day, or the oldest if all are younger.
-- grain: one row per source that has landed
-- key: source
-- caveat: Names outlive vintages: a load younger than the as-of day names the same models. No day or label of it is used, and Arena's history,
-- of which every load holds the whole, is cut at the as-of day; what Arena has corrected in it since is in it too.
select source, load_id, retrieved_on,
from raw.loads
where source in ('models_dev', 'catalogue', 'archive', 'arena')
qualify row_number() over (
    partition by source
    order by
        retrieved_on <= getvariable('as_of') desc,
        case when retrieved_on <= getvariable('as_of') then retrieved_on end desc,
        retrieved_on,
        finished_at desc,
        load_id
) = 1
