-- meaning: The first day on which Arena published a rating of a release, an upper bound of the day on which people first used it there.
-- grain: one row per release that Arena is known to have rated
-- key: release_id
-- caveat: Votes take days to gather and leaderboards appear every few days or weeks, so a release is as a rule older than this. But
-- Arena can serve a model before its API or weights are out: this bounds neither of them, is no claim of a date and counts as none.
select
    release_id,
    min(leaderboard_on) as arena_first_on,
    arg_min(model_name, (leaderboard_on, model_name)) as arena_first_name,
from core.arena_ratings
where release_id is not null
group by release_id
