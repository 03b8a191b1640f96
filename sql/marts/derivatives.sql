-- meaning: Repositories of the whole Hub that derive from another, by the relation they state and the country of the root of their lineage, at the
-- last full listing of each ISO week.
-- grain: one row per ISO week, relation and origin; all of both in every week with a full listing
-- key: week, relation, origin
-- not_null: week, listed_on, listing_id, relation, origin, n_models, n_new_models, n_downloads_30d, n_likes, as_of
-- in: relation (finetune, adapter, merge, quantized, unstated); origin (CN, US, other, unknown)
-- caveat: Only what repositories state of themselves: a copy that names no base is no derivative here. unstated names a base without a relation. A
-- repository with several bases is shared out to the roots of all, in equal parts. Levels of 30 days overlap from week to week: never add them.
with totals as (
    select
        week,
        relation,
        origin,
        sum(n_models) as n_models,
        sum(n_models) filter (where is_new) as n_new_models,
        sum(downloads_30d) as downloads_30d,
        sum(n_downloads_30d) as n_downloads_30d,
        sum(likes) as likes,
        sum(n_likes) as n_likes,
    from core.spread_sums
    group by all
),

derivatives as (
    select
        listings.week,
        listings.listed_on,
        listings.listing_id,
        relations.relation,
        origins.origin,
        coalesce(n_models, 0) as n_models,
        coalesce(n_new_models, 0) as n_new_models,
        downloads_30d,
        coalesce(n_downloads_30d, 0) as n_downloads_30d,
        likes,
        coalesce(n_likes, 0) as n_likes,
    from core.weekly_listings as listings
    cross join (values ('finetune'), ('adapter'), ('merge'), ('quantized'), ('unstated')) as relations (relation)
    cross join (values ('CN'), ('US'), ('other'), ('unknown')) as origins (origin)
    left join totals on totals.week = listings.week and totals.relation = relations.relation and totals.origin = origins.origin
)

select
    week,
    listed_on,
    listing_id,
    relation,
    origin,
    n_models,
    if(origin in ('CN', 'US'), n_models / nullif(sum(n_models) over of_two, 0), null) as share_derivatives_of_two,
    n_new_models,
    if(origin in ('CN', 'US'), n_new_models / nullif(sum(n_new_models) over of_two, 0), null) as share_new_derivatives_of_two,
    downloads_30d,
    n_downloads_30d,
    if(origin in ('CN', 'US') and count(downloads_30d) over of_two = 2, downloads_30d / nullif(sum(downloads_30d) over of_two, 0), null)
        as share_downloads_30d_of_two,
    likes,
    n_likes,
    if(origin in ('CN', 'US') and count(likes) over of_two = 2, likes / nullif(sum(likes) over of_two, 0), null) as share_likes_of_two,
    getvariable('as_of') as as_of,
from derivatives
window of_two as (partition by week, relation, origin in ('CN', 'US'))
order by week desc, relation, origin
