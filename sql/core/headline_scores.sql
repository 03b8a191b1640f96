-- meaning: Releases of both groups of the headline, with their day on its basis and their score on its scale.
-- grain: one row per release and role
-- key: release_id, role
select
    dated.release_id,
    dated.role,
    dated.released_on,
    scores.score,
from core.dated_releases as dated
join core.headline using (pairing_id, date_basis)
join core.source_scores as scores on scores.release_id = dated.release_id and scores.scale_id = headline.scale_id
