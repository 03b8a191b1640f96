-- Sources disagree by more than seven days on the date of a release that sets a record or matches one on the headline.
select distinct releases.release_id, releases.date_spread_days,
from core.matches
join core.headline using (pairing_id, scale_id, date_basis, cohort_id)
join core.releases
    on releases.release_id = matches.record_release_id or releases.release_id = matches.match_release_id
where releases.date_spread_days > 7
order by all
