-- meaning: List prices of the labs' own APIs, as the reference file lists them.
-- grain: one row per release, provider and day on which a price was first seen
-- key: release_id, provider, seen_on
-- caveat: seen_on is the first day on which the source shows the price, an upper bound of the day it began. Only the base tier is kept.
select
    release_id,
    provider,
    source_model_id,
    input_usd_per_mtok,
    output_usd_per_mtok,
    seen_on,
    source,
    read_on,
    notes,
from raw.prices
