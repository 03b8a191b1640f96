-- Sources in use
select source, title, url, licence, retrieved_on, age_days, is_snapshot, load_id from marts.sources order by source, load_id
