-- meaning: The repository of each release that has one and was listed by a pull in use, whatever it is called by now.
-- grain: one row per release
-- key: release_id
-- caveat: A release names its repository as it was called when it was entered; the Hub's own id follows it through later names, by what the
-- Hub answers to the name. Of two repositories that had the name it is the one that had it last, unless the Hub says that it was given away.
with answered as (
    select releases.release_id, names.hub_id, names.outcome,
    from core.releases
    join staging.hub_names as names on lower(names.asked_name) = lower(releases.hub_model_id)
),

listed_by_name as (
    select
        releases.release_id,
        arg_max(listed.hub_id, (listed.pulled_on, listed.hub_id)) as hub_id,
    from core.releases
    join staging.hub_models as listed on lower(listed.hub_model_id) = lower(releases.hub_model_id)
    where releases.release_id not in (select release_id from answered where outcome = 'given_away')
    group by releases.release_id
)

select
    release_id,
    coalesce(answered.hub_id, listed_by_name.hub_id) as hub_id,
from listed_by_name
full join (select release_id, hub_id from answered where outcome in ('same', 'renamed')) as answered using (release_id)
