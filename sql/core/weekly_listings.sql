-- meaning: The listing of the whole Hub that stands for an ISO week: its last full one.
-- grain: one row per ISO week with a full listing
-- key: week
-- caveat: A partial listing, of what changed since another, stands for no week.
select
    week,
    listed_on,
    listing_id,
    source,
    licence,
from raw.hub_listings
where kind = 'full'
qualify row_number() over (partition by week order by listed_on desc, finished_at desc nulls last, listing_id desc) = 1
