-- meaning: How long every release waited for its score in the published index, and the day up to which Chinese open releases have theirs.
-- grain: one row per release that a vintage up to the as-of day prints
-- key: release_id
-- not_null: release_id, name, openness, released_on, first_seen_on, is_measured, as_of
-- refers: release_id = core.releases.release_id
-- caveat: A score that the first vintage has came on an unknown earlier day: no delay. Quantiles are of releases after the first vintage alone
-- (is_measured): of those before it only the slow ones show a delay. A release that is not scored yet is in no row, so that delays of the last
-- months are of the quick ones.
select
    delays.release_id,
    releases.name,
    releases.country,
    releases.openness,
    delays.released_on,
    delays.first_seen_on,
    delays.delay_days,
    delays.is_measured,
    scored_until.scored_until_on,
    getvariable('as_of') as as_of,
from core.scoring_delays as delays
join core.releases using (release_id)
cross join core.scored_until
order by delays.released_on desc, delays.release_id
