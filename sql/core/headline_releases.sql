-- meaning: US records of the headline since GPT-4 and the Chinese releases that match them.
-- grain: one row per release
-- key: release_id
with pairs as (
    select record_release_id, match_release_id,
    from core.matches
    where
        pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict'
        and record_released_on >= date '2023-03-14'
)

select record_release_id as release_id, 'record' as headline_part,
from pairs
union
select match_release_id as release_id, 'match' as headline_part,
from pairs
where match_release_id is not null
