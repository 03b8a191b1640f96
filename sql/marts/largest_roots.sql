-- meaning: The ten largest roots of each origin on the whole Hub: the repositories to whose lineages the most downloads go back, week by week.
-- grain: one row per ISO week, origin and place
-- key: week, origin, place
-- not_null: week, listed_on, listing_id, origin, place, root_hub_model_id, n_models, as_of
-- in: origin (CN, US, other, unknown)
-- caveat: Counts are of the root and of all that derives from it, as far as repositories name their base; a merge is shared out. A root without
-- a root_hub_id is named as a base and was not in the listing. A download is a request for a repository's query file, automated tests included.
with placed as (
    select
        listings.week,
        listings.listed_on,
        listings.listing_id,
        origin_of(namespaces.country) as origin,
        roots.*,
        row_number() over (partition by listings.week, origin_of(namespaces.country) order by roots.rank) as place,
    from raw.hub_roots as roots
    join core.weekly_listings as listings using (listing_id)
    left join (select country, lower(unnest(hub_namespaces)) as namespace from staging.organizations) as namespaces
        on namespaces.namespace = lower(roots.root_namespace)
)

select
    week,
    listed_on,
    listing_id,
    origin,
    place,
    rank,
    root_hub_id,
    root_hub_model_id,
    root_namespace,
    n_models,
    downloads_30d,
    likes,
    getvariable('as_of') as as_of,
from placed
where place <= 10
order by week desc, origin, place
