-- meaning: Names of models in every load of Epoch's files, and the release each is: by a listed alias, else the name in lower case with hyphens.
-- grain: one row per name
-- key: epoch_name
-- caveat: A name that neither alias nor reference file knows is a release of its own until somebody says otherwise (core.releases).
with names as (
    select model as epoch_name from raw.epoch_index
    union
    select model as epoch_name from raw.epoch_scores
)

select
    names.epoch_name,
    coalesce(aliases.release_id, trim(regexp_replace(lower(names.epoch_name), '[^a-z0-9]+', '-', 'g'), '-')) as release_id,
from names
left join staging.aliases as aliases on aliases.source_id = 'epoch_index' and aliases.source_name = names.epoch_name
