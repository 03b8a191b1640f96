-- What a record costs over what its match costs, by each reading of "efficient", at ninety per cent and strict
with ratios as (
    select *, unnest(list_distinct([record_release_id, match_release_id])) as release_id,
    from marts.efficiency_ratios
    where ratio is not null
)

select
    release_id, reading_id, reading_name, rule_id, record_name, match_name, record_value, match_value, unit, ratio, is_counted,
from ratios
where release_id in (select unnest(getvariable('release_ids')))
order by record_released_on, record_release_id, match_release_id, reading_id, rule_id desc
