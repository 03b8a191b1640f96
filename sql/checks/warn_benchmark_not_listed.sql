-- Benchmarks of the load in use are not in warehouse/reference/benchmarks.csv, so they are in no pooled figure, though our own index has them.
-- Give the name to the benchmark that it is, in other_names there, or list it with its domain and scale.
select source, subject as scale_id, n, detail,
from core.benchmark_faults
where kind = 'benchmark not listed'
order by scale_id
