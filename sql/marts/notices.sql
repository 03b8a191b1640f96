-- meaning: What a reader must know before the figures: what the sources left out, changed or did not say, and what rests on it.
-- grain: one row per notice
-- key: kind, source, subject
-- not_null: kind, source, subject, is_first_line, as_of
-- in: kind (gated, index_as_seen, index_read_later, index_rows_rejected, load_damaged, load_set_aside, name_given_away,
-- no_own_score, no_published_score, organisation_missing, other_draws, printed_days, renamed, repository_failed, unlabelled_release, weights_failed)
-- caveat: The fields say different things by kind, and the report makes the sentences. is_first_line: it stands above the answer.
with told as (
    from core.draw_notices
    union all by name
    from core.load_notices
    union all by name
    from core.hub_notices
    union all by name
    from core.one_index_notices
    union all by name
    from core.renamed_notices
    union all by name
    from core.printed_day_notices
    union all by name
    from core.rejected_notices
    union all by name
    from core.unlabelled_notices
    union all by name
    from core.vintage_notices
)

select kind, source, subject, is_first_line, known_on, n, value_before, value_after, detail, getvariable('as_of') as as_of,
from told
order by is_first_line desc, kind, source, subject
