-- meaning: Sums over all repositories of the Hub by the country of the root of their lineage, week by week.
-- grain: one row per ISO week, origin and status of the root, tracked maker or not, relation, size class, new or not
-- key: week, origin, root_status, is_maker_tracked, relation, size_class, is_new
-- caveat: A repository with several bases is shared out to the roots of all, in equal parts, so that numbers of models need not be whole. A
-- sum is over the repositories with the value known, and null when none is.
select
    listings.week,
    origin_of(namespaces.country) as origin,
    sums.root_status,
    sums.is_maker_tracked,
    sums.relation,
    sums.size_class,
    sums.is_new,
    sum(sums.n_models) as n_models,
    sum(sums.downloads_30d) as downloads_30d,
    sum(sums.n_downloads_30d) as n_downloads_30d,
    sum(sums.likes) as likes,
    sum(sums.n_likes) as n_likes,
from raw.hub_spread as sums
join core.weekly_listings as listings using (listing_id)
left join (select country, lower(unnest(hub_namespaces)) as namespace from staging.organizations) as namespaces
    on namespaces.namespace = sums.root_namespace
group by all
