-- A score of the reference file lies outside its scale, so a misread cell would set or hide a record. Correct the row in
-- warehouse/reference/scores.csv, or the scale's floor and ceiling in benchmarks.csv.
select
    scores.scale_id,
    scores.release_id,
    scores.score,
    scores.source,
    scales.floor,
    scales.ceiling,
from staging.reference_scores as scores
join staging.benchmarks as scales using (scale_id)
where scores.score < scales.floor or scores.score > scales.ceiling or not isfinite(scores.score)
