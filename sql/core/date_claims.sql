-- meaning: What every source says of the days of our releases: its pull, or what the reference file lists of it, whichever was read later.
-- grain: one row per release, kind, source, day and name in the source
-- key: release_id, claim_kind, source_id, claimed_on, source_name
-- caveat: One takes the place of the other for a release, source and kind of day as a whole. A release that has gone from a source keeps the
-- claim that was read while it was there. The day on which a price was first listed (prices.csv) is a claim too, and says nothing of a date.
with claims as (
    select release_id, claim_kind, claimed_on, day_precision, source_id, source_name, source_url, evidence, read_on, true as is_live,
    from core.live_date_claims
    union all by name
    select release_id, claim_kind, claimed_on, day_precision, source_id, source_name, source_url, evidence, read_on, false as is_live,
    from staging.date_claims
    union all by name
    select
        release_id,
        'listed_on' as claim_kind,
        min(seen_on) as claimed_on,
        'day' as day_precision,
        'model_prices' as source_id,
        arg_min(provider || '/' || source_model_id, (seen_on, provider)) as source_name,
        nullif(regexp_extract(arg_min(source, (seen_on, provider)), 'https://[^ ;]+'), '') as source_url,
        'the first price listed' as evidence,
        max(read_on) as read_on,
        false as is_live,
    from staging.prices
    group by release_id
)

select release_id, claim_kind, claimed_on, day_precision, source_id, source_name, source_url, evidence, read_on, is_live,
from claims
-- The first row of the order says whether pull or reference file speaks; on one day it is the pull.
qualify is_live = first_value(is_live) over (
    partition by release_id, source_id, claim_kind
    order by read_on desc, is_live desc
    rows between unbounded preceding and unbounded following
)
