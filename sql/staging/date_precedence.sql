-- meaning: Which claims speak of which date of a release, and which of them goes first.
-- grain: one row per date, source and kind of claim
-- key: date_kind, source_id, claim_kind
select
    kind as date_kind,
    source_id,
    claim_kind,
    rank as claim_rank,
    origin,
from raw.date_precedence
