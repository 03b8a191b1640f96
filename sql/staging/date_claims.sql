-- meaning: What every source says of the days of our releases, as the reference file lists it.
-- grain: one row per release, kind, source, day and name in the source
-- key: release_id, claim_kind, source_id, claimed_on, source_name
-- caveat: claim_kind is what the source calls its day: published_on and announced_on say nothing of API or weights, and hub_created_on is
-- a lower bound. A day of the precision month is the first of it. A page goes by its address.
select
    release_id,
    kind as claim_kind,
    day as claimed_on,
    "precision" as day_precision,
    source_id,
    source_name,
    source_url,
    evidence,
    read_on,
from raw.date_claims
