-- meaning: The frontier: releases strictly above every earlier release of their group on a scale; on one day only the best counts.
-- grain: one row per pairing, role, scale, date basis and record
-- key: pairing_id, role, scale_id, date_basis, release_id
with best_of_day as (
    select *
    from core.scored_releases
    -- Two releases of one day with one score are one step of the frontier; the name decides which is shown.
    qualify row_number() over (
        partition by pairing_id, role, scale_id, date_basis, released_on
        order by score desc, release_id
    ) = 1
),

with_earlier_best as (
    select
        *,
        max(score) over (
            partition by pairing_id, role, scale_id, date_basis
            order by released_on
            rows between unbounded preceding and 1 preceding
        ) as earlier_best,
    from best_of_day
)

select
    pairing_id, role, scale_id, date_basis, release_id, released_on, released_on_basis, score, score_lower, score_upper,
from with_earlier_best
where earlier_best is null or score > earlier_best
