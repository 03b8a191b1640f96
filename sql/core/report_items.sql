-- meaning: What the report of a day says, item by item, so that two days can be compared: releases, matches of the headline, its figures.
-- grain: one row per kind and item
-- key: kind, item_id
with releases as (
    select
        'release' as kind,
        dated.release_id as item_id,
        releases.name || ' (' || releases.country || ', ' || releases.openness || '), released ' || dated.released_on as description,
        'index points' as unit,
        scores.score as value,
    from core.dated_releases as dated
    join core.releases using (release_id)
    join core.headline using (date_basis)
    left join core.scores on scores.release_id = dated.release_id and scores.scale_id = headline.scale_id
    where dated.pairing_id = 'us_any__cn_any'
),

matches as (
    select
        'match' as kind,
        matches.record_release_id as item_id,
        records.name || ' matched by ' || laggards.name || ' on ' || matches.match_released_on as description,
        'days' as unit,
        cast(matches.lag_days as double) as value,
    from core.matches
    join core.headline using (pairing_id, scale_id, date_basis, rule_id, cohort_id)
    join core.releases as records on records.release_id = matches.record_release_id
    join core.releases as laggards on laggards.release_id = matches.match_release_id
),

figures as (
    unpivot (
        select
            survival.median_days as "median lag",
            survival.median_days_lower as "median lag, lower bound",
            survival.median_days_upper as "median lag, upper bound",
            100 * survival.share_6m as "share matched within six months",
            cast(survival.n_records as double) as "US records",
            cast(survival.n_matched as double) as "US records matched",
        from core.survival
        join core.headline using (pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, start_on)
    )
    on columns(*) into name item_id value value
),

brackets as (
    unpivot (
        select
            brackets.under_days as "present bracket, under",
            brackets.central_days as "present bracket, central",
            brackets.over_days as "present bracket, over",
        from core.brackets
        join core.headline using (pairing_id, scale_id, date_basis)
        where brackets.day = getvariable('as_of')
    )
    on columns(*) into name item_id value value
)

select kind, item_id, description, unit, value from releases
union all
select kind, item_id, description, unit, value from matches
union all
select
    'figure' as kind,
    item_id,
    item_id as description,
    case when item_id like 'share%' then 'per cent' when item_id like 'US records%' then 'records' else 'days' end as unit,
    value,
from (from figures union all from brackets)
