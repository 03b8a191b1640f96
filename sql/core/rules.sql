-- meaning: When a laggard release counts as a match of a record on a scale.
-- grain: one row per rule and scale
-- key: rule_id, scale_id
select 'strict' as rule_id, scale_id, 0.0 as tolerance, from core.scales
union all
select 'tolerance_1' as rule_id, scale_id, point as tolerance, from core.scales where point is not null
