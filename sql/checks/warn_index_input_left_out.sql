-- Scores outside 0 to 1, on a benchmark that warehouse/reference/benchmarks.csv does not list, have no part in the capability index. List the
-- benchmark with its scale there.
select epoch.release_id, epoch.scale_id, epoch.score,
from staging.epoch_scores as epoch
where epoch.score not between 0 and 1
order by all
