-- meaning: Arena's ratings over all categories together, with and without style control, as published on each day up to the as-of day.
-- grain: one row per leaderboard, model name and day of publication
-- key: config, model_name, leaderboard_on
-- not_null: config, model_name, leaderboard_on, rating, as_of
-- in: config (text, text_style_control)
-- refers: release_id = core.releases.release_id
-- caveat: Ratings are relative: all of them move when votes are added or the method changes, so only those of one leaderboard and day may be
-- compared. A name without release_id is not known to be a release of ours. arena_first_on is no release date.
select
    ratings.config,
    ratings.leaderboard_on,
    ratings.model_name,
    ratings.release_id,
    releases.name,
    ratings.organization,
    ratings.licence,
    ratings.rating,
    ratings.rating_lower,
    ratings.rating_upper,
    ratings.variance,
    ratings.vote_count,
    ratings.arena_rank,
    first_days.arena_first_on,
    getvariable('as_of') as as_of,
from core.arena_ratings as ratings
left join core.releases using (release_id)
left join core.arena_first_days as first_days using (release_id)
order by ratings.leaderboard_on desc, ratings.config, ratings.rating desc, ratings.model_name
