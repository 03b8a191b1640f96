-- meaning: What the whole Hub downloads, likes and builds on, by the country of the root of each repository's lineage, at the last full listing of
-- each ISO week, with China's and the US's share.
-- grain: one row per ISO week, cohort (all, or created in the 30 days up to the listing), maker, size class and origin
-- key: week, cohort, maker, size_class, origin
-- not_null: week, listed_on, listing_id, source, cohort, maker, size_class, origin, n_models, n_downloads_30d, n_likes, n_derivatives, n_new_derivatives, n_root_not_listed, as_of
-- in: cohort (all, new); maker (any, tracked, untracked); size_class (any, under_1b, 1b_to_10b, 10b_to_100b, over_100b, unknown); origin (CN, US, other, unknown)
-- caveat: Lineage is followed through the bases that repositories name; a repository with several is shared out to the roots of all, in equal parts. A
-- root is of a country only if openlag tracks its maker. A download is a request for a repository's query file as the Hub counts it: mirrors and downloads elsewhere
-- are not in it, automated tests are. downloads_30d is a level of 30 days that overlaps from week to week: never add it. Null was not read and is not zero; read each n_ beside its sum.
with concentration as (
    select week, origin, sum(downloads_30d) as downloads_of_ten,
    from marts.largest_roots
    group by all
    having count(downloads_30d) = 10
)

select
    totals.week,
    listed_on,
    listing_id,
    source,
    cohort,
    maker,
    size_class,
    totals.origin,
    n_models,
    downloads_30d,
    n_downloads_30d,
    downloads_30d / nullif(sum(downloads_30d) over of_all, 0) as share_downloads_30d,
    if(totals.origin in ('CN', 'US') and count(downloads_30d) over of_two = 2, downloads_30d / nullif(sum(downloads_30d) over of_two, 0), null)
        as share_downloads_30d_of_two,
    likes,
    n_likes,
    likes / nullif(sum(likes) over of_all, 0) as share_likes,
    if(totals.origin in ('CN', 'US') and count(likes) over of_two = 2, likes / nullif(sum(likes) over of_two, 0), null) as share_likes_of_two,
    n_derivatives,
    if(totals.origin in ('CN', 'US'), n_derivatives / nullif(sum(n_derivatives) over of_two, 0), null) as share_derivatives_of_two,
    n_new_derivatives,
    if(totals.origin in ('CN', 'US'), n_new_derivatives / nullif(sum(n_new_derivatives) over of_two, 0), null)
        as share_new_derivatives_of_two,
    if(cohort = 'all' and maker = 'any' and size_class = 'any', downloads_of_ten / nullif(downloads_30d, 0), null) as share_top_ten,
    n_root_not_listed,
    getvariable('as_of') as as_of,
from core.spread_totals as totals
left join concentration on concentration.week = totals.week and concentration.origin = totals.origin
window of_all as (partition by totals.week, cohort, maker, size_class),
    of_two as (partition by totals.week, cohort, maker, size_class, totals.origin in ('CN', 'US'))
order by totals.week desc, cohort, maker, size_class, totals.origin
