-- meaning: The first commit that added weight files, for repositories of tracked releases where it could be read.
-- grain: one row per repository
-- key: hub_model_id
-- caveat: A repository can be private for weeks after this commit; the day is a lower bound of the release.
select
    hub_model_id,
    cast(min(first_weights_at) at time zone 'UTC' as date) as hub_first_weights_on,
from raw.hub_first_weights
where hub_model_id not in (select asked_name from staging.hub_names where outcome = 'given_away')
group by all
