-- A live source prints scores outside their scale, so these, or the whole benchmark, are in no figure of this load:
-- `openlag sql "from core.benchmark_faults"` names them. If the benchmark is printed in another unit now, nothing can be done but wait or ask.
select source, kind, subject as scale_id, n, detail,
from core.benchmark_faults
where kind in ('benchmark above its scale', 'benchmark below its scale', 'score below its scale')
order by scale_id, kind
