-- meaning: Whether a repository of a tracked organisation is a base or a derivative, and the country it counts for, at the first pull of a week.
-- grain: one row per ISO week and repository
-- key: week, hub_id
-- caveat: A derivative names another repository as its base, or states a relation to one (fine-tune, adapter, merge, quantised), is made
-- for peft, is tagged as a merge, or is named as a copy (sql/macros.sql). A fine-tune that says none of this is taken for a base. A derivative
-- counts for the country of the furthest of its bases in the pull, unknown if they differ; without one there, and for a base, it is the maker's.
with recursive first_of_week as (
    select
        strftime(pulled_on, '%G-W%V') as week,
        min(pulled_on) as pulled_on,
    from staging.hub_pulls
    group by all
),

repositories as (
    select
        first_of_week.week,
        listed.*,
        lower(listed.hub_model_id) as own_name,
    from core.hub_repositories as listed
    join first_of_week using (pulled_on)
    where listed.organization_id is not null
),

named as (
    select week, hub_id, own_name, lower(unnest(base_models)) as base_name,
    from repositories
),

-- A repository that names itself names no base.
bases as (
    select distinct named.week, named.hub_id, found.hub_id as base_hub_id,
    from named
    left join repositories as found on found.week = named.week and found.own_name = named.base_name
    where named.base_name <> named.own_name
),

-- No `all`: repositories that name one another in a circle would be followed for ever.
lineages as (
    select week, hub_id, base_hub_id as ancestor_hub_id,
    from bases
    where base_hub_id is not null
    union
    select lineages.week, lineages.hub_id, bases.base_hub_id,
    from lineages
    join bases on bases.week = lineages.week and bases.hub_id = lineages.ancestor_hub_id
    where bases.base_hub_id is not null
),

furthest as (
    select
        lineages.week,
        lineages.hub_id,
        if(count(distinct coalesce(ancestors.country, '')) = 1, any_value(ancestors.country), null) as country,
    from lineages
    join repositories as ancestors
        on ancestors.week = lineages.week and ancestors.hub_id = lineages.ancestor_hub_id
    where (lineages.week, lineages.ancestor_hub_id) not in (
        select (week, hub_id) from bases where base_hub_id is not null
    )
    group by all
),

stated as (
    select
        *,
        (week, hub_id) in (select (week, hub_id) from bases)
        or (coalesce(len(base_models), 0) = 0 and base_model_relation is not null)
        or coalesce(library = 'peft', false)
        or coalesce(list_has_any(tags, ['merge', 'mergekit']), false)
        or is_copy_name(split_part(own_name, '/', 2)) as is_derivative,
    from repositories
)

select
    stated.week,
    stated.pulled_on,
    stated.is_snapshot,
    stated.hub_id,
    stated.hub_model_id,
    stated.is_derivative,
    if(furthest.hub_id is null, stated.country, furthest.country) as country,
    stated.tags is not null or coalesce(len(stated.base_models), 0) > 0 as is_lineage_known,
    stated.downloads_30d,
    stated.downloads_all_time,
    stated.likes,
    stated.finetune_count,
    stated.adapter_count,
    stated.merge_count,
    stated.quantized_count,
from stated
left join furthest using (week, hub_id)
