-- A load prints one benchmark under two names, so of a release with a score under each only that of the main name counts. If they are two
-- benchmarks, correct name and other_names in warehouse/reference/benchmarks.csv.
select source, subject as scale_id, n, detail,
from core.benchmark_faults
where kind = 'benchmark under two names'
order by scale_id
