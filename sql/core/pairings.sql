-- meaning: The two groups of each comparison: a set of countries or one lab, and a set of kinds of access. A null set of countries means any known one.
-- grain: one row per pairing and role
-- key: pairing_id, role
-- caveat: Those below are always there; a comparison of one's own is a row of warehouse/reference/pairings.csv, in the words of warehouse/groups.py.
with access_sets as (
    select
        ['open_unrestricted', 'open_restricted', 'open_noncommercial'] as open_weights,
        ['api', 'hosted'] as closed_weights,
        list_concat(open_weights, closed_weights) as any_access,
),

built_in as (
    select *
    from (
        values
        (
            'us_any__cn_open', 'US releases of any access, Chinese open weights', 'US any, Chinese open',
            'US', 'US releases of any access', 'CN:open', 'Chinese open-weight releases'
        ),
        (
            'us_closed__cn_open', 'US closed releases, Chinese open weights', 'US closed, Chinese open',
            'US:closed', 'US closed releases', 'CN:open', 'Chinese open-weight releases'
        ),
        (
            'us_any__cn_any', 'US and Chinese releases of any access', 'US any, Chinese any',
            'US', 'US releases of any access', 'CN', 'Chinese releases of any access'
        ),
        (
            'any_closed__any_open', 'closed anywhere, open weights anywhere', 'closed and open, anywhere',
            'any:closed', 'closed releases of any country', 'any:open', 'open-weight releases of any country'
        )
    ) as pairings (pairing_id, pairing_name, short_name, leader, leaders, laggard, laggards)
),

groups as (
    select pairing_id, pairing_name, short_name, unnest(['leader', 'laggard']) as role, unnest([leader, laggard]) as word,
        unnest([leaders, laggards]) as description,
    from (
        select * from built_in
        union all by name
        select pairing_id, pairing_name, short_name, leader, leaders, laggard, laggards from staging.pairings
    )
),

-- who, organisation and access stand between colons; the second is there only after lab.
parts as (
    select *, string_split(if(word like 'lab:%', word, replace(word, ':', '::')), ':') as part,
    from groups
)

select
    pairing_id,
    role,
    regexp_replace(word, ':any$', '') as group_id,
    if(part[1] in ('lab', 'any'), null, [part[1]]) as countries,
    if(part[1] = 'lab', part[2], null) as organization_id,
    case coalesce(part[3], 'any') when 'open' then open_weights when 'closed' then closed_weights else any_access end as openness_set,
    openness_set = open_weights as is_open_only,
    description,
    pairing_name,
    short_name,
from parts
cross join access_sets
