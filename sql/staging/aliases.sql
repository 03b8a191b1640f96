-- meaning: Names of other sources for our releases, as the reference file lists them; each says how it is known to be the same version.
-- grain: one row per source and name
-- key: source_id, source_name
select source_id, source_name, release_id, reason, read_on,
from raw.aliases
