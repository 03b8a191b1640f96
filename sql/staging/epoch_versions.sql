-- meaning: Versions that Epoch scores, with the name under which its index counts them.
-- grain: one row per version and name of the load in use
-- key: version_name, epoch_name
select
    model_version as version_name,
    model as epoch_name,
    min(published_on) as published_on,
from raw.epoch_scores
where load_id in (select load_id from staging.score_load) and model_version is not null
group by all
