-- meaning: Releases that sources date otherwise than the day in use, and how far each other day would move the headline, largest first.
-- grain: one row per release, source, kind of claim and day
-- key: release_id, source_id, claim_kind, other_claimed_on
-- not_null: release_id, source_id, claim_kind, other_claimed_on, date_kind, is_headline_kind, chosen_on, other_on, day_precision,
-- difference_days, is_over_seven_days, changed_lag_count, as_of
-- in: date_kind (announced_on, api_on, weights_on, published_on); day_precision (day, month)
-- refers: release_id = core.releases.release_id
-- caveat: More than seven days apart, or less where the other day would still change a lag of the headline. A move is that of one day alone;
-- a null one means that the median or share is not reached with one of the days, which counts as the largest.
select
    disagreements.release_id,
    releases.name,
    disagreements.date_kind,
    disagreements.is_headline_kind,
    disagreements.chosen_on,
    disagreements.chosen_evidence as chosen_source,
    disagreements.other_on,
    disagreements.source_id,
    disagreements.source_name,
    disagreements.claim_kind,
    disagreements.claimed_on as other_claimed_on,
    disagreements.day_precision,
    disagreements.evidence,
    disagreements.difference_days,
    abs(disagreements.difference_days) > 7 as is_over_seven_days,
    if(moves.release_id is null, 0, moves.moved_median_days) as moved_median_days,
    if(moves.release_id is null, 0, moves.moved_share_6m) as moved_share_6m,
    coalesce(moves.changed_lag_count, 0) as changed_lag_count,
    releases.notes,
    getvariable('as_of') as as_of,
from core.date_disagreements as disagreements
join core.releases using (release_id)
left join core.date_moves as moves
    on moves.release_id = disagreements.release_id
    and moves.other_on = disagreements.other_on
    and disagreements.is_headline_kind
where abs(disagreements.difference_days) > 7 or moves.changed_lag_count > 0
order by
    abs(if(moves.release_id is null, 0, moves.moved_median_days)) desc nulls first,
    abs(if(moves.release_id is null, 0, moves.moved_share_6m)) desc nulls first,
    coalesce(moves.changed_lag_count, 0) desc,
    abs(disagreements.difference_days) desc,
    disagreements.release_id,
    disagreements.source_id,
    disagreements.claimed_on
