-- meaning: Arena's ratings over all categories together, as published on each day up to the as-of day.
-- grain: one row per leaderboard, model name and day of publication
-- key: config, model_name, leaderboard_on
-- caveat: Ratings are relative: all of them move when votes are added or the method changes, so that only those of one day may be compared.
select
    config,
    model_name,
    organization,
    licence,
    rating,
    rating_lower,
    rating_upper,
    variance,
    vote_count,
    arena_rank,
    leaderboard_on,
    load_id,
from raw.arena_ratings
where load_id in (select load_id from staging.name_loads) and leaderboard_on <= getvariable('as_of')
