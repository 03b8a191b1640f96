-- meaning: Licence and gate of every repository of a tracked organisation through the pulls of the Hub, with the changes.
-- grain: one row per repository and stretch of pulls with the same licence and gate
-- key: hub_id, first_seen_on
-- unique: hub_id, stretch_number
-- not_null: hub_id, first_seen_on, hub_model_id, stretch_number, last_seen_on, n_pulls, is_newest, as_of
-- in: headline_part (record, match)
-- refers: release_id = core.releases.release_id
-- caveat: Live pulls are compared once there is one, and a change before the first is not seen. The class is that of our releases under
-- the licence, null if none has it or several differ. The gate is noted and does not change the class.
with releases as (
    select hub_id, min(release_id) as release_id,
    from core.release_repositories
    group by hub_id
)

select
    changes.hub_id,
    presence.hub_model_id,
    repositories.organization_name,
    release_id,
    known.name,
    headline_releases.headline_part,
    changes.stretch_number,
    changes.licence,
    changes.gated,
    changes.licence_before,
    changes.gated_before,
    changes.licence_openness,
    changes.first_seen_on,
    changes.last_seen_on,
    changes.n_pulls,
    changes.is_newest,
    getvariable('as_of') as as_of,
from core.licence_changes as changes
join core.hub_presence as presence using (hub_id)
join core.hub_repositories as repositories on repositories.hub_id = changes.hub_id and repositories.pulled_on = presence.last_seen_on
left join releases on releases.hub_id = changes.hub_id
left join core.releases as known using (release_id)
left join core.headline_releases using (release_id)
order by changes.first_seen_on desc, presence.hub_model_id, changes.hub_id
