-- meaning: Arena's ratings with the release that each name is known to stand for.
-- grain: one row per leaderboard, model name and day of publication
-- key: config, model_name, leaderboard_on
-- caveat: A name is Arena's own and can be a setting of a release rather than the release; release_id is null until core.identities says which
-- it is.
select
    ratings.config,
    ratings.model_name,
    identities.release_id,
    ratings.organization,
    ratings.licence,
    ratings.rating,
    ratings.rating_lower,
    ratings.rating_upper,
    ratings.variance,
    ratings.vote_count,
    ratings.arena_rank,
    ratings.leaderboard_on,
    ratings.load_id,
from staging.arena_ratings as ratings
left join core.identities as identities on identities.source = 'arena' and identities.name = ratings.model_name
