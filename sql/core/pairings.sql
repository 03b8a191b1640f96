-- meaning: The two groups of each comparison: a set of countries and a set of kinds of access. A null set of countries means any known one.
-- grain: one row per pairing and role
-- key: pairing_id, role
with access_sets as (
    select
        ['open_unrestricted', 'open_restricted', 'open_noncommercial'] as open_weights,
        ['api', 'hosted'] as closed_weights,
        list_concat(open_weights, closed_weights) as any_access,
),

pairings as (
    select pairings.*, open_weights,
    from access_sets,
    lateral (
        values
        (
            'us_any__cn_open', 'US releases of any access, Chinese open weights', 'US any, Chinese open',
            'US releases of any access', ['US'], any_access, 'Chinese open-weight releases', ['CN'], open_weights
        ),
        (
            'us_closed__cn_open', 'US closed releases, Chinese open weights', 'US closed, Chinese open',
            'US closed releases', ['US'], closed_weights, 'Chinese open-weight releases', ['CN'], open_weights
        ),
        (
            'us_any__cn_any', 'US and Chinese releases of any access', 'US any, Chinese any',
            'US releases of any access', ['US'], any_access, 'Chinese releases of any access', ['CN'], any_access
        ),
        (
            'any_closed__any_open', 'closed anywhere, open weights anywhere', 'closed and open, anywhere',
            'closed releases of any country', null, closed_weights, 'open-weight releases of any country', null, open_weights
        )
    ) as pairings (
        pairing_id, pairing_name, short_name, leaders, leader_countries, leader_access, laggards, laggard_countries, laggard_access
    )
)

select
    pairing_id, 'leader' as role, leader_countries as countries, leader_access as openness_set, leader_access = open_weights as is_open_only,
    leaders as description, pairing_name, short_name,
from pairings
union all
select
    pairing_id, 'laggard' as role, laggard_countries as countries, laggard_access as openness_set, laggard_access = open_weights as is_open_only,
    laggards as description, pairing_name, short_name,
from pairings
