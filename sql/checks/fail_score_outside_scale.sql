-- A score lies outside its scale, so a misread cell would set or hide a record. Correct the row or the scale's floor and ceiling in
-- warehouse/reference/benchmarks.csv.
select
    scores.scale_id,
    scores.release_id,
    scores.score,
    scores.source,
    scales.floor,
    scales.ceiling,
from core.source_scores as scores
join core.scales using (scale_id)
where scores.score < scales.floor or scores.score > scales.ceiling or not isfinite(scores.score)
