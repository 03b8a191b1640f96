-- Weights are dated more than seven days before their repository on the Hub was created; one of the two is of another version.
select release_id, weights_on, hub_created_on,
from marts.releases
where hub_created_on > date '2022-03-02' and weights_on < hub_created_on - 7
order by release_id
