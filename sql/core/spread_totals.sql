-- meaning: The same sums for all repositories and for the new ones, for tracked and other makers, for each class of size.
-- grain: one row per ISO week, cohort, maker, size class and origin; all four origins in every week with a full listing
-- key: week, cohort, maker, size_class, origin
with grid as (
    select *,
    from core.weekly_listings
    cross join (values ('all'), ('new')) as cohorts (cohort)
    cross join (values ('any'), ('tracked'), ('untracked')) as makers (maker)
    cross join (values ('any'), ('under_1b'), ('1b_to_10b'), ('10b_to_100b'), ('over_100b'), ('unknown')) as sizes (size_class)
    cross join (values ('CN'), ('US'), ('other'), ('unknown')) as origins (origin)
),

totals as (
    select
        grid.week,
        grid.cohort,
        grid.maker,
        grid.size_class,
        grid.origin,
        sum(n_models) as n_models,
        sum(downloads_30d) as downloads_30d,
        sum(n_downloads_30d) as n_downloads_30d,
        sum(likes) as likes,
        sum(n_likes) as n_likes,
        sum(n_models) filter (where relation <> 'base') as n_derivatives,
        sum(n_models) filter (where relation <> 'base' and is_new) as n_new_derivatives,
        sum(n_models) filter (where root_status = 'not_listed') as n_root_not_listed,
    from grid
    join core.spread_sums as sums
        on sums.week = grid.week and sums.origin = grid.origin
        and (grid.cohort = 'all' or sums.is_new)
        and grid.maker in ('any', if(sums.is_maker_tracked, 'tracked', 'untracked'))
        and grid.size_class in ('any', sums.size_class)
    group by all
)

select
    grid.week,
    grid.listed_on,
    grid.listing_id,
    grid.source,
    grid.cohort,
    grid.maker,
    grid.size_class,
    grid.origin,
    coalesce(totals.n_models, 0) as n_models,
    totals.downloads_30d,
    coalesce(totals.n_downloads_30d, 0) as n_downloads_30d,
    totals.likes,
    coalesce(totals.n_likes, 0) as n_likes,
    coalesce(totals.n_derivatives, 0) as n_derivatives,
    coalesce(totals.n_new_derivatives, 0) as n_new_derivatives,
    coalesce(totals.n_root_not_listed, 0) as n_root_not_listed,
from grid
left join totals using (week, cohort, maker, size_class, origin)
