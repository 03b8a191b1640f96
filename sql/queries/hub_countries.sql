-- Downloads of the last 30 days and likes of tracked organisations' repositories, by country, in the newest pull.
select
    country,
    pulled_on,
    is_snapshot,
    count(*) as repository_count,
    cast(sum(downloads_30d) as bigint) as downloads_30d,
    cast(sum(likes) as bigint) as likes,
from marts.hub_models
where is_in_newest_pull
group by all
order by downloads_30d desc nulls last
