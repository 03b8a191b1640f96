-- meaning: Claims that give a release another day than the one in use: against the day of the headline's basis wherever a claim speaks of it,
-- else against the day of the claim's own kind.
-- grain: one row per release, source, kind of claim and day
-- key: release_id, source_id, claim_kind, claimed_on
-- caveat: A month counts by its nearest day. The score source's own printed day is no day in use here: it is compared with the headline's.
select
    dates.release_id,
    dates.date_kind,
    dates.date_kind = headline_days.headline_kind as is_headline_kind,
    headline_days.role,
    dates.chosen_on,
    dates.chosen_evidence,
    dates.source_id,
    dates.source_name,
    dates.claim_kind,
    dates.claimed_on,
    dates.day_precision,
    dates.evidence,
    dates.nearest_on as other_on,
    dates.difference_days,
from core.release_dates as dates
join core.headline_days using (release_id)
where
    dates.is_evidence
    and dates.difference_days <> 0
    and (
        dates.date_kind = headline_days.headline_kind
        or (dates.claim_kind = dates.date_kind and dates.date_kind <> 'published_on')
    )
qualify row_number() over (
    partition by dates.release_id, dates.source_id, dates.claim_kind, dates.claimed_on
    order by dates.date_kind = headline_days.headline_kind desc, dates.date_kind
) = 1
