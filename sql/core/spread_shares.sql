-- meaning: The Chinese share of what goes back to Chinese and US roots together, over the whole Hub, week by week, and the share of downloads that
-- goes back to roots of no known country: what the claim of spread is judged on.
-- grain: one row per ISO week with a full listing
-- key: week
-- caveat: A share of the two is null with either unknown. A root has no known country where its maker is not tracked or has none, or where the
-- repository states that it derives without saying from what.
select
    week,
    any_value(listed_on) as listed_on,
    any_value(listing_id) as listing_id,
    any_value(source) as source,
    sum(n_models) as n_models,
    sum(n_downloads_30d) as n_downloads_30d,
    sum(n_downloads_30d) filter (where origin in ('CN', 'US')) as n_downloads_30d_of_two,
    any_value(downloads_30d / nullif(downloads_of_two, 0)) filter (where origin = 'CN' and n_with_downloads = 2)
        as share_downloads_30d_of_two,
    any_value(likes / nullif(likes_of_two, 0)) filter (where origin = 'CN' and n_with_likes = 2) as share_likes_of_two,
    any_value(n_new_derivatives / nullif(new_derivatives_of_two, 0)) filter (where origin = 'CN') as share_new_derivatives_of_two,
    -- Where nothing has an unknown root, nothing was downloaded of it; where something has, its downloads may not have been read.
    any_value(if(n_models = 0, 0, downloads_30d)) filter (where origin = 'unknown') / nullif(sum(downloads_30d), 0)
        as share_downloads_30d_unknown,
from (
    select
        *,
        sum(downloads_30d) over of_two as downloads_of_two,
        count(downloads_30d) over of_two as n_with_downloads,
        sum(likes) over of_two as likes_of_two,
        count(likes) over of_two as n_with_likes,
        sum(n_new_derivatives) over of_two as new_derivatives_of_two,
    from core.spread_totals
    where cohort = 'all' and maker = 'any' and size_class = 'any'
    window of_two as (partition by week, origin in ('CN', 'US'))
)
group by week
