-- meaning: What came of the last question about the first weights of each tracked repository.
-- grain: one row per repository
-- key: hub_model_id
-- caveat: Commits and files of a gated repository are closed to whoever has no access, though its metadata is public.
select
    tries.hub_model_id,
    tries.outcome,
    tries.reason,
    loads.retrieved_on as tried_on,
from raw.hub_weight_tries as tries
join raw.loads as loads using (load_id)
qualify row_number() over (partition by tries.hub_model_id order by loads.retrieved_on desc, loads.finished_at desc, tries.load_id) = 1
