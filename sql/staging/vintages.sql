-- meaning: Publications of the capability index that were kept as they stood, from the reference file, with those refused and why.
-- grain: one row per publication
-- key: publication
select publication, first_seen_on, row_count, refused_reason, hole_reason,
from raw.vintages
