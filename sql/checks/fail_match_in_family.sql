-- A record is matched by a release of its own family, so the report would print a model as the copy of itself. Correct family or openness
-- in warehouse/reference/releases.csv.
select
    matches.pairing_id,
    matches.scale_id,
    records.name as record_name,
    laggards.name as match_name,
    records.family,
from core.matches
join core.releases as records on records.release_id = matches.record_release_id
join core.releases as laggards on laggards.release_id = matches.match_release_id
where records.organization_id = laggards.organization_id and records.family = laggards.family
order by all
