-- meaning: From which record on the cohort counts: from the beginning (null), or from GPT-4 on.
-- grain: one row per start
-- key: start_on
select unnest([null, start_on]) as start_on,
from core.headline
