-- Chance of being matched already, within paired draws of the index
select record_release_id as release_id, probability_now, n_draws_known, follow_up_days, six_month_day,
from marts.present_odds
where record_release_id in (select unnest(getvariable('release_ids')))
