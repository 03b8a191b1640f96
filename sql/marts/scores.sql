-- meaning: Scores of releases on every scale, from one vintage of the score source.
-- grain: one row per scale and release
-- key: scale_id, release_id
-- not_null: scale_id, release_id, score, domain, as_of
-- refers: scale_id = core.scales.scale_id; release_id = core.releases.release_id
-- caveat: The published index is refitted at every update, so scores of another vintage differ.
select
    scores.scale_id,
    scales.scale_name,
    scales.domain,
    scores.release_id,
    releases.name,
    scores.score,
    scores.score_lower,
    scores.score_upper,
    scores.source,
    scores.vintage,
    getvariable('as_of') as as_of,
from core.scores
join core.scales using (scale_id)
join core.releases using (release_id)
order by scores.scale_id, scores.score desc, scores.release_id
