-- meaning: From which record on the risk set counts: from the beginning (null), or from GPT-4 on.
-- grain: one row per start
-- key: start_on
-- caveat: Records before GPT-4 exist only because the table of scores starts there.
select unnest([null, date '2023-03-14']) as start_on
