-- Every date of every source
select
    release_id, date_kind, claimed_on, day_precision, is_chosen, source_id, source_name, claim_kind, agreement, difference_days,
    channel, source_url, evidence, read_on, choice_rule,
from marts.release_dates
where release_id in (select unnest(getvariable('release_ids')))
order by date_kind, not is_chosen, claimed_on, source_id, claim_kind, source_name
