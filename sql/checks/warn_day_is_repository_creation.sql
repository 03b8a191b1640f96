-- The day on which weights became public is only the creation of their repository, a lower bound; the true day is that day or later.
select release_id, weights_on, weights_on_source,
from staging.releases
where weights_on is not null and contains(weights_on_source, 'creation day')
order by release_id
