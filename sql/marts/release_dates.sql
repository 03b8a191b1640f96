-- meaning: Every date of every source for every release, with the day in use and the rule that chose it.
-- grain: one row per release, date and claim; the day in use is a row of its own
-- key: release_id, date_kind, source_id, claim_kind, claimed_on, source_name
-- not_null: release_id, date_kind, source_id, claim_kind, claimed_on, source_name, day_precision, channel, bound, is_chosen, agreement,
-- n_independent_sources, as_of
-- in: date_kind (announced_on, api_on, weights_on, published_on); day_precision (day, month); channel (reference, maker_page,
-- score_source, price_list, repository, recipe, library, thread, page); bound (exact, lower, upper, none)
-- refers: release_id = core.releases.release_id
-- caveat: A source that does not say of what channel it speaks stands under every date the release has a day for, so one claim can have
-- several rows. A month agrees with any day of it; bounds, and days that say nothing of a date, count as no source. source_url is null for the
-- day in use, whose source is in choice_rule.
select
    dates.release_id,
    releases.name,
    dates.date_kind,
    dates.source_id,
    dates.claim_kind,
    dates.claimed_on,
    dates.day_precision,
    dates.source_name,
    dates.channel,
    dates.bound,
    dates.source_url,
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
order by dates.release_id, dates.date_kind, dates.claim_rank, dates.claimed_on, dates.source_id, dates.claim_kind, dates.source_name
