-- meaning: Scales on which releases are compared, as the reference file lists them.
-- grain: one row per scale
-- key: scale_id
select
    benchmark_id as scale_id,
    name as scale_name,
    domain,
    scale_type,
    floor,
    ceiling,
    released_on as scale_released_on,
    superseded_by,
from raw.benchmarks
