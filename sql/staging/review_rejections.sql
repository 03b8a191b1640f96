-- meaning: Proposals that a reviewer turned down, as the reference file lists them.
-- grain: one row per proposal
-- key: proposal_id
select proposal_id, kind, source_id, subject, reason, rejected_on,
from raw.review_rejections
