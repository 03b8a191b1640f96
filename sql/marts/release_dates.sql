-- meaning: Every date of every source for every release, with the day in use and the rule that chose it.
-- grain: one row per release, date and claim; the day in use is a row of its own
-- key: release_id, date_kind, source_id, claim_kind, claimed_on
-- not_null: release_id, date_kind, source_id, claim_kind, claimed_on, day_precision, is_chosen, agreement, n_independent_sources, as_of
-- in: date_kind (announced_on, api_on, weights_on, published_on); day_precision (day, month)
-- refers: release_id = core.releases.release_id
-- caveat: A source that does not say of what channel it speaks stands under every date the release has a day for, so one claim can have
-- several rows. A month agrees with any day of it; a repository's creation is a lower bound and counts as no source.
select
    dates.release_id,
    releases.name,
    dates.date_kind,
    dates.source_id,
    dates.claim_kind,
    dates.claimed_on,
    dates.day_precision,
    dates.source_name,
    dates.evidence,
    dates.read_on,
    dates.is_chosen,
    dates.chosen_on,
    dates.difference_days,
    dates.agreement,
    dates.date_spread_days,
    dates.n_independent_sources,
    dates.first_by_rank_on,
    dates.choice_rule,
    getvariable('as_of') as as_of,
from core.release_dates as dates
join core.releases using (release_id)
order by dates.release_id, dates.date_kind, dates.claim_rank, dates.claimed_on
