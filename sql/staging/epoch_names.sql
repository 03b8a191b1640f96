-- meaning: Names of models in every load of Epoch's files, and the release each is: by a listed alias, else by the id that the name makes.
-- grain: one row per name
-- key: epoch_name
-- caveat: A name that neither alias nor reference file knows is a release of its own until somebody says otherwise (core.releases). Of two names in
-- one file that would be one release (Kimi K3 and kimi-k3) the name of releases.csv is it, else an alias, else the one that was printed first; the
-- other is a second name (is_second), has an id of its own, and is asked about (core.renamed_names).
with printed as (
    select 'index' as file, load_id, model as epoch_name from raw.epoch_index
    union
    select 'scores' as file, load_id, model as epoch_name from raw.epoch_scores
),

named as (
    select
        printed.epoch_name,
        coalesce(aliases.release_id, slug(printed.epoch_name)) as release_id,
        {
            rank: case when bool_or(releases.release_id is not null) then 1 when aliases.release_id is not null then 2 else 3 end,
            first_printed_on: min(loads.retrieved_on),
            epoch_name: printed.epoch_name
        } as place,
    from printed
    join raw.loads as loads using (load_id)
    left join staging.aliases as aliases on aliases.source_id = 'epoch_index' and aliases.source_name = printed.epoch_name
    left join staging.releases as releases on releases.name = printed.epoch_name
    group by printed.epoch_name, aliases.release_id
),

compared as (
    select
        epoch_name,
        release_id,
        place > min(place) over (partition by printed.file, printed.load_id, named.release_id) as is_second_here,
    from printed
    join named using (epoch_name)
)

select
    epoch_name,
    if(bool_or(is_second_here), release_id || '-' || left(sha256(epoch_name), 8), release_id) as release_id,
    bool_or(is_second_here) as is_second,
from compared
group by compared.epoch_name, compared.release_id
