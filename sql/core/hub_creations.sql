-- meaning: What the creation of a repository says of the day its weights became public: at most a lower bound, and often less.
-- grain: one row per repository
-- key: hub_id
-- caveat: No release day comes from here. The Hub does not print the day on which a repository was made public; a repository is said to be
-- older than that where its creation lies more than seven days before the first commit with weights or before the release's weights_on.
with created as (
    select hub_id, cast(min(created_at) at time zone 'UTC' as date) as hub_created_on,
    from staging.hub_models
    where created_at is not null
    group by hub_id
),

evidence as (
    select
        created.hub_id,
        created.hub_created_on,
        min(first_weights.hub_first_weights_on) as hub_first_weights_on,
        min(releases.weights_on) as weights_on,
    from created
    left join core.release_repositories as repositories using (hub_id)
    left join core.releases using (release_id)
    left join staging.hub_first_weights as first_weights on first_weights.hub_model_id = releases.hub_model_id
    group by all
)

select
    hub_id,
    hub_created_on,
    case
        when hub_created_on <= date '2022-03-02' then 'no information: the floor of the Hub''s dates'
        when weights_on < hub_created_on then 'created after its release day'
        when greatest(hub_first_weights_on, weights_on) - hub_created_on > 7 then 'created before it was public'
        else 'lower bound'
    end as hub_created_on_kind,
    if(hub_created_on > date '2022-03-02', greatest(hub_first_weights_on, weights_on) - hub_created_on, null) as days_before_public,
from evidence
