-- meaning: Which release a name of a source is: by a listed alias, else by an exact key. The one place where names become releases.
-- grain: one row per source and name that is known to be a release, whether or not the source has landed
-- key: source, name
-- caveat: A name that is not here is not joined, however alike it looks; core.identity_proposals asks about those.
select source, name, release_id, rule, reason, source_url,
from core.identity_claims
qualify row_number() over (partition by source, name order by rank, release_id, exact_key) = 1
