-- meaning: Notices of names in the index that may be a known release under another name.
-- grain: one row per name
-- key: kind, source, subject
-- caveat: value_before and value_after are the headline's median as it is, and with the known release's day in place of the printed one.
select
    'renamed' as kind,
    'epoch' as source,
    renamed.name as subject,
    coalesce(moves.is_record or moves.matched_count > 0 or moves.is_moving, false) as is_first_line,
    score_load.vintage as known_on,
    if(moves.release_id is null, 0, if(moves.is_record, 1, 0) + moves.matched_count) as n,
    if(moves.known_on is null, null, moves.median_days_now) as value_before,
    if(moves.known_on is null, null, moves.median_days) as value_after,
    'It may be ' || renamed.release_name || ' under another name: ' || renamed.evidence || '.'
    || coalesce(
        ' It counts from ' || moves.released_on || ', the day the index prints; ' || renamed.release_name || ' counts from '
        || moves.known_on || '.',
        ''
    ) as detail,
from core.renamed_names as renamed
cross join staging.score_load
left join core.unlisted_moves as moves on moves.release_id = renamed.own_release_id
where renamed.proposal_id not in (select proposal_id from staging.review_rejections)
