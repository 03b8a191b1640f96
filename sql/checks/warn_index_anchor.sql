-- An anchor of the published index is missing from the load in use, or not at its points there, so that one point of the index may mean
-- something else. If the source has renamed it, add the name to warehouse/reference/aliases.csv, source epoch_index.
select source, kind, subject as release_id, n, detail,
from core.benchmark_faults
where kind in ('anchor missing', 'anchor off its points')
order by release_id
