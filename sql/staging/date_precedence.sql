-- meaning: Which claims speak of which date of a release, by which channel, what they say of its day, and which of them goes first.
-- grain: one row per date, source and kind of claim
-- key: date_kind, source_id, claim_kind
select
    kind as date_kind,
    source_id,
    claim_kind,
    rank as claim_rank,
    origin,
    channel,
    bound,
from raw.date_precedence
