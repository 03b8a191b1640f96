-- meaning: Ratings of releases on the scale arena_text: the newest leaderboard of text published on or before the as-of day.
-- grain: one row per release on that leaderboard
-- key: release_id
-- caveat: A release that stands there under several names, one a setting, takes the highest. One that has left the leaderboard has no rating.
select
    release_id,
    rating as score,
    rating_lower as score_lower,
    rating_upper as score_upper,
    'Arena, text leaderboard, as ' || model_name as source,
    leaderboard_on as vintage,
from core.arena_ratings
where
    config = 'text'
    and release_id is not null
    and leaderboard_on = (select max(leaderboard_on) from core.arena_ratings where config = 'text')
qualify row_number() over (partition by release_id order by rating desc, model_name) = 1
