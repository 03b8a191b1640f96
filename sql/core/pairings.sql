-- meaning: The two groups of each comparison: a set of countries and a set of kinds of access. A null set of countries means any known one.
-- grain: one row per pairing and role
-- key: pairing_id, role
with access_sets as (
    select
        ['open_unrestricted', 'open_restricted', 'open_noncommercial'] as open_weights,
        ['api', 'hosted'] as closed_weights,
)

select pairing_id, role, countries, openness_set, is_open_only, description,
from access_sets,
lateral (
    values
    ('us_any__cn_open', 'leader', ['US'], list_concat(open_weights, closed_weights), false, 'US releases of any access'),
    ('us_any__cn_open', 'laggard', ['CN'], open_weights, true, 'Chinese open-weight releases'),
    ('us_closed__cn_open', 'leader', ['US'], closed_weights, false, 'US closed releases'),
    ('us_closed__cn_open', 'laggard', ['CN'], open_weights, true, 'Chinese open-weight releases'),
    ('us_any__cn_any', 'leader', ['US'], list_concat(open_weights, closed_weights), false, 'US releases of any access'),
    ('us_any__cn_any', 'laggard', ['CN'], list_concat(open_weights, closed_weights), false, 'Chinese releases of any access'),
    ('any_closed__any_open', 'leader', null, closed_weights, false, 'closed releases of any country'),
    ('any_closed__any_open', 'laggard', null, open_weights, true, 'open-weight releases of any country')
) as groups (pairing_id, role, countries, openness_set, is_open_only, description)
