-- meaning: How widely base models of tracked organisations are downloaded, liked and built on, by country of origin, at the first pull of each
-- ISO week, with China's and the US's share.
-- grain: one row per ISO week and origin: CN, US, other, unknown
-- key: week, origin
-- not_null: week, origin, pulled_on, is_snapshot, n_repositories, n_lineage_known, n_downloads_30d, n_likes, n_children_read,
-- n_downloads_all_time, n_downloads_gained, n_tracked_derivatives, as_of
-- in: origin (CN, US, other, unknown)
-- caveat: Only organisations that openlag tracks, and only the Hub: no mirror, no API, no download elsewhere. A download is a request for a
-- repository's query file as the Hub counts it, automated tests included. downloads_30d is a level of 30 days that overlaps from week to week: never add it.
-- A week with is_snapshot is the stored snapshot, a choice of repositories read on that day or some weeks before. Null was not read and is not zero; read each n_ beside its sum.
with shared as (
    select
        *,
        origin in ('CN', 'US') as is_cn_or_us,
        -- A share of the two needs both: with one unknown the other would have all of it.
        count(downloads_30d) filter (where origin in ('CN', 'US')) over of_week = 2 as has_downloads,
        count(likes) filter (where origin in ('CN', 'US')) over of_week = 2 as has_likes,
        count(derivative_count) filter (where origin in ('CN', 'US')) over of_week = 2 as has_derivatives,
        list_sum([downloads_30d, tracked_derivative_downloads_30d]) as all_downloads_30d,
    from core.hub_adoption
    window of_week as (partition by week)
)

select
    week,
    pulled_on,
    is_snapshot,
    origin,
    n_repositories,
    n_lineage_known,
    downloads_30d,
    n_downloads_30d,
    downloads_30d / nullif(sum(downloads_30d) over of_week, 0) as share_downloads_30d,
    if(has_downloads and is_cn_or_us, downloads_30d / nullif(sum(downloads_30d) over of_two, 0), null)
        as share_downloads_30d_of_two,
    likes,
    n_likes,
    likes / nullif(sum(likes) over of_week, 0) as share_likes,
    if(has_likes and is_cn_or_us, likes / nullif(sum(likes) over of_two, 0), null) as share_likes_of_two,
    finetune_count,
    adapter_count,
    merge_count,
    quantized_count,
    derivative_count,
    n_children_read,
    derivative_count / nullif(sum(derivative_count) over of_week, 0) as share_derivatives,
    if(has_derivatives and is_cn_or_us, derivative_count / nullif(sum(derivative_count) over of_two, 0), null)
        as share_derivatives_of_two,
    downloads_all_time,
    n_downloads_all_time,
    downloads_gained,
    n_downloads_gained,
    gained_days,
    n_tracked_derivatives,
    tracked_derivative_downloads_30d,
    if(has_downloads and is_cn_or_us, all_downloads_30d / nullif(sum(all_downloads_30d) over of_two, 0), null)
        as share_with_derivatives_of_two,
    getvariable('as_of') as as_of,
from shared
window of_week as (partition by week), of_two as (partition by week, is_cn_or_us)
order by week desc, origin
