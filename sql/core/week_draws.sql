-- meaning: Estimands A and B within the draws of past weeks, as `openlag backfill` landed them.
-- grain: one row per inputs key: releases, dates, scores and settings of a week
-- key: inputs_key
-- caveat: A key names its inputs, so a row whose scores, dates or labels have changed since is not used; it waits for the next backfill.
select
    inputs_key,
    n_draws,
    median_days_lower,
    median_days_upper,
    share_6m_lower,
    share_6m_upper,
    central_days_lower,
    central_days_upper,
from raw.backfilled_weeks
qualify row_number() over (partition by inputs_key order by load_id desc) = 1
