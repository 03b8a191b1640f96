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
where matches.match_score < matches.record_score - rules.tolerance - 1e-9
