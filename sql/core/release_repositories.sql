-- meaning: The repository of each release that has one and was listed by a pull in use, whatever it is called by now.
-- grain: one row per release
-- key: release_id
-- caveat: A release names its repository as it was called when it was entered; the Hub's own id follows it through later names. Of two
-- repositories that had the name, it is the one that had it last.
select
    releases.release_id,
    arg_max(listed.hub_id, (listed.pulled_on, listed.hub_id)) as hub_id,
from core.releases
join staging.hub_models as listed on lower(listed.hub_model_id) = lower(releases.hub_model_id)
group by releases.release_id
