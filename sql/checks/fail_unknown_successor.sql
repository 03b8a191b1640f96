-- A benchmark is marked as superseded by one that is not listed, or by itself, so the pooled figures without superseded ones would lack both.
-- Correct superseded_by in warehouse/reference/benchmarks.csv.
select benchmarks.scale_id, benchmarks.superseded_by,
from staging.benchmarks
left join staging.benchmarks as successors on successors.scale_id = benchmarks.superseded_by
where benchmarks.superseded_by is not null and (successors.scale_id is null or successors.scale_id = benchmarks.scale_id)
