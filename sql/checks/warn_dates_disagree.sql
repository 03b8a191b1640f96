-- Sources disagree by more than seven days on the date of a release that sets a record or matches one on the headline.
select distinct releases.release_id, releases.date_spread_days,
from core.matches
join core.releases
    on releases.release_id = matches.record_release_id or releases.release_id = matches.match_release_id
where
    matches.pairing_id = 'us_any__cn_open'
    and matches.scale_id = 'eci_published'
    and matches.date_basis = 'available'
    and releases.date_spread_days > 7
order by all
