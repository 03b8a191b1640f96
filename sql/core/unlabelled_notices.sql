-- meaning: Notices of scored releases that nobody labelled: those above every score of either group, and those that would set or match a record.
-- grain: one row per release
-- key: kind, source, subject
with told as (
    select
        releases.*,
        moves.is_record,
        moves.is_moving,
        len(moves.matched_record_ids) as n_matched,
        case
            when releases.role = 'leader' and moves.is_record then 'As a US record'
            when releases.role = 'leader' then 'As a US release it would be no record'
            when len(moves.matched_record_ids) > 0
                then 'As a Chinese open release it would match ' || array_to_string(
                    list_transform(moves.matched_record_ids[:5], lambda id: coalesce(names.names[id], id)), ', '
                ) || if(len(moves.matched_record_ids) > 5, ' and ' || (len(moves.matched_record_ids) - 5) || ' more', '')
            else 'As a Chinese open release it would match no record'
        end
        || if(
            moves.is_record or len(moves.matched_record_ids) > 0,
            format(
                ': {} records ({} now), median {} days ({} now), share within six months {} ({} now)',
                moves.n_records, moves.n_records_now,
                coalesce(format('{:.0f}', moves.median_days), 'not reached'),
                coalesce(format('{:.0f}', moves.median_days_now), 'not reached'),
                coalesce(format('{:.1f}%', 100 * moves.share_6m), 'unknown'),
                coalesce(format('{:.1f}%', 100 * moves.share_6m_now), 'unknown')
            ),
            ''
        )
        || '; counted from ' || releases.assumed_on || ', ' || releases.assumed_on_basis || '.' as sentence,
    from core.unlabelled_releases as releases
    join core.unlabelled_moves as moves using (release_id, role)
    cross join (select map_from_entries(list((release_id, name))) as names from core.releases) as names
)

select
    'unlabelled_release' as kind,
    if(bool_or(is_in_reference), 'reference', 'epoch') as source,
    name as subject,
    bool_or(is_above_all or is_moving) as is_first_line,
    any_value(vintage) as known_on,
    'No ' || replace(arg_max(missing, len(missing)), ', ', ', no ') || ' is known'
    || if(bool_or(is_above_all), ', and its score stands above every score of either group', '') || '. '
    || string_agg(sentence, ' ' order by role desc) as detail,
    release_id,
    any_value(score) as score,
from told
group by release_id, name
having bool_or(is_above_all or is_record or is_moving or n_matched > 0)
