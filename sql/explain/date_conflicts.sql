-- Dates that disagree, and what each would move in the headline
select
    release_id, date_kind, chosen_on, other_on, source_id, source_name, difference_days, moved_median_days, moved_share_6m,
    changed_lag_count, evidence,
from marts.date_conflicts
where release_id in (select unnest(getvariable('release_ids')))
order by date_kind, other_on, source_id, source_name, claim_kind
