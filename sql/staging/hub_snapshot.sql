-- meaning: Repositories that the stored snapshot of the Hub lists, warehouse/reference/hub_models.csv: they were read by hand once.
-- grain: one row per repository
-- key: hub_model_id
select hub_model_id, read_on,
from raw.hub_snapshot
