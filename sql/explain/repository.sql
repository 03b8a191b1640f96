-- Repository on the Hub, newest pull
select repositories.*,
from marts.hub_models as repositories
join marts.releases using (hub_model_id)
where release_id = $release_id
