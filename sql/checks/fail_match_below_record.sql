-- A match lies below its record by more than its rule allows, so a lag would be printed for a model that never caught up.
select
    matches.pairing_id,
    matches.scale_id,
    matches.rule_id,
    matches.record_release_id,
    matches.match_release_id,
    matches.record_score,
    matches.match_score,
from core.matches
join core.rules using (rule_id, scale_id)
where
    rules.draw_share is null
    and matches.match_score < rules.origin + rules.share * (matches.record_score - rules.origin) - rules.tolerance - 1e-9
