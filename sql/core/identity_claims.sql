-- meaning: Every way in which a name is known to be a release: by a listed alias, or by an exact key. Likeness is no way.
-- grain: one row per source, name, release and exact key
-- key: source, name, release_id, exact_key
-- caveat: rank 1 decides over rank 2 and so on; two releases at the deciding rank fail the build (fail_name_of_two_releases). Addresses of
-- weights, the last rank, are mended upstream now and then: one that names repositories of two releases joins none.
with releases as (
    select
        releases.release_id, releases.name, releases.hub_model_id, releases.hub_repository_source,
        -- A name that was given away is that of somebody else's repository now.
        if(answers.outcome = 'given_away', null, lower(releases.hub_model_id)) as repository,
        if(answers.outcome = 'renamed', answers.hub_model_id, null) as present_name,
    from staging.releases as releases
    left join staging.hub_names as answers on lower(answers.asked_name) = lower(releases.hub_model_id)
),

slugged as (
    select
        names.*,
        coalesce(epoch.release_id, slug(names.name)) as whole_slug,
        slug(substr(names.name, strpos(names.name, '/') + 1)) as last_slug,
    from core.source_names as names
    left join staging.epoch_names as epoch on names.source = 'epoch_index' and epoch.epoch_name = names.name
),

versions as (
    select version_name, epoch_name, releases.release_id
    from staging.epoch_versions as versions
    join staging.epoch_releases as epoch on epoch.name = versions.epoch_name
    join releases on releases.release_id = epoch.release_id
),

-- An organisation that was renamed keeps both names in organizations.csv.
namespaces as (
    select organization_id, lower(unnest(hub_namespaces)) as namespace from staging.organizations
),

by_other_namespace as (
    select distinct listed.name, releases.release_id, releases.hub_model_id
    from core.source_names as listed
    join releases
        on split_part(releases.repository, '/', 2) = lower(split_part(listed.name, '/', 2)) and releases.repository <> lower(listed.name)
    join namespaces as own on own.namespace = split_part(releases.repository, '/', 1)
    join namespaces as other on other.namespace = lower(split_part(listed.name, '/', 1))
    where listed.source = 'hub' and own.organization_id = other.organization_id
),

by_weights as (
    select distinct named.source, named.name, named.source_url, releases.release_id, releases.hub_model_id,
    from (select source, name, source_url, unnest(weight_repositories) as repository from core.source_names) as named
    join releases on releases.repository = lower(named.repository)
    window same_name as (partition by named.source, named.name)
    qualify min(releases.release_id) over same_name = max(releases.release_id) over same_name
),

claims as (
    select
        aliases.source_id as source, aliases.source_name as name, aliases.release_id, 'alias' as rule, '' as exact_key, 1 as rank,
        aliases.reason, names.source_url,
    from staging.aliases as aliases
    left join core.source_names as names on names.source = aliases.source_id and names.name = aliases.source_name
    union all by name
    select
        'releases' as source, name, release_id, 'exact key' as rule, 'releases.csv' as exact_key, 2 as rank,
        'the name in releases.csv' as reason,
    from releases
    union all by name
    select
        'hub' as source, hub_model_id as name, release_id, 'exact key' as rule, 'hub_repository' as exact_key, 2 as rank,
        'the hub_repository of releases.csv: ' || coalesce(hub_repository_source, 'no source stated') as reason,
    from releases
    where repository is not null
    union all by name
    select
        'hub' as source, present_name as name, release_id, 'exact key' as rule, 'hub_repository' as exact_key, 2 as rank,
        'the Hub answers with it to ' || hub_model_id || ', the hub_repository of releases.csv' as reason,
    from releases
    where present_name is not null
    union all by name
    -- The Hub takes either spelling, and keeps the id of a repository that is renamed.
    select
        'hub' as source, listed.name, releases.release_id, 'exact key' as rule, 'hub_id' as exact_key, 2 as rank,
        'the Hub lists it under the id of ' || releases.hub_model_id || ', the hub_repository of releases.csv' as reason,
    from core.source_names as listed
    join core.source_names as known on known.source = 'hub' and known.hub_id = listed.hub_id
    join releases on releases.repository = lower(known.name)
    where listed.source = 'hub' and listed.name <> releases.hub_model_id
    union all by name
    select
        'hub' as source, name, release_id, 'exact key' as rule, 'hub_namespace' as exact_key, 3 as rank,
        'the name of ' || hub_model_id || ', the hub_repository of releases.csv, under another namespace of its organisation' as reason,
    from by_other_namespace
    union all by name
    -- Epoch's archive writes versions as the scores do.
    select
        names.source, names.name, versions.release_id, 'exact key' as rule, 'epoch_name' as exact_key, 2 as rank,
        'Epoch scores this version under the name ' || versions.epoch_name as reason, names.source_url,
    from core.source_names as names
    join versions on versions.version_name = names.name
    where names.source in ('epoch_version', 'epoch_archive')
    union all by name
    -- The files of costs and of compute name versions as the archive does: what Epoch scores under a name goes before, and no day is lent.
    select distinct
        'epoch_archive' as source, listed.source_name as name, listed.release_id, 'exact key' as rule, 'costs' as exact_key, 4 as rank,
        'run_costs.csv or training_compute.csv lists this version for it' as reason,
    from (
        select source_name, release_id from raw.run_costs union all select source_name, release_id from raw.training_compute
    ) as listed
    union all by name
    select
        slugged.source, slugged.name, releases.release_id, 'exact key' as rule, 'release_id' as exact_key, 3 as rank,
        'the name, in lower case with hyphens, is the release id' as reason, slugged.source_url,
    from slugged
    join releases
        on releases.release_id = slugged.whole_slug
        or (releases.release_id = slugged.last_slug and slugged.source in ('models_dev', 'model_release_dates'))
    where slugged.source in ('epoch_index', 'epoch_vintage', 'epoch_archive', 'models_dev', 'model_release_dates', 'arena')
    union all by name
    select
        source, name, release_id, 'exact key' as rule, 'weights' as exact_key, 4 as rank,
        'its weights are at ' || hub_model_id || ', the hub_repository of releases.csv' as reason, source_url,
    from by_weights
)

select distinct source, name, release_id, rule, exact_key, rank, reason, source_url,
from claims
where name is not null
