-- meaning: What every source says of the openness of our releases, as the reference file lists it; unknown is a blank label.
-- grain: one row per release, source and label
-- key: release_id, source_id, claimed_openness
select
    release_id,
    openness as claimed_openness,
    licence as claimed_licence,
    source_id,
    source_name,
    source_url,
    evidence,
    read_on,
from raw.openness_claims
