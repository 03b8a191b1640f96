-- Scores
select release_id, scale_id, scale_name, domain, score, score_lower, score_upper, source, vintage,
from marts.scores
where release_id in (select unnest(getvariable('release_ids')))
order by scale_id = (select scale_id from core.headline) desc, scale_id = 'index' desc, domain, scale_id
