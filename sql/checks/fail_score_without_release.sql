-- A score belongs to no known release, so a record could be missing. Add the release to warehouse/reference/releases.csv.
select scores.scale_id, scores.release_id, scores.score,
from core.scores
left join core.releases using (release_id)
where releases.release_id is null
