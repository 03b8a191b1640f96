-- meaning: Versions that Epoch scores under a name the reference file does not know, and that were another release before: in an earlier load, or
-- by an alias of the reference file.
-- grain: one row per name and the release its versions were before
-- key: epoch_name, release_id
-- caveat: A version that the load in use still scores under the other name has not moved.
with new_versions as (
    select versions.epoch_name, versions.version_name, names.release_id as own_release_id,
    from staging.epoch_versions as versions
    join staging.epoch_names as names using (epoch_name)
    where names.release_id not in (select release_id from staging.releases)
),

earlier as (
    select
        scores.model_version as version_name,
        names.release_id,
        'scored as ' || scores.model || ' in the load of ' || loads.retrieved_on as said,
        loads.retrieved_on as said_on,
    from raw.epoch_scores as scores
    join raw.loads as loads using (load_id)
    join staging.epoch_names as names on names.epoch_name = scores.model
    cross join staging.score_load as in_use
    where scores.load_id <> in_use.load_id and loads.retrieved_on <= in_use.vintage
    union
    select
        source_name as version_name,
        release_id,
        'an alias in aliases.csv' as said,
        read_on as said_on,
    from staging.aliases
    -- Epoch's archive writes versions as the scores do.
    where source_id in ('epoch_version', 'epoch_archive')
),

still as (
    select versions.version_name, names.release_id,
    from staging.epoch_versions as versions
    join staging.epoch_names as names using (epoch_name)
)

select
    versions.epoch_name,
    earlier.release_id,
    count(distinct versions.version_name) as n_versions,
    string_agg(distinct versions.version_name, ', ' order by versions.version_name) as versions,
    arg_max(earlier.said, (earlier.said_on, earlier.said)) as said,
    max(earlier.said_on) as said_on,
from new_versions as versions
join earlier using (version_name)
anti join still on still.version_name = versions.version_name and still.release_id = earlier.release_id
where earlier.release_id <> versions.own_release_id
group by versions.epoch_name, earlier.release_id
