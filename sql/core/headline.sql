-- meaning: The key of the headline: its pairing, scale, date basis, matching rule, cohort and censoring, and GPT-4's day, from which its
-- records count.
-- grain: one row
-- key: none
-- caveat: Records before GPT-4 exist only because the table of scores starts there.
select
    'us_any__cn_open' as pairing_id,
    'eci_published' as scale_id,
    'available' as date_basis,
    'strict' as rule_id,
    'records' as cohort_id,
    'as_of' as censoring_id,
    date '2023-03-14' as start_on,
