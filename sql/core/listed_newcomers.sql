-- meaning: Owners of roots in the newest listing of the whole Hub that belong to no tracked organisation, the fifty to whose lineages the most
-- downloads go back.
-- grain: one row per namespace
-- key: namespace
-- caveat: Fifty are what a reviewer can look at; who is answered about makes room for the next only where the answer is an organisation. A root
-- that is named as a base and not listed says nothing of its owner.
with namespaces as (
    select lower(unnest(hub_namespaces)) as namespace,
    from staging.organizations
),

roots as (
    select
        roots.*,
        listings.listed_on,
        lower(roots.root_namespace) as namespace,
    from raw.hub_roots as roots
    join core.weekly_listings as listings using (listing_id)
    where listings.listed_on = (select max(listed_on) from core.weekly_listings) and roots.root_hub_id is not null
)

select
    namespace,
    arg_min(root_namespace, rank) as subject,
    any_value(listed_on) as listed_on,
    count(*) as n_roots,
    min(rank) as rank,
    arg_min(root_hub_model_id, rank) as root_hub_model_id,
    sum(downloads_30d) as downloads_30d,
from roots
where namespace not in (select namespace from namespaces)
group by namespace
qualify row_number() over (order by sum(downloads_30d) desc nulls last, namespace) <= 50
