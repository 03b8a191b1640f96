-- meaning: What came of the registered forecasts that are due: whether the record was matched by the target day, by the first reading of the
-- scores on or after the due day, and by no other.
-- grain: one row per record, target day and due day
-- key: record_release_id, target_on, due_on
-- caveat: The scores are those of that reading alone; dates and labels are today's. A record that the reading does not print is unknown, and
-- stays so.
with questions as (
    select distinct record_release_id, target_on, due_on,
    from core.registered_forecasts
),

due as (
    select questions.record_release_id, questions.target_on, questions.due_on, min(readings.first_seen_on) as resolved_on,
    from questions
    join core.readings on readings.first_seen_on >= questions.due_on
    where readings.first_seen_on <= getvariable('as_of')
    group by all
),

printed as (
    select first_seen_on as resolved_on, cell.release_id, cell.score,
    from (select first_seen_on, unnest(scores) as cell from core.readings where first_seen_on in (select resolved_on from due))
),

matches as (
    select due.record_release_id, due.target_on, due.due_on, dated.release_id as match_release_id,
    from due
    join printed as records on records.resolved_on = due.resolved_on and records.release_id = due.record_release_id
    join printed as laggards on laggards.resolved_on = due.resolved_on and laggards.score >= records.score
    join core.dated_releases as dated on dated.release_id = laggards.release_id and dated.released_on <= due.target_on
    join core.headline using (pairing_id, date_basis)
    where dated.role = 'laggard'
    qualify row_number() over (
        partition by due.record_release_id, due.target_on, due.due_on order by dated.released_on, laggards.score desc, dated.release_id
    ) = 1
)

select
    due.record_release_id,
    due.target_on,
    due.due_on,
    due.resolved_on,
    case
        when matches.match_release_id is not null then 'matched'
        when exists (from printed where printed.resolved_on = due.resolved_on and printed.release_id = due.record_release_id)
            then 'unmatched'
        else 'unknown'
    end as outcome,
    matches.match_release_id,
from due
left join matches using (record_release_id, target_on, due_on)
