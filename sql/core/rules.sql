-- meaning: When a laggard release counts as a match of a record on a scale: at or above origin + share * (record - origin) - tolerance; or,
-- where draw_share is given, at or above the record in at least that share of paired draws of the index.
-- grain: one row per rule and scale
-- key: rule_id, scale_id
-- caveat: The index has no true zero, so tolerance_0_9 takes the level of GPT-3.5, GPT-4's predecessor, for one: the origin is a choice, and
-- records at or below it are outside the rule.
with origins as (
    select
        scales.scale_id,
        case when scales.has_true_zero then 0.0 else predecessor.score end as origin,
    from core.scales
    -- The first version of GPT-3.5 Turbo that was scored; the one that was out before GPT-4 was not.
    left join core.scores as predecessor
        on scales.scale_type = 'index'
        and predecessor.scale_id = scales.scale_id
        and predecessor.release_id = 'gpt-3-5-turbo-jun-2023'
)

select
    rules.rule_id,
    scales.scale_id,
    case rules.rule_id when 'tolerance_1' then scales.point else 0.0 end as tolerance,
    case rules.rule_id when 'tolerance_0_9' then 0.9 else 1.0 end as share,
    case rules.rule_id when 'tolerance_0_9' then origins.origin else 0.0 end as origin,
    rules.draw_share,
from core.scales
join origins using (scale_id)
cross join (
    values ('strict', null), ('tolerance_1', null), ('tolerance_0_9', null), ('paired_0_05', 0.05), ('paired_0_5', 0.5)
) as rules (rule_id, draw_share)
where
    case rules.rule_id
        when 'strict' then true
        when 'tolerance_1' then scales.point is not null
        when 'tolerance_0_9' then origins.origin is not null
        else scales.scale_id = 'index'
    end
