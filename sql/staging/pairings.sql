-- meaning: Comparisons of one's own, as the reference file lists them; those that are always there stand in core.pairings.
-- grain: one row per pairing
-- key: pairing_id
select pairing_id, pairing_name, short_name, leader, leaders, laggard, laggards, reason,
from raw.pairings
