-- meaning: The notice of records and matches of the headline that rest on a day as the index prints it, of a release the reference file lacks.
-- grain: one row if there is any
-- key: kind, source, subject
with resting as (
    select moves.*, releases.name
    from core.unlisted_moves as moves
    join core.releases using (release_id)
    where moves.is_record or moves.matched_count > 0
)

select
    'printed_days' as kind,
    'epoch' as source,
    'headline' as subject,
    true as is_first_line,
    any_value(score_load.vintage) as known_on,
    sum(if(is_record, 1, 0) + matched_count) as n,
    string_agg(
        name || ' from ' || released_on || ' ('
        || if(is_record, 'a record', matched_count || if(matched_count = 1, ' match', ' matches')) || ')',
        ', ' order by released_on, release_id
    ) as detail,
from resting
cross join staging.score_load
having count(*) > 0
