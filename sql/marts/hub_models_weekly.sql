-- meaning: Counts of each repository at the first pull of each ISO week.
-- grain: one row per week and repository
-- key: week, hub_id
-- not_null: week, hub_id, hub_model_id, pulled_on, as_of
-- caveat: downloads_30d covers the last 30 days, so weekly values are levels that overlap: never add them. The all-time counter can fall.
with first_of_week as (
    select
        strftime(pulled_on, '%G-W%V') as week,
        min(pulled_on) as pulled_on,
    from staging.hub_pulls
    group by all
)

select
    first_of_week.week,
    repositories.hub_model_id,
    repositories.hub_id,
    repositories.organization_name,
    repositories.country,
    repositories.downloads_30d,
    repositories.downloads_all_time,
    repositories.likes,
    repositories.pulled_on,
    getvariable('as_of') as as_of,
from core.hub_repositories as repositories
join first_of_week using (pulled_on)
order by first_of_week.week desc, repositories.hub_model_id
