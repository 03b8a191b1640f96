-- Price ratios on the published index, available days, strict rule
with ratios as (
    select *, unnest(list_distinct([record_release_id, match_release_id])) as release_id,
    from marts.price_ratios
    semi join core.headline using (scale_id, date_basis, rule_id)
)

select
    release_id, pairing_id, record_name, match_name, record_input_usd_per_mtok, match_input_usd_per_mtok, ratio_input,
    record_output_usd_per_mtok, match_output_usd_per_mtok, ratio_output, is_at_launch,
from ratios
where release_id in (select unnest(getvariable('release_ids')))
order by pairing_id = (select pairing_id from core.headline) desc, pairing_id, record_released_on, record_release_id, match_release_id
