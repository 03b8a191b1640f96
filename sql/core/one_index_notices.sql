-- meaning: The notices of records since GPT-4 on one of the two indices that have no score on the other, though both are of one day.
-- grain: one row an index that lacks some
-- key: kind, source, subject
-- caveat: None where the published index is that of a past day, of which own scores were read later, and none for an index that has no scores.
with lacking as (
    select records.release_id, records.score, releases.name, if(records.scale_id = 'index', headline.scale_id, 'index') as lacking_on,
    from core.records
    join core.headline using (pairing_id, date_basis)
    join core.releases using (release_id)
    cross join core.index_in_use
    where records.scale_id in (headline.scale_id, 'index')
        and records.released_on >= headline.start_on
        and not index_in_use.is_republished
        and lacking_on in (select scale_id from core.scores)
        and not exists (from core.scores where scores.release_id = records.release_id and scores.scale_id = lacking_on)
)

select
    if(lacking_on = 'index', 'no_own_score', 'no_published_score') as kind,
    'epoch' as source,
    lacking_on as subject,
    true as is_first_line,
    any_value(score_load.vintage) as known_on,
    count(*) as n,
    array_to_string(list(name order by score desc, release_id)[:5], ', ')
    || if(count(*) > 5, ' and ' || (count(*) - 5) || ' more', '') as detail,
from lacking
cross join staging.score_load
group by lacking_on
