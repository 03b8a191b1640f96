-- meaning: Releases of each group with day and score, on every scale they were scored on.
-- grain: one row per pairing, role, scale, date basis and release
-- key: pairing_id, role, scale_id, date_basis, release_id
select
    dated.pairing_id,
    dated.role,
    scores.scale_id,
    dated.date_basis,
    dated.release_id,
    dated.released_on,
    dated.released_on_basis,
    scores.score,
    scores.score_lower,
    scores.score_upper,
from core.dated_releases as dated
join core.scores using (release_id)
