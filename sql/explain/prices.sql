-- List prices, US dollars per million tokens
select provider, source_model_id, input_usd_per_mtok, output_usd_per_mtok, seen_on, source, read_on, notes,
from staging.prices
where release_id = $release_id
order by seen_on, provider
