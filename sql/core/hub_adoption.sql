-- meaning: Downloads, likes and derived models of the base repositories of tracked organisations, by country of origin, week by week.
-- grain: one row per ISO week and origin; all four origins in every week with a pull
-- key: week, origin
-- caveat: A sum is over the repositories with the value known, and null when none is. downloads_30d is a level of the last 30 days: weeks
-- overlap and are never added. Only the all-time counter is differenced, repository by repository, from one ISO week to the next; where
-- it fell, or is unknown in either week, there is no difference.
with weeks as (
    select distinct week, pulled_on, is_snapshot, cast(date_trunc('week', pulled_on) as date) as monday,
    from core.hub_origins
),

repositories as (
    select
        origins.*,
        origin_of(origins.country) as origin,
        if(origins.downloads_all_time >= earlier.downloads_all_time, origins.downloads_all_time - earlier.downloads_all_time, null)
            as downloads_gained,
        coalesce(origins.finetune_count, origins.adapter_count, origins.merge_count, origins.quantized_count) is not null
            as has_children_read,
    from core.hub_origins as origins
    join weeks using (week)
    left join weeks as weeks_before on weeks_before.monday = weeks.monday - 7
    left join core.hub_origins as earlier on earlier.week = weeks_before.week and earlier.hub_id = origins.hub_id
),

totals as (
    select
        week,
        origin,
        count(*) filter (where not is_derivative) as n_repositories,
        count(*) filter (where not is_derivative and is_lineage_known) as n_lineage_known,
        cast(sum(downloads_30d) filter (where not is_derivative) as bigint) as downloads_30d,
        count(downloads_30d) filter (where not is_derivative) as n_downloads_30d,
        cast(sum(likes) filter (where not is_derivative) as bigint) as likes,
        count(likes) filter (where not is_derivative) as n_likes,
        cast(sum(downloads_all_time) filter (where not is_derivative) as bigint) as downloads_all_time,
        count(downloads_all_time) filter (where not is_derivative) as n_downloads_all_time,
        cast(sum(downloads_gained) filter (where not is_derivative) as bigint) as downloads_gained,
        count(downloads_gained) filter (where not is_derivative) as n_downloads_gained,
        cast(sum(finetune_count) filter (where not is_derivative) as bigint) as finetune_count,
        cast(sum(adapter_count) filter (where not is_derivative) as bigint) as adapter_count,
        cast(sum(merge_count) filter (where not is_derivative) as bigint) as merge_count,
        cast(sum(quantized_count) filter (where not is_derivative) as bigint) as quantized_count,
        count(*) filter (where not is_derivative and has_children_read) as n_children_read,
        count(*) filter (where is_derivative) as n_tracked_derivatives,
        cast(sum(downloads_30d) filter (where is_derivative) as bigint) as tracked_derivative_downloads_30d,
    from repositories
    group by all
)

select
    weeks.week,
    weeks.pulled_on,
    weeks.is_snapshot,
    origins.origin,
    coalesce(totals.n_repositories, 0) as n_repositories,
    coalesce(totals.n_lineage_known, 0) as n_lineage_known,
    totals.downloads_30d,
    coalesce(totals.n_downloads_30d, 0) as n_downloads_30d,
    totals.likes,
    coalesce(totals.n_likes, 0) as n_likes,
    totals.downloads_all_time,
    coalesce(totals.n_downloads_all_time, 0) as n_downloads_all_time,
    totals.downloads_gained,
    coalesce(totals.n_downloads_gained, 0) as n_downloads_gained,
    weeks.pulled_on - weeks_before.pulled_on as gained_days,
    totals.finetune_count,
    totals.adapter_count,
    totals.merge_count,
    totals.quantized_count,
    -- list_sum skips relations that were not read and is null when none was.
    cast(list_sum([totals.finetune_count, totals.adapter_count, totals.merge_count, totals.quantized_count]) as bigint)
        as derivative_count,
    coalesce(totals.n_children_read, 0) as n_children_read,
    coalesce(totals.n_tracked_derivatives, 0) as n_tracked_derivatives,
    totals.tracked_derivative_downloads_30d,
from weeks
cross join (values ('CN'), ('US'), ('other'), ('unknown')) as origins (origin)
left join weeks as weeks_before on weeks_before.monday = weeks.monday - 7
left join totals on totals.week = weeks.week and totals.origin = origins.origin
