-- meaning: The earliest price known of each release, and how long after its launch it was first seen.
-- grain: one row per release with a price seen on or before the as-of day
-- key: release_id
-- caveat: A price first seen long after the launch is the price of that day and not the launch's, since prices are cut over time: only
-- is_at_launch makes it one. The records of prices begin in June 2025, so that older releases rarely have one.
with dated as (
    select
        prices.release_id,
        prices.input_usd_per_mtok,
        prices.output_usd_per_mtok,
        prices.seen_on,
        coalesce(least(releases.api_on, releases.weights_on), releases.announced_on) as available_on,
    from staging.prices
    join core.releases using (release_id)
    where prices.seen_on <= getvariable('as_of')
    qualify row_number() over (partition by prices.release_id order by prices.seen_on, prices.provider) = 1
)

select
    release_id,
    input_usd_per_mtok,
    output_usd_per_mtok,
    seen_on,
    available_on,
    seen_on - available_on as seen_after_days,
    -- A month is what a catalogue may need to list a new model. Below zero the price was listed before the model could be called.
    coalesce(seen_on - available_on <= 31, false) as is_at_launch,
from dated
