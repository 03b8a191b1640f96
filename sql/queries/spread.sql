-- The Chinese share of what goes back to Chinese and US roots over the whole Hub, week by week.
select
    week,
    listed_on,
    share_downloads_30d_of_two,
    share_likes_of_two,
    share_new_derivatives_of_two,
    share_downloads_30d_unknown,
    n_models,
from core.spread_shares
order by week desc
