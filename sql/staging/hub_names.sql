-- meaning: What the Hub calls each tracked repository, as of its last answer on or before the as-of day, or of the first after it if all are
-- younger; and how many models were made from it.
-- grain: one row per tracked name
-- key: asked_name
-- caveat: A name that was given away leads to another repository than the one that was known by it; nothing of that one is credited. Names are
-- asked about every four weeks, so counts of derivatives are of asked_on and not of the newest listing.
select
    names.asked_name,
    names.outcome,
    names.hub_id,
    names.hub_model_id,
    names.finetune_count,
    names.adapter_count,
    names.merge_count,
    names.quantized_count,
    names.reason,
    loads.retrieved_on as asked_on,
from raw.hub_names as names
join raw.loads as loads using (load_id)
qualify row_number() over (
    partition by names.asked_name
    order by
        loads.retrieved_on <= getvariable('as_of') desc,
        case when loads.retrieved_on <= getvariable('as_of') then loads.retrieved_on end desc,
        loads.retrieved_on,
        loads.finished_at desc,
        names.load_id
) = 1
