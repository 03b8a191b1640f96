-- meaning: The one load whose scores are used: that of the as-of day's own week.
-- grain: one row
-- key: none
-- caveat: Scores are refitted by their publisher over time. An as-of day before the first load is answered with that load's scores,
-- limited to releases of the time; `vintage` says so.
select load_id, source, vintage,
from staging.score_load_by_week
where week_as_of = getvariable('as_of')
