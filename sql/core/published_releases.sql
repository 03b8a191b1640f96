-- meaning: Day, label and country of every release as Epoch publishes them, beside those in use.
-- grain: one row per release that Epoch's index prints
-- key: release_id
-- caveat: Without a load of Epoch's files day and label are those of the reference file's claims, and a country counts as Epoch's where the
-- reference file credits Epoch's own cell for this release.
with from_load as (
    select release_id, published_on, openness, country, from staging.epoch_releases
),

from_claims as (
    select
        dates.release_id,
        dates.claimed_on as published_on,
        labels.claimed_openness as openness,
        if(releases.country_source = 'epoch/eci_scores.csv Country (of organization)', releases.country, null) as country,
    from staging.date_claims as dates
    join staging.releases as releases using (release_id)
    left join staging.openness_claims as labels
        on labels.release_id = dates.release_id and labels.source_id = 'epoch_index'
    where
        dates.source_id = 'epoch_index'
        and dates.claim_kind = 'published_on'
        and dates.release_id not in (select release_id from from_load)
),

published as (
    select * from from_load
    union all by name
    select * from from_claims
)

select
    published.release_id,
    published.published_on,
    published.openness as published_openness,
    published.country as published_country,
    headline_days.headline_on,
    releases.openness,
    releases.country,
    releases.notes,
from published
join core.releases using (release_id)
left join core.headline_days using (release_id)
