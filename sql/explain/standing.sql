-- Record or match on the published index, available days, strict rule
with lags as (
    from marts.lag_by_record
    semi join core.headline using (scale_id, date_basis, rule_id)
),

records as (
    from marts.records
    semi join core.headline using (scale_id, date_basis)
),

matches as (
    select
        pairing_id,
        match_release_id as release_id,
        list(record_name || ' (' || lag_days || ' days)' order by record_released_on, record_release_id) as match_of,
    from lags
    where is_matched
    group by all
)

select
    members.release_id,
    members.pairing_id,
    members.role,
    groups.description as member_of,
    members.released_on,
    scores.score,
    records.release_id is not null as is_record,
    own.match_name as matched_by,
    own.match_released_on as matched_on,
    own.lag_days,
    case when not own.is_matched then own.follow_up_days end as unmatched_for_days,
    case when members.role = 'laggard' then matches.match_of end as match_of,
from core.dated_releases as members
join core.pairings as groups using (pairing_id, role)
left join marts.scores on scores.release_id = members.release_id and scores.scale_id = (select scale_id from core.headline)
left join records
    on records.pairing_id = members.pairing_id and records.role = members.role and records.release_id = members.release_id
left join matches on matches.pairing_id = members.pairing_id and matches.release_id = members.release_id
left join lags as own
    on members.role = 'leader' and own.pairing_id = members.pairing_id and own.record_release_id = members.release_id
where
    members.release_id in (select unnest(getvariable('release_ids')))
    and members.date_basis = (select date_basis from core.headline)
order by members.pairing_id = (select pairing_id from core.headline) desc, members.pairing_id, members.role desc
