-- meaning: US records of the headline since GPT-4 and the Chinese releases that match them.
-- grain: one row per release
-- key: release_id
with pairs as (
    select record_release_id, match_release_id,
    from core.matches
    join core.headline using (pairing_id, scale_id, date_basis, rule_id, cohort_id)
    where record_released_on >= headline.start_on
)

select record_release_id as release_id, 'record' as headline_part,
from pairs
union
select match_release_id as release_id, 'match' as headline_part,
from pairs
where match_release_id is not null
