-- List prices, US dollars per million tokens
select release_id, provider, source_model_id, input_usd_per_mtok, output_usd_per_mtok, seen_on, source, read_on, notes,
from staging.prices
where release_id in (select unnest(getvariable('release_ids')))
order by seen_on, provider
