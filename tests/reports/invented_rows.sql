-- Rows for the marts, which are made from the models themselves: invented releases of invented labs, none of which says anything of the world.
-- The figures follow from the rows as the estimators would give them, to a rounding; bounds of the chain bootstrap are made up.
insert into marts.bracket (
    pairing_id, scale_id, date_basis, on_day, laggard_release_id, laggard_name, laggard_score, leader_above_release_id,
    leader_above_name, leader_above_released_on, leader_below_release_id, leader_below_name, leader_below_released_on, under_days,
    central_days, over_days, as_of
) values
    ('us_any__cn_open', 'eci_published', 'available', date '2026-08-11', 'jade-4-invented', 'Jade 4 (invented)', 139.6, 'aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 'cirrus-2-invented', 'Cirrus 2 (invented)', date '2025-11-20', 166.0, 238.434783, 264.0, date '2026-08-11');

insert into marts.claim_verdicts by name
select
    'six_months' as claim_id, 'us_any__cn_open' as pairing_id, 'eci_published' as scale_id, 'available' as date_basis, 'strict' as rule_id,
    'records' as cohort_id, 'as_of' as censoring_id, date '2023-03-14' as start_on, 0.95 as ci_level, 182.625 as within_days,
    date '2026-08-11' as as_of, date '2026-08-11' as vintage, *
from (
    values
        (1, 'at most', 'A', 'contradicted', 0.661376, 'share', 0.336448, 0.942671, 'closed', 9, 'counterexamples'),
        (2, 'today', 'B', 'cannot be told', 231.5, 'days', 120.0, 262.25, 'closed', 9, 'interval_across'),
        (3, 'at any time', 'D', 'contradicted', 0.75, 'share', null, null, 'unknown', 136, 'longer_days'),
        (5, 'typically', 'A', 'cannot be told', 175.0, 'days', 0.0, 343.0, 'closed', 9, 'interval_across')
) as verdicts (place, reading, estimand, verdict, figure, figure_unit, lower, upper, interval_state, n, reason_code);
update marts.claim_verdicts
set n_matched_in_time = 5, n_later = 2, n_unmatched = 2, n_over = 0, n_counterexamples_least_drawn = 1
where reading = 'at most';
update marts.claim_verdicts set scale_id = 'index', rule_id = null, n_draws = 500, median_drawn_days = 233.5 where reading = 'today';
update marts.claim_verdicts
set
    rule_id = null, ci_level = null, n_days = 155, n_days_central_within = 102, n_days_under_known = 155, n_days_under_within = 136,
    n_days_over_within = 77, scored_until_on = date '2026-07-11', n_days_unscored = 31, n_days_longer = 19, n_days_open = 28,
    longest_run_days = 19, longest_run_until = date '2024-02-13', longest_days = 336, longest_on = date '2024-02-13'
where reading = 'at any time';
insert into marts.claim_verdicts
select * replace ('any_closed__any_open' as pairing_id, 0.5 as figure, 0.25 as lower, 0.8125 as upper, 8 as n)
from marts.claim_verdicts
where reading = 'at most';

-- The bracket grows from day to day, and falls where a Chinese open release climbs: a row a stretch, a day of every week in the mart.
insert into marts.lag_by_day by name
select * exclude (days) from (select
    'us_any__cn_open' as pairing_id, 'eci_published' as scale_id, 'available' as date_basis, cast(on_day as date) as day,
    growth * date_diff('day', first_on, on_day) as days, stretches.under_days + days as under_days,
    stretches.central_days + days as central_days, stretches.over_days + days as over_days, date '2026-08-11' as as_of,
    case when under_days > 182.625 then 'longer' when over_days <= 182.625 then 'within' else 'open' end as gap_state,
    day > date '2026-07-11' as is_after_scored,
from (
    values
        (date '2023-10-10', date '2024-02-13', 210.0, null, null, 1),
        (date '2024-02-20', date '2024-03-26', 110.0, 292.163636, 343.0, 1),
        (date '2024-04-02', date '2024-09-03', 0.0, 0.0, 0.0, 0),
        (date '2024-09-10', date '2025-02-11', 1.0, 133.923077, 145.0, 1),
        (date '2025-02-18', date '2025-05-27', 19.0, 135.657895, 162.0, 1),
        (date '2025-06-03', date '2025-06-10', 0.0, 0.0, 0.0, 0),
        (date '2025-06-17', date '2025-12-02', 6.0, 108.0, 138.0, 1),
        (date '2025-12-09', date '2026-06-02', 19.0, 156.347826, 181.0, 1),
        (date '2026-06-09', date '2026-08-11', 103.0, 175.434783, 201.0, 1)
) as stretches (first_on, last_on, under_days, central_days, over_days, growth),
unnest(generate_series(first_on, last_on, interval 7 day)) as weeks (on_day));

insert into marts.lag_by_record (
    pairing_id, scale_id, date_basis, rule_id, as_of, record_release_id, record_name, record_organization, record_released_on,
    record_score, match_release_id, match_name, match_organization, match_released_on, match_score, is_matched, lag_days, lag_days_lower,
    lag_days_upper, follow_up_days, censored_on
) values
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-1-invented', 'Aster 1 (invented)', 'Northlight', date '2023-03-14', 110.0, 'jade-2-invented', 'Jade 2 (invented)', 'Lakeside Models', date '2024-02-20', 111.2, true, 343, 343, 343, 1246, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-2-invented', 'Aster 2 (invented)', 'Northlight', date '2023-11-02', 115.5, 'kite-1-invented', 'Kite 1 (invented)', 'Red Gate', date '2024-04-01', 121.4, true, 151, 145, 152, 1013, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'bolt-1-invented', 'Bolt 1 (invented)', null, date '2024-04-18', 121.0, 'kite-1-invented', 'Kite 1 (invented)', 'Red Gate', date '2024-04-01', 121.4, true, -17, -17, -17, 845, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'cirrus-1-invented', 'Cirrus 1 (invented)', 'Harbor Lab', date '2024-09-09', 126.2, 'kite-2-invented', 'Kite 2 (invented)', 'Red Gate', date '2025-02-14', 126.9, true, 158, null, null, 701, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-3-invented', 'Aster 3 (invented)', 'Northlight', date '2025-01-30', 130.0, 'jade-3-invented', 'Jade 3 (invented)', 'Lakeside Models', date '2025-05-28', 131.0, true, 118, 118, null, 558, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'bolt-2-invented', 'Bolt 2 (invented)', 'Copperfield AI', date '2025-06-11', 134.4, 'kite-3-invented', 'Kite 3 (invented)', 'Red Gate', date '2025-12-03', 135.1, true, 175, 175, 190, 426, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'cirrus-2-invented', 'Cirrus 2 (invented)', 'Harbor Lab', date '2025-11-20', 139.0, 'jade-4-invented', 'Jade 4 (invented)', 'Lakeside Models', date '2026-06-04', 139.6, true, 196, 196, 196, 264, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-4-invented', 'Aster 4 (invented)', 'Northlight', date '2026-02-26', 141.3, null, null, null, null, null, false, null, null, null, 166, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'bolt-3-invented', 'Bolt 3 (invented)', 'Copperfield AI', date '2026-07-01', 147.0, null, null, null, null, null, false, null, null, null, 41, date '2026-08-11');

insert into marts.lag_by_release (
    pairing_id, scale_id, date_basis, release_id, name, organization_name, released_on, score, leader_release_id, leader_name,
    leader_released_on, backward_lag_days, is_leader_open, as_of
) values
    ('us_any__cn_open', 'eci_published', 'available', 'jade-1-invented', 'Jade 1 (invented)', 'Lakeside Models', date '2023-10-05', 98.0, 'aster-1-invented', 'Aster 1 (invented)', date '2023-03-14', 205, true, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'jade-2-invented', 'Jade 2 (invented)', 'Lakeside Models', date '2024-02-20', 111.2, 'aster-2-invented', 'Aster 2 (invented)', date '2023-11-02', 110, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'kite-1-invented', 'Kite 1 (invented)', 'Red Gate', date '2024-04-01', 121.4, 'cirrus-1-invented', 'Cirrus 1 (invented)', date '2024-09-09', -161, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'kite-2-invented', 'Kite 2 (invented)', 'Red Gate', date '2025-02-14', 126.9, 'aster-3-invented', 'Aster 3 (invented)', date '2025-01-30', 15, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'jade-3-invented', 'Jade 3 (invented)', 'Lakeside Models', date '2025-05-28', 131.0, 'bolt-2-invented', 'Bolt 2 (invented)', date '2025-06-11', -14, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'kite-3-invented', 'Kite 3 (invented)', 'Red Gate', date '2025-12-03', 135.1, 'cirrus-2-invented', 'Cirrus 2 (invented)', date '2025-11-20', 13, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'jade-4-invented', 'Jade 4 (invented)', 'Lakeside Models', date '2026-06-04', 139.6, 'aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 98, false, date '2026-08-11');

insert into marts.lag_summary (
    pairing_id, scale_id, date_basis, rule_id, start_on, as_of, n_records, n_matched, n_censored, n_negative, n_untested,
    n_matching_releases, median_days, median_days_lower, median_days_upper, share_6m, share_6m_lower, share_6m_upper, share_5_5m,
    share_6_5m, rmst_24m_days, ci_level, chain_median_days_lower, chain_median_days_upper, chain_share_6m_lower,
    chain_share_6m_upper
) values
    ('us_any__cn_open', 'eci_published', 'available', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_any__cn_open', 'eci_published', 'announced', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.619048, 0.319774, 0.91082, 0.492063, 0.809524, 210.5, 0.95, 0, 375.0, 0.279774, 0.95082),
    ('us_any__cn_open', 'eci_published', 'announced', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.708333, 0.381229, 0.95769, 0.5625, 1.0, 210.5, 0.95, 0, 216.0, 0.341229, 0.99769),
    ('us_any__cn_open', 'eci_published', 'announced', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.619048, 0.319774, 0.91082, 0.492063, 0.809524, 210.5, 0.95, 0, 375.0, 0.279774, 0.95082),
    ('us_any__cn_open', 'eci_published', 'announced', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.708333, 0.381229, 0.95769, 0.5625, 1.0, 210.5, 0.95, 0, 216.0, 0.341229, 0.99769),
    ('us_any__cn_open', 'eci_published', 'published', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 188.0, 0.0, 361.0, 0.492063, 0.219296, 0.843324, 0.238095, 0.661376, 210.5, 0.95, 0, 386.0, 0.179296, 0.883324),
    ('us_any__cn_open', 'eci_published', 'published', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 181.0, 0.0, 219.0, 0.5625, 0.25811, 0.898634, 0.270833, 0.78125, 210.5, 0.95, 0, 244.0, 0.21811, 0.938634),
    ('us_any__cn_open', 'eci_published', 'published', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 188.0, 0.0, 361.0, 0.492063, 0.219296, 0.843324, 0.238095, 0.661376, 210.5, 0.95, 0, 386.0, 0.179296, 0.883324),
    ('us_any__cn_open', 'eci_published', 'published', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 181.0, 0.0, 219.0, 0.5625, 0.25811, 0.898634, 0.270833, 0.78125, 210.5, 0.95, 0, 244.0, 0.21811, 0.938634),
    ('us_closed__cn_open', 'eci_published', 'available', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_closed__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_closed__cn_open', 'eci_published', 'available', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_closed__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_closed__cn_open', 'eci_published', 'announced', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.619048, 0.319774, 0.91082, 0.492063, 0.809524, 210.5, 0.95, 0, 375.0, 0.279774, 0.95082),
    ('us_closed__cn_open', 'eci_published', 'announced', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.708333, 0.381229, 0.95769, 0.5625, 1.0, 210.5, 0.95, 0, 216.0, 0.341229, 0.99769),
    ('us_closed__cn_open', 'eci_published', 'announced', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.619048, 0.319774, 0.91082, 0.492063, 0.809524, 210.5, 0.95, 0, 375.0, 0.279774, 0.95082),
    ('us_closed__cn_open', 'eci_published', 'announced', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.708333, 0.381229, 0.95769, 0.5625, 1.0, 210.5, 0.95, 0, 216.0, 0.341229, 0.99769),
    ('us_closed__cn_open', 'eci_published', 'published', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 188.0, 0.0, 361.0, 0.492063, 0.219296, 0.843324, 0.238095, 0.661376, 210.5, 0.95, 0, 386.0, 0.179296, 0.883324),
    ('us_closed__cn_open', 'eci_published', 'published', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 181.0, 0.0, 219.0, 0.5625, 0.25811, 0.898634, 0.270833, 0.78125, 210.5, 0.95, 0, 244.0, 0.21811, 0.938634),
    ('us_closed__cn_open', 'eci_published', 'published', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 'nan'::double, null, null, null, null, null, null, null, null, 0.95, null, null, null, null),
    ('us_closed__cn_open', 'eci_published', 'published', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 'nan'::double, null, null, null, null, null, null, null, null, 0.95, null, null, null, null),
    ('us_any__cn_any', 'eci_published', 'available', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_any__cn_any', 'eci_published', 'available', 'strict', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('us_any__cn_any', 'eci_published', 'available', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.654321, 0.32895, 0.940905, 0.481481, 0.82716, 210.5, 0.95, 0, 368.0, 0.28895, 0.980905),
    ('us_any__cn_any', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.654321, 0.32895, 0.940905, 0.481481, 0.82716, 210.5, 0.95, 0, 368.0, 0.28895, 0.980905),
    ('us_any__cn_any', 'eci_published', 'announced', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.619048, 0.319774, 0.91082, 0.492063, 0.809524, 210.5, 0.95, 0, 375.0, 0.279774, 0.95082),
    ('us_any__cn_any', 'eci_published', 'announced', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.708333, 0.381229, 0.95769, 0.5625, 1.0, 210.5, 0.95, 0, 216.0, 0.341229, 0.99769),
    ('us_any__cn_any', 'eci_published', 'announced', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.611111, 0.312529, 0.907483, 0.481481, 0.805556, 210.5, 0.95, 0, 375.0, 0.272529, 0.947483),
    ('us_any__cn_any', 'eci_published', 'announced', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.7, 0.371799, 0.955755, 0.55, 1.0, 210.5, 0.95, 0, 216.0, 0.331799, 0.995755),
    ('us_any__cn_any', 'eci_published', 'published', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 188.0, 0.0, 361.0, 0.492063, 0.219296, 0.843324, 0.238095, 0.661376, 210.5, 0.95, 0, 386.0, 0.179296, 0.883324),
    ('us_any__cn_any', 'eci_published', 'published', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 181.0, 0.0, 219.0, 0.5625, 0.25811, 0.898634, 0.270833, 0.78125, 210.5, 0.95, 0, 244.0, 0.21811, 0.938634),
    ('us_any__cn_any', 'eci_published', 'published', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 188.0, 0.0, 361.0, 0.481481, 0.212308, 0.835939, 0.222222, 0.654321, 210.5, 0.95, 0, 386.0, 0.172308, 0.875939),
    ('us_any__cn_any', 'eci_published', 'published', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 181.0, 0.0, 219.0, 0.55, 0.248722, 0.892426, 0.25, 0.775, 210.5, 0.95, 0, 244.0, 0.208722, 0.932426),
    ('any_closed__any_open', 'eci_published', 'available', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('any_closed__any_open', 'eci_published', 'available', 'strict', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('any_closed__any_open', 'eci_published', 'available', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('any_closed__any_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 343.0, 0.661376, 0.336448, 0.942671, 0.492063, 0.830688, 210.5, 0.95, 0, 368.0, 0.296448, 0.982671),
    ('any_closed__any_open', 'eci_published', 'announced', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.619048, 0.319774, 0.91082, 0.492063, 0.809524, 210.5, 0.95, 0, 375.0, 0.279774, 0.95082),
    ('any_closed__any_open', 'eci_published', 'announced', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.708333, 0.381229, 0.95769, 0.5625, 1.0, 210.5, 0.95, 0, 216.0, 0.341229, 0.99769),
    ('any_closed__any_open', 'eci_published', 'announced', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 175.0, 0.0, 350.0, 0.619048, 0.319774, 0.91082, 0.492063, 0.809524, 210.5, 0.95, 0, 375.0, 0.279774, 0.95082),
    ('any_closed__any_open', 'eci_published', 'announced', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 158.0, 0.0, 191.0, 0.708333, 0.381229, 0.95769, 0.5625, 1.0, 210.5, 0.95, 0, 216.0, 0.341229, 0.99769),
    ('any_closed__any_open', 'eci_published', 'published', 'strict', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 188.0, 0.0, 361.0, 0.492063, 0.219296, 0.843324, 0.238095, 0.661376, 210.5, 0.95, 0, 386.0, 0.179296, 0.883324),
    ('any_closed__any_open', 'eci_published', 'published', 'strict', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 181.0, 0.0, 219.0, 0.5625, 0.25811, 0.898634, 0.270833, 0.78125, 210.5, 0.95, 0, 244.0, 0.21811, 0.938634),
    ('any_closed__any_open', 'eci_published', 'published', 'tolerance_1', null, date '2026-08-11', 9, 7, 2, 1, 0, 6, 188.0, 0.0, 361.0, 0.492063, 0.219296, 0.843324, 0.238095, 0.661376, 210.5, 0.95, 0, 386.0, 0.179296, 0.883324),
    ('any_closed__any_open', 'eci_published', 'published', 'tolerance_1', date '2023-03-14', date '2026-08-11', 8, 6, 2, 1, 0, 5, 181.0, 0.0, 219.0, 0.5625, 0.25811, 0.898634, 0.270833, 0.78125, 210.5, 0.95, 0, 244.0, 0.21811, 0.938634),
    ('us_any__cn_open', 'ladder-invented', 'available', 'strict', null, date '2026-08-11', 5, 3, 2, 2, 0, 1, 384.0, 0.0, 384.0, 0.4, 0.118241, 0.874277, 0.4, 0.4, 210.5, 0.95, 0, 409.0, 0.078241, 0.914277),
    ('us_any__cn_open', 'ladder-invented', 'available', 'strict', date '2023-03-14', date '2026-08-11', 5, 3, 2, 2, 0, 1, 384.0, 0.0, 384.0, 0.4, 0.118241, 0.874277, 0.4, 0.4, 210.5, 0.95, 0, 409.0, 0.078241, 0.914277),
    ('us_any__cn_open', 'quarry-invented', 'available', 'strict', null, date '2026-08-11', 6, 5, 1, 1, 1, 4, 151.0, 0.0, 358.0, 0.583333, 0.233473, 0.944012, 0.583333, 0.583333, 210.5, 0.95, 0, 383.0, 0.193473, 0.984012),
    ('us_any__cn_open', 'quarry-invented', 'available', 'strict', date '2023-03-14', date '2026-08-11', 6, 5, 1, 1, 1, 4, 151.0, 0.0, 358.0, 0.583333, 0.233473, 0.944012, 0.583333, 0.583333, 210.5, 0.95, 0, 383.0, 0.193473, 0.984012),
    ('us_any__cn_open', 'lantern-invented', 'available', 'strict', null, date '2026-08-11', 3, 2, 1, 0, 1, 1, 573.0, null, null, 0.333333, 0.054792, 0.945932, 0.333333, 0.333333, 210.5, 0.95, null, null, 0.014792, 0.985932),
    ('us_any__cn_open', 'lantern-invented', 'available', 'strict', date '2023-03-14', date '2026-08-11', 3, 2, 1, 0, 1, 1, 573.0, null, null, 0.333333, 0.054792, 0.945932, 0.333333, 0.333333, 210.5, 0.95, null, null, 0.014792, 0.985932),
    ('us_any__cn_open', 'mirror-invented', 'available', 'strict', null, date '2026-08-11', 6, 2, 4, 0, 1, 2, null, 140.0, null, 0.166667, 0.02, 0.62, null, null, null, 0.95, null, null, null, null),
    ('us_any__cn_open', 'pebble-invented', 'available', 'strict', null, date '2026-08-11', 2, 0, 2, 0, 3, 0, null, null, null, null, null, null, null, null, null, 0.95, null, null, null, null),
    ('us_any__cn_open', 'mirror-invented', 'available', 'strict', date '2023-03-14', date '2026-08-11', 6, 2, 4, 0, 1, 2, null, 140.0, null, 0.166667, 0.02, 0.62, null, null, null, 0.95, null, null, null, null),
    ('us_any__cn_open', 'pebble-invented', 'available', 'strict', date '2023-03-14', date '2026-08-11', 2, 0, 2, 0, 3, 0, null, null, null, null, null, null, null, null, null, 0.95, null, null, null, null);
update marts.lag_summary set
    cohort_id = 'records', censoring_id = 'as_of', wider_median_days_lower = least(median_days_lower, chain_median_days_lower),
    wider_median_days_upper = greatest(median_days_upper, chain_median_days_upper),
    wider_share_6m_lower = least(share_6m_lower, chain_share_6m_lower), wider_share_6m_upper = greatest(share_6m_upper, chain_share_6m_upper);

insert into marts.records (
    pairing_id, role, scale_id, date_basis, release_id, name, organization_name, country, openness, released_on,
    released_on_basis, score, score_lower, score_upper, as_of
) values
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'aster-1-invented', 'Aster 1 (invented)', 'Northlight', 'US', 'api', date '2023-03-14', 'api_on', 110.0, 108.2, 111.9, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'aster-2-invented', 'Aster 2 (invented)', 'Northlight', 'US', 'api', date '2023-11-02', 'api_on', 115.5, 113.7, 117.4, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'bolt-1-invented', 'Bolt 1 (invented)', null, 'US', 'api', date '2024-04-18', 'api_on', 121.0, 119.2, 122.9, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'cirrus-1-invented', 'Cirrus 1 (invented)', 'Harbor Lab', 'US', 'api', date '2024-09-09', 'api_on', 126.2, 124.4, 128.1, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'aster-3-invented', 'Aster 3 (invented)', 'Northlight', 'US', 'api', date '2025-01-30', 'api_on', 130.0, 128.2, 131.9, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'bolt-2-invented', 'Bolt 2 (invented)', 'Copperfield AI', 'US', 'api', date '2025-06-11', 'api_on', 134.4, 132.6, 136.3, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'cirrus-2-invented', 'Cirrus 2 (invented)', 'Harbor Lab', 'US', 'api', date '2025-11-20', 'api_on', 139.0, 137.2, 140.9, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'aster-4-invented', 'Aster 4 (invented)', 'Northlight', 'US', 'api', date '2026-02-26', 'api_on', 141.3, 139.5, 143.2, date '2026-08-11'),
    ('us_any__cn_open', 'leader', 'eci_published', 'available', 'bolt-3-invented', 'Bolt 3 (invented)', 'Copperfield AI', 'US', 'api', date '2026-07-01', 'api_on', 147.0, 145.2, 148.9, date '2026-08-11'),
    ('us_any__cn_open', 'laggard', 'eci_published', 'available', 'jade-1-invented', 'Jade 1 (invented)', 'Lakeside Models', 'CN', 'open_unrestricted', date '2023-10-05', 'weights_on', 98.0, 96.2, 99.9, date '2026-08-11'),
    ('us_any__cn_open', 'laggard', 'eci_published', 'available', 'jade-2-invented', 'Jade 2 (invented)', 'Lakeside Models', 'CN', 'open_unrestricted', date '2024-02-20', 'weights_on', 111.2, 109.4, 113.1, date '2026-08-11'),
    ('us_any__cn_open', 'laggard', 'eci_published', 'available', 'kite-1-invented', 'Kite 1 (invented)', 'Red Gate', 'CN', 'open_unrestricted', date '2024-04-01', 'weights_on', 121.4, 119.6, 123.3, date '2026-08-11'),
    ('us_any__cn_open', 'laggard', 'eci_published', 'available', 'kite-2-invented', 'Kite 2 (invented)', 'Red Gate', 'CN', 'open_unrestricted', date '2025-02-14', 'weights_on', 126.9, 125.1, 128.8, date '2026-08-11'),
    ('us_any__cn_open', 'laggard', 'eci_published', 'available', 'jade-3-invented', 'Jade 3 (invented)', 'Lakeside Models', 'CN', 'open_unrestricted', date '2025-05-28', 'weights_on', 131.0, 129.2, 132.9, date '2026-08-11'),
    ('us_any__cn_open', 'laggard', 'eci_published', 'available', 'kite-3-invented', 'Kite 3 (invented)', 'Red Gate', 'CN', 'open_unrestricted', date '2025-12-03', 'weights_on', 135.1, 133.3, 137.0, date '2026-08-11'),
    ('us_any__cn_open', 'laggard', 'eci_published', 'available', 'jade-4-invented', 'Jade 4 (invented)', 'Lakeside Models', 'CN', 'open_unrestricted', date '2026-06-04', 'weights_on', 139.6, 137.8, 141.5, date '2026-08-11');

insert into marts.rejects (source, file, row_number, reason, raw_text, as_of) values
    ('epoch', 'eci_scores.csv', 17, 'score is not a number: "n/a"', 'Invented X,n/a', date '2026-08-11'),
    ('hub', 'page 3', 4, 'id is missing', '{"likes": 3}', date '2026-08-11'),
    ('hub', 'page 3', 9, 'id is missing', '{"likes": 1}', date '2026-08-11');

insert into marts.releases (
    release_id, name, family, organization_name, organizations, country, openness, licence, announced_on, api_on, weights_on,
    published_on, hub_created_on, hub_first_weights_on, hub_model_id, date_spread_days, is_in_reference, exclusion_reason,
    announced_on_source, api_on_source, weights_on_source, notes, as_of
) values
    ('aster-1-invented', 'Aster 1 (invented)', null, 'Northlight', 'Northlight', 'US', 'api', null, date '2023-03-14', date '2023-03-14', null, date '2023-03-14', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('jade-1-invented', 'Jade 1 (invented)', null, 'Lakeside Models', 'Lakeside Models', 'CN', 'open_unrestricted', null, date '2023-10-05', null, date '2023-10-05', date '2023-10-05', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('aster-2-invented', 'Aster 2 (invented)', null, 'Northlight', 'Northlight', 'US', 'api', null, date '2023-11-02', date '2023-11-02', null, date '2023-11-02', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('jade-2-invented', 'Jade 2 (invented)', null, 'Lakeside Models', 'Lakeside Models', 'CN', 'open_unrestricted', null, date '2024-02-20', null, date '2024-02-20', date '2024-02-20', null, null, null, null, true, 'country unknown', 'invented', null, null, null, date '2026-08-11'),
    ('kite-1-invented', 'Kite 1 (invented)', null, 'Red Gate', 'Red Gate', 'CN', 'open_unrestricted', null, date '2024-04-01', null, date '2024-04-01', date '2024-04-01', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('bolt-1-invented', 'Bolt 1 (invented)', null, null, null, 'US', 'api', null, date '2024-04-18', date '2024-04-18', null, date '2024-04-18', null, null, null, null, true, 'openness unknown', 'invented', null, null, null, date '2026-08-11'),
    ('delta-1-invented', 'Delta 1 (invented)', null, 'Copperfield AI', 'Copperfield AI', 'US', 'open_unrestricted', null, date '2024-06-01', null, date '2024-06-01', date '2024-06-01', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('cirrus-1-invented', 'Cirrus 1 (invented)', null, 'Harbor Lab', 'Harbor Lab', 'US', 'api', null, date '2024-09-09', date '2024-09-09', null, date '2024-09-09', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('aster-3-invented', 'Aster 3 (invented)', null, 'Northlight', 'Northlight', 'US', 'api', null, date '2025-01-30', date '2025-01-30', null, date '2025-01-30', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('kite-2-invented', 'Kite 2 (invented)', null, 'Red Gate', 'Red Gate', 'CN', 'open_unrestricted', null, date '2025-02-14', null, date '2025-02-14', date '2025-02-14', null, null, null, null, true, 'openness unknown', 'invented', null, null, null, date '2026-08-11'),
    ('orchid-1-invented', 'Orchid 1 (invented)', null, 'Red Gate', 'Red Gate', 'CN', 'api', null, date '2025-03-01', date '2025-03-01', null, date '2025-03-01', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('jade-3-invented', 'Jade 3 (invented)', null, 'Lakeside Models', 'Lakeside Models', 'CN', 'open_unrestricted', null, date '2025-05-28', null, date '2025-05-28', date '2025-05-28', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('bolt-2-invented', 'Bolt 2 (invented)', null, 'Copperfield AI', 'Copperfield AI', 'US', 'api', null, date '2025-06-11', date '2025-06-11', null, date '2025-06-11', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('cirrus-2-invented', 'Cirrus 2 (invented)', null, 'Harbor Lab', 'Harbor Lab', 'US', 'api', null, date '2025-11-20', date '2025-11-20', null, date '2025-11-20', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('kite-3-invented', 'Kite 3 (invented)', null, 'Red Gate', 'Red Gate', 'CN', 'open_unrestricted', null, date '2025-12-03', null, date '2025-12-03', date '2025-12-03', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('aster-4-invented', 'Aster 4 (invented)', null, 'Northlight', 'Northlight', 'US', 'api', null, date '2026-02-26', date '2026-02-26', null, date '2026-02-26', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('jade-4-invented', 'Jade 4 (invented)', null, 'Lakeside Models', 'Lakeside Models', 'CN', 'open_unrestricted', null, date '2026-06-04', null, date '2026-06-04', date '2026-06-04', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11'),
    ('bolt-3-invented', 'Bolt 3 (invented)', null, 'Copperfield AI', 'Copperfield AI', 'US', 'api', null, date '2026-07-01', date '2026-07-01', null, date '2026-07-01', null, null, null, null, true, null, 'invented', null, null, null, date '2026-08-11');

insert into marts.scores (
    scale_id, scale_name, domain, release_id, name, score, score_lower, score_upper, source, vintage, as_of
) values
    ('ladder-invented', 'Ladder (invented)', 'mathematics', 'aster-1-invented', 'Aster 1 (invented)', 55.0, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('ladder-invented', 'Ladder (invented)', 'mathematics', 'delta-1-invented', 'Delta 1 (invented)', 62.0, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('ladder-invented', 'Ladder (invented)', 'mathematics', 'cirrus-1-invented', 'Cirrus 1 (invented)', 63.1, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('ladder-invented', 'Ladder (invented)', 'mathematics', 'bolt-2-invented', 'Bolt 2 (invented)', 72.2, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('ladder-invented', 'Ladder (invented)', 'mathematics', 'cirrus-2-invented', 'Cirrus 2 (invented)', 75.5, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('ladder-invented', 'Ladder (invented)', 'mathematics', 'aster-4-invented', 'Aster 4 (invented)', 71.65, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'aster-1-invented', 'Aster 1 (invented)', 55.0, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'aster-2-invented', 'Aster 2 (invented)', 61.75, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'bolt-1-invented', 'Bolt 1 (invented)', 63.5, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'delta-1-invented', 'Delta 1 (invented)', 61.0, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'aster-3-invented', 'Aster 3 (invented)', 67.0, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'bolt-2-invented', 'Bolt 2 (invented)', 70.2, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'aster-4-invented', 'Aster 4 (invented)', 72.65, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('quarry-invented', 'Quarry (invented)', 'coding', 'bolt-3-invented', 'Bolt 3 (invented)', 79.5, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('lantern-invented', 'Lantern (invented)', 'knowledge', 'aster-2-invented', 'Aster 2 (invented)', 63.75, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('lantern-invented', 'Lantern (invented)', 'knowledge', 'bolt-1-invented', 'Bolt 1 (invented)', 61.5, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('lantern-invented', 'Lantern (invented)', 'knowledge', 'cirrus-1-invented', 'Cirrus 1 (invented)', 63.1, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('lantern-invented', 'Lantern (invented)', 'knowledge', 'aster-3-invented', 'Aster 3 (invented)', 68.0, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('lantern-invented', 'Lantern (invented)', 'knowledge', 'cirrus-2-invented', 'Cirrus 2 (invented)', 73.5, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('lantern-invented', 'Lantern (invented)', 'knowledge', 'bolt-3-invented', 'Bolt 3 (invented)', 75.5, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'aster-1-invented', 'Aster 1 (invented)', 110.0, 108.2, 111.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'jade-1-invented', 'Jade 1 (invented)', 98.0, 96.2, 99.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'aster-2-invented', 'Aster 2 (invented)', 115.5, 113.7, 117.4, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'jade-2-invented', 'Jade 2 (invented)', 111.2, 109.4, 113.1, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'kite-1-invented', 'Kite 1 (invented)', 121.4, 119.6, 123.3, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'bolt-1-invented', 'Bolt 1 (invented)', 121.0, 119.2, 122.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'delta-1-invented', 'Delta 1 (invented)', 112.0, 110.2, 113.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'cirrus-1-invented', 'Cirrus 1 (invented)', 126.2, 124.4, 128.1, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'aster-3-invented', 'Aster 3 (invented)', 130.0, 128.2, 131.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'kite-2-invented', 'Kite 2 (invented)', 126.9, 125.1, 128.8, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'orchid-1-invented', 'Orchid 1 (invented)', 129.0, 127.2, 130.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'jade-3-invented', 'Jade 3 (invented)', 131.0, 129.2, 132.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'bolt-2-invented', 'Bolt 2 (invented)', 134.4, 132.6, 136.3, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'cirrus-2-invented', 'Cirrus 2 (invented)', 139.0, 137.2, 140.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'kite-3-invented', 'Kite 3 (invented)', 135.1, 133.3, 137.0, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'aster-4-invented', 'Aster 4 (invented)', 141.3, 139.5, 143.2, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'jade-4-invented', 'Jade 4 (invented)', 139.6, 137.8, 141.5, 'invented', date '2026-08-11', date '2026-08-11'),
    ('eci_published', 'Epoch Capabilities Index', 'index', 'bolt-3-invented', 'Bolt 3 (invented)', 147.0, 145.2, 148.9, 'invented', date '2026-08-11', date '2026-08-11'),
    ('mirror-invented', 'Mirror (invented)', 'vision', 'aster-1-invented', 'Aster 1 (invented)', 0.4, null, null, 'invented', date '2026-08-11', date '2026-08-11'),
    ('pebble-invented', 'Pebble (invented)', 'agents', 'aster-1-invented', 'Aster 1 (invented)', 0.4, null, null, 'invented', date '2026-08-11', date '2026-08-11');

insert into marts.sources (
    source, title, producer, url, licence, retrieved_on, age_days, row_count, reject_count, is_snapshot, is_score_source, load_id,
    as_of
) values
    ('reference', 'Release dates, openness and licences, kept by hand', 'openlag', 'https://github.com/openlag/openlag', 'CC BY 4.0', date '2026-08-11', 0, 412, 0, false, false, 'reference-0001', date '2026-08-11'),
    ('epoch', 'Epoch Capabilities Index', 'Epoch AI', 'https://epoch.ai/data/eci_scores.csv', 'CC BY 4.0', date '2026-08-11', 0, 222, 1, false, true, 'epoch-0001', date '2026-08-11'),
    ('hub', 'Hub model metadata', 'Hugging Face', 'https://huggingface.co/api/models', 'facts from a public API', date '2026-03-18', 146, 570, 2, true, false, 'hub-0001', date '2026-08-11'),
    ('crawl', 'Stored listing of the Hub (invented)', 'Somebody', 'https://snapshots.example/2026-02-03', 'ODbL-1.0', date '2026-02-03', 189, 990001, 0, false, false, 'hub-2026-02-03-full-aaaa', date '2026-08-11'),
    ('crawl', 'List of all models', 'Hugging Face', 'https://huggingface.co/api/models', 'facts from a public API', date '2026-08-10', 1, 1339001, 3, false, false, 'hub-2026-08-10-full-cccc', date '2026-08-11');

insert into marts.source_ages (
    source, is_in_use, retrieved_on, age_days, age_limit_days, is_over_age, is_snapshot, rests_on_it, reason, as_of
) values
    ('epoch', true, date '2026-08-11', 0, 14, false, false, 'every score', 'invented', date '2026-08-11'),
    ('hub', true, date '2026-08-10', 1, 14, false, false, 'downloads', 'invented', date '2026-08-11'),
    ('models_dev', false, null, null, 30, null, false, 'its days', 'invented', date '2026-08-11');

insert into marts.survival_curve (
    pairing_id, scale_id, date_basis, rule_id, start_on, day, survival, survival_lower, survival_upper, n_at_risk, n_matched,
    n_censored, as_of
) values
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 0, 0.888889, 0.432952, 0.983565, 9, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 41, 0.888889, 0.432952, 0.983565, 8, 0, 1, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 118, 0.761905, 0.332163, 0.935106, 7, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 151, 0.634921, 0.238219, 0.866026, 6, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 158, 0.507937, 0.156676, 0.780704, 5, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 166, 0.507937, 0.156676, 0.780704, 4, 0, 1, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 175, 0.338624, 0.057329, 0.663552, 3, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 196, 0.169312, 0.00883, 0.513292, 2, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 343, 0.0, 0.0, 0.0, 1, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 0, 0.888889, 0.432952, 0.983565, 9, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 41, 0.888889, 0.432952, 0.983565, 8, 0, 1, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 118, 0.761905, 0.332163, 0.935106, 7, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 151, 0.634921, 0.238219, 0.866026, 6, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 158, 0.507937, 0.156676, 0.780704, 5, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 166, 0.507937, 0.156676, 0.780704, 4, 0, 1, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 175, 0.338624, 0.057329, 0.663552, 3, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 196, 0.169312, 0.00883, 0.513292, 2, 1, 0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'tolerance_1', date '2023-03-14', 343, 0.0, 0.0, 0.0, 1, 1, 0, date '2026-08-11');

insert into marts.weekly_changes (kind, item, description, unit, before, after, compared_with_on, is_rebased, as_of) values
    ('moved_figure', 'median_days', 'Median forward lag (headline)', 'days', 184.0, 175.0, date '2026-08-04', false, date '2026-08-11'),
    ('moved_figure', 'n_records', 'US records since 14 March 2023', 'records', 8.0, 9.0, date '2026-08-04', false, date '2026-08-11'),
    ('new_release', 'bolt-3-invented', 'New in the score table', 'index points', null, 147.0, date '2026-08-04', false, date '2026-08-11');


insert into marts.level_average (
    pairing_id, scale_id, date_basis, level_from, level_to, leader_best, laggard_best, mean_days, mean_days_lower,
    mean_days_upper, mean_days_at_least, median_days, median_days_lower, median_days_upper, share_not_reached, share_negative,
    n_leader_steps, n_leader_steps_to_best, n_laggard_steps, ci_level, as_of
) values
    ('us_any__cn_open', 'eci_published', 'available', 125.7, 150.1, 155.0, 150.1, 170.5, 120.25, 220.75, 165.0, 180.0,
     121.0, null, 0.2, 0.0, 9, 11, 7, 0.95, date '2026-08-11');

insert into marts.thresholds (
    pairing_id, scale_id, date_basis, level, state, lag_days, follow_up_days, leader_release_id, leader_name, laggard_release_id,
    laggard_name, is_leader_open, is_laggard_open, as_of
) values
    ('us_any__cn_open', 'eci_published', 'available', 155, 'censored', null, 63, 'c', 'Invented C', null, null, false, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 150, 'matched', 243, null, 'b', 'Invented B', 'y', 'Invented Y', false, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 145, 'laggard_only', null, null, null, null, 'z', 'Invented Z', false, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 125, 'matched', -20, null, 'a', 'Invented A', 'x', 'Invented X', true, false, date '2026-08-11');

insert into marts.trend (
    pairing_id, scale_id, date_basis, start_on, offset_days, offset_days_lower, offset_days_upper, velocity_months_per_year,
    velocity_months_per_year_lower, velocity_months_per_year_upper, leader_points_per_year, laggard_points_per_year,
    n_leader_records, n_laggard_records, ci_level, as_of
) values
    ('us_any__cn_open', 'eci_published', 'available', null, 100, null, null, -3.0, null, null, 10, 12, 7, 6, 0.9, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-03-14', 90, 2, 166, -3.8, -5.1, 0.4, 10, 12, 21, 20, 0.9, date '2026-08-11');

insert into marts.benchmarks_pooled (
    pairing_id, date_basis, rule_id, start_on, domain, has_first_tested, has_superseded, n_benchmarks, n_benchmarks_left_out,
    n_records, n_matched, n_censored, n_matching_releases, median_days, median_days_lower, median_days_upper, share_6m,
    share_6m_lower, share_6m_upper, chain_median_days_lower, chain_median_days_upper, chain_share_6m_lower, chain_share_6m_upper,
    ci_level, as_of
) values
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', null, true, true, 6, 1, 50, 40, 10, 9, 226, 189, 258, 0.34, 0.23, 0.45, 190, 260, 0.2, 0.5, 0.95, date '2026-08-11'),
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', null, true, false, 5, 1, 44, 35, 9, 8, 217, 180, 250, 0.36, 0.24, 0.47, 185, 255, 0.2, 0.5, 0.95, date '2026-08-11'),
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', 'coding', true, false, 2, 0, 11, 3, 8, 2, null, null, null, null, null, null, null, null, null, null, 0.95, date '2026-08-11'),
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', 'coding', true, true, 2, 0, 11, 3, 8, 2, null, null, null, null, null, null, null, null, null, null, 0.95, date '2026-08-11');

-- Our own index stands a twentieth of a point above the published one, and has the same records and matches.
insert into marts.scores by name
select * replace ('index' as scale_id, 'Capability index of openlag' as scale_name, score + 0.05 as score)
from marts.scores
where scale_id = 'eci_published';

insert into marts.lag_summary by name
select * replace ('index' as scale_id)
from marts.lag_summary
where scale_id = 'eci_published' and pairing_id = 'us_any__cn_open' and date_basis = 'available' and rule_id = 'strict';
insert into marts.lag_summary by name
select * replace ('paired_0_05' as rule_id, 151.0 as median_days)
from marts.lag_summary
where scale_id = 'index' and rule_id = 'strict';

insert into marts.claim_verdicts by name
select
    verdicts.*, 'available' as date_basis, 'records' as cohort_id, 'as_of' as censoring_id, date '2023-03-14' as start_on,
    if(lower is null, 'unknown', 'closed') as interval_state, date '2026-08-11' as as_of, date '2026-08-11' as vintage,
from (
    values
        (3, 'china_open_us_closed', 'Chinese releases are open', 'share', 'us_any__cn_any', null, null, 'supported', 0.875, 'share', 0.529112, 0.977575, 0.95, 8, 'interval_above'),
        (1, 'hundred_times', 'input price', 'efficiency ratio', 'us_any__cn_open', 'eci_published', 'tolerance_0_9', 'contradicted', 5.25, 'ratio', 0.5, 10.0, 0.9375, 5, 'interval_below'),
        (2, 'hundred_times', 'output price', 'efficiency ratio', 'us_any__cn_open', 'eci_published', 'tolerance_0_9', 'cannot be told', null, 'ratio', null, null, null, 0, 'nothing_to_judge'),
        (1, 'ninety_per_cent', 'on the index, above GPT-3.5', 'A', 'us_any__cn_open', 'eci_published', 'tolerance_0_9', 'supported', 113.0, 'days', 74.0, 130.0, 0.95, 9, 'interval_below'),
        (1, 'replicated', 'ever', 'A', 'us_any__cn_open', 'eci_published', 'strict', 'cannot be told', 0.777778, 'share', null, null, null, 9, 'clocks_running')
) as verdicts (
    place, claim_id, reading, estimand, pairing_id, scale_id, rule_id, verdict, figure, figure_unit, lower, upper, ci_level, n, reason_code
);
update marts.claim_verdicts set cohort_id = null, censoring_id = null, n_exceptions = 1 where claim_id = 'china_open_us_closed';
update marts.claim_verdicts set within_days = 730.5, n_matched_in_time = 7, n_later = 0, n_unmatched = 2, n_over = 0 where reading = 'ever';
update marts.claim_verdicts set smallest = 0.25, largest = 12, n_pairs_reached = 0, n_chains = 3 where reading = 'input price';
insert into marts.claim_verdicts by name
select
    *, 'none' as estimand, 'not tested' as verdict, 'unknown' as interval_state, 0 as n, 1 as place, date '2026-08-11' as as_of,
    date '2026-08-11' as vintage,
from (
    values
        ('not_on_the_hub', 'national income', 'ratio', 'no_source')
) as untested (claim_id, reading, figure_unit, reason_code);
insert into marts.claim_verdicts by name
select
    1 as place, 'spread' as claim_id, 'Chinese open models spread over the world' as reading, 'share' as estimand, 'supported' as verdict,
    0.4 as figure, 'share' as figure_unit, 'unknown' as interval_state, 98001 as n, 'moved_more' as reason_code, date '2026-02-03' as first_on,
    date '2026-08-10' as last_on, 0.3 as first_share, 60 / 170 as first_unknown_share, 72 / 182 as last_unknown_share,
    date '2026-08-11' as as_of, date '2026-08-11' as vintage;

insert into marts.specifications by name
with specifications as (
    select scale_id as scale_or_domain, * exclude (scale_id)
    from marts.lag_summary
    where scale_id in ('eci_published', 'index')
    union all by name
    select coalesce(domain, 'all benchmarks') as scale_or_domain, 'records' as cohort_id, 'as_of' as censoring_id, * exclude (domain, has_first_tested, has_superseded, n_benchmarks, n_benchmarks_left_out)
    from marts.benchmarks_pooled
    where has_superseded
)
select
    row_number() over (
        order by nullif(median_days, 'nan'::double) nulls last, share_6m desc nulls last, scale_or_domain, pairing_id, date_basis, rule_id,
            start_on nulls first
    ) as place,
    scale_or_domain, pairing_id, date_basis, rule_id, cohort_id, censoring_id, start_on, n_records, n_matched, n_matching_releases,
    nullif(median_days, 'nan'::double) as median_days,
    least(median_days_lower, chain_median_days_lower) as median_days_lower,
    greatest(median_days_upper, chain_median_days_upper) as median_days_upper,
    share_6m,
    least(share_6m_lower, chain_share_6m_lower) as share_6m_lower,
    greatest(share_6m_upper, chain_share_6m_upper) as share_6m_upper,
    ci_level,
    scale_or_domain = 'eci_published' and pairing_id = 'us_any__cn_open' and date_basis = 'available' and rule_id = 'strict'
    and start_on is not distinct from date '2023-03-14' as is_headline,
    as_of,
from specifications;

insert into marts.specification_effects (
    choice, n_pairs, n_pairs_not_reached, median_moved_days, largest_moved_days, as_of
) values
    ('scale', 12, 2, 24.0, 75.0, date '2026-08-11'),
    ('date basis', 40, 0, 13.0, 23.0, date '2026-08-11'),
    ('rule', 28, 4, 0.0, 24.0, date '2026-08-11'),
    ('pairing', 60, 6, 0.0, 6.0, date '2026-08-11'),
    ('start', 0, 5, null, null, date '2026-08-11');

insert into marts.verdict_by_week by name
with weeks as (
    select
        cast(least(sunday, date '2026-08-11') as date) as week_as_of,
        strftime(least(sunday, date '2026-08-11'), '%G-W%V') as week,
    from (select unnest(generate_series(date '2025-09-07', date '2026-08-16', interval 7 day)) as sunday)
),
counts as (
    select
        weeks.*,
        count(*) as n_records,
        count(*) filter (where match_released_on <= week_as_of) as n_matched,
        count(distinct match_release_id) filter (where match_released_on <= week_as_of) as n_matching_releases,
    from weeks
    join marts.lag_by_record on record_released_on <= week_as_of
    group by all
)
select
    week, week_as_of, scale_id, basis, if(basis = 'as_seen', week_as_of - 2, date '2026-08-11') as vintage, n_records, n_matched, n_records - n_matched as n_censored,
    n_matching_releases,
    case when week_as_of >= date '2026-06-04' then 175.0::double when week_as_of >= date '2025-12-03' then 158.0::double end as median_days,
    if(week_as_of >= date '2026-06-04', 0.0::double, null) as median_days_lower,
    if(week_as_of >= date '2026-06-04', 343.0::double, null) as median_days_upper,
    if(week_as_of >= date '2025-12-03', 0.661376::double, null) as share_6m,
    if(week_as_of >= date '2025-12-03', 0.336448::double, null) as share_6m_lower,
    if(week_as_of >= date '2025-12-03', 0.942671::double, null) as share_6m_upper,
    0.95::double as ci_level,
    greatest(0.0::double, 166.0::double - date_diff('day', week_as_of, date '2026-08-11')) as under_days,
    if(week_as_of >= date '2026-06-04', 238.4::double - date_diff('day', week_as_of, date '2026-08-11') + if(basis = 'as_seen', 20, 0), null)
        as central_days,
    if(week_as_of >= date '2026-06-04', 264.0::double - date_diff('day', week_as_of, date '2026-08-11'), null) as over_days,
    if(week_as_of >= date '2026-06-04', 'Jade 4 (invented)', 'Kite 3 (invented)') as laggard_name,
    if(week_as_of >= date '2026-06-04', 170.5::double, null) as mean_days,
    120.25::double as mean_days_lower, 220.75::double as mean_days_upper,
    if(basis = 'as_seen' and week in ('2026-W29', '2026-W30'), 'contradicted', 'cannot be told') as typically,
    'contradicted' as at_most,
    case when week_as_of >= date '2026-06-04' then 'supported' when week_as_of >= date '2025-12-03' then 'cannot be told' end as on_average,
    if(scale_id = 'index', 60, null) as n_scores,
    if(basis = 'as_seen', 3, null) as n_carried,
    if(basis = 'as_seen' and week_as_of >= date '2026-06-04', 171.0::double, null) as median_days_carried,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 150.0::double, null) as drawn_median_days_lower,
    if(scale_id = 'index' and week_as_of >= date '2026-07-12', 300.0::double, null) as drawn_median_days_upper,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 0.2::double, null) as drawn_share_6m_lower,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 0.8::double, null) as drawn_share_6m_upper,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 100.0::double, null) as drawn_central_days_lower,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 250.0::double, null) as drawn_central_days_upper,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 500, null) as n_draws,
    date '2026-08-11' as as_of,
from counts
cross join (
    values ('eci_published', 'as_seen'), ('eci_published', 'as_reconstructed'), ('index', 'as_reconstructed')
) as scales (scale_id, basis)
where basis = 'as_reconstructed' or week_as_of >= date '2025-12-03';

insert into marts.scoring_delays by name
select
    'jade-4-invented' as release_id, 'Jade 4 (invented)' as name, 'CN' as country, 'open_unrestricted' as openness,
    date '2026-06-04' as released_on, date '2026-06-24' as first_seen_on, 20 as delay_days, true as is_measured,
    date '2026-07-22' as scored_until_on, date '2026-08-11' as as_of;

insert into marts.scoring_delay_quantiles by name
select *, date '2026-08-11' as as_of
from (values ('CN', 'open', 4, 20.5, 33.5, 41), ('CN', 'any', 5, 21.0, 33.0, 41), ('US', 'any', 6, 12.0, 15.25, 16)) as delays (
    country, access, n_releases, median_delay_days, delay_90_days, longest_delay_days
);

insert into marts.score_history by name
select *, date '2026-08-11' as as_of
from (values
    ('jade-4-invented', 'Jade 4 (invented)', 'CN', 'open_unrestricted', date '2026-06-24', 138.1, null, 139.6, 1.5),
    ('jade-4-invented', 'Jade 4 (invented)', 'CN', 'open_unrestricted', date '2026-07-01', 139.6, 138.1, 139.6, 0.0),
    ('aster-4-invented', 'Aster 4 (invented)', 'US', 'api', date '2026-03-10', 142.0, null, 141.3, -0.7)
) as moves (release_id, name, country, openness, first_seen_on, score_then, score_before, score_now, moved_since);

insert into marts.present_odds (
    record_release_id, record_name, record_released_on, record_score, follow_up_days, six_month_day, probability_now, n_draws_known, as_of
) values
    ('aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 141.35, 166, date '2026-08-28', 0.124, 498, date '2026-08-11'),
    ('bolt-3-invented', 'Bolt 3 (invented)', date '2026-07-01', 147.05, 41, date '2026-12-31', null, 0, date '2026-08-11');

-- Those of the as-of day, of which one model is silent on Bolt 3 in twelve months; and of two months before two that were registered.
insert into marts.forecasts (
    forecast_id, model_id, is_baseline, horizon, record_release_id, record_name, record_released_on, target_on, due_on, probability,
    made_as_of, registered_on, sha256, load_id, load_ids, outcome, resolved_on, match_release_id, as_of
)
select
    concat_ws('.', made_as_of, model_id, record_release_id, horizon) as forecast_id,
    model_id,
    model_id in ('half', 'share_so_far') as is_baseline,
    horizon,
    record_release_id,
    record_name,
    record_released_on,
    target_on,
    target_on + 31 as due_on,
    probability,
    made_as_of,
    registered_on,
    if(registered_on is null, null, sha256(model_id)) as sha256,
    if(registered_on is null, null, 'forecasts-2026-06-08-0123456789ab') as load_id,
    'epoch-2026-08-11-0123456789ab' as load_ids,
    outcome,
    if(outcome is null, null, date '2026-08-11') as resolved_on,
    null as match_release_id,
    date '2026-08-11' as as_of,
from (
    select *, unnest(['frontier', 'conditional_km', 'weibull', 'half', 'share_so_far']) as model_id,
        unnest([base, base - 0.1, if(horizon = 'next_12_months', null, base + 0.05), 0.5, 0.25]) as probability,
    from (values
        ('aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 'six_months_of_release', date '2026-08-27', 0.3, date '2026-08-11', null, null),
        ('aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 'next_3_months', date '2026-11-10', 0.6, date '2026-08-11', null, null),
        ('bolt-3-invented', 'Bolt 3 (invented)', date '2026-07-01', 'six_months_of_release', date '2026-12-30', 0.45, date '2026-08-11', null, null),
        ('bolt-3-invented', 'Bolt 3 (invented)', date '2026-07-01', 'next_12_months', date '2027-08-11', 1.0, date '2026-08-11', null, null),
        ('aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 'next_3_months', date '2026-07-10', 0.2, date '2026-04-10', date '2026-04-13', 'unmatched'),
        ('aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 'next_12_months', date '2027-04-10', 0.9, date '2026-04-10', date '2026-04-13', null)
    ) as asked (
        record_release_id, record_name, record_released_on, horizon, target_on, base, made_as_of, registered_on, outcome
    )
)
where probability is not null;

insert into marts.forecast_scores (
    basis, horizon, is_baseline, n_as_seen, model_id, n_forecasts, n_silent, n_records, n_matched, n_matching_releases, brier,
    baseline_id, baseline_brier, skill, skill_lower, skill_upper, ci_level, state, mean_probability, matched_share, reliability, as_of
)
select
    basis, horizon, state = 'baseline' as is_baseline, n_as_seen, model_id, n_forecasts, n_silent, n_records, n_matched,
    n_matching_releases, brier, baseline_id, baseline_brier, skill, skill_lower, skill_upper, 0.9 as ci_level, state, mean_probability,
    matched_share, reliability, date '2026-08-11' as as_of,
from (values
    ('back_test', 'all', 'frontier', 120, 1200, 90, 12, 600, 5, 0.16, 'half', 0.25, 0.36, 0.21, 0.5, 'skill', 0.5, 0.45, 0.012),
    ('back_test', 'all', 'conditional_km', 120, 1200, 40, 12, 600, 5, 0.26, 'half', 0.25, -0.04, -0.45, 0.3, 'no_skill', 0.3, 0.45, 0.055),
    ('back_test', 'all', 'half', 120, 1200, 0, 12, 600, 5, 0.25, 'half', 0.25, null, null, null, 'baseline', 0.5, 0.45, 0.003),
    ('back_test', 'six_months_of_release', 'conditional_km', 30, 300, 10, 12, 80, 3, 0.24, 'half', 0.25, 0.04, -0.3, 0.35, 'no_skill', 0.3, 0.27, 0.06),
    ('back_test', 'six_months_of_release', 'frontier', 30, 300, 20, 12, 80, 3, 0.27, 'half', 0.25, -0.08, null, 0.14, 'no_skill', 0.45, 0.27, 0.08),
    ('registered', 'all', 'frontier', 1, 1, 0, 1, 0, 0, 0.04, 'share_so_far', 0.0625, 0.36, null, null, 'too_few', 0.2, 0.0, 0.04)
) as scores (
    basis, horizon, model_id, n_as_seen, n_forecasts, n_silent, n_records, n_matched, n_matching_releases, brier, baseline_id,
    baseline_brier, skill, skill_lower, skill_upper, state, mean_probability, matched_share, reliability
);

insert into marts.eras (
    pairing_id, scale_id, date_basis, split_on, n_before, n_after, n_matched_before, n_matched_after, statistic, p_value,
    detectable_hazard_ratio, power_note, as_of
) values
    ('us_any__cn_open', 'eci_published', 'available', date '2025-01-20', 4, 5, 4, 3, 0.31, 0.58, 8.2, 'The test would find in 80% of cases only a matching rate at least 8.2 times as high (invented).', date '2026-08-11'),
    ('us_any__cn_open', 'index', 'available', date '2025-01-20', 4, 5, 4, 3, null, null, null, 'There are too few records to test (invented).', date '2026-08-11');

insert into marts.open_shares by name
with counts as (
    select * from (
        values
            ('release', 'CN', null, 8, 7), ('release', 'CN', '2026-H1', 3, 2), ('release', 'CN', '2025-H2', 5, 5),
            ('release', 'US', null, 9, 1), ('release', 'US', '2026-H1', 4, 1), ('release', 'US', '2025-H2', 5, 0),
            ('frontier record', 'CN', null, 4, 4), ('frontier record', 'CN', '2026-H1', 4, 4),
            ('frontier record', 'US', null, 9, 0), ('frontier record', 'US', '2025-H2', 9, 0)
    ) as counted (kind, country, half_year, n, n_open)
)
select
    kind, country, half_year, n, n_open,
    n_open / n as share_open,
    greatest(0.0::double, (n_open + 1.920729 - 1.959964 * sqrt(n_open * (n - n_open) / n + 0.9603647)) / (n + 3.841459))
        as share_open_lower,
    if(n_open = n, 1.0::double, (n_open + 1.920729 + 1.959964 * sqrt(n_open * (n - n_open) / n + 0.9603647)) / (n + 3.841459))
        as share_open_upper,
    0.95::double as ci_level,
    date '2026-08-11' as as_of,
from counts;

insert into marts.replication_by_year by name
select
    pairing_id, scale_id, date_basis, rule_id,
    cast(year(record_released_on) as integer) as launch_year,
    count(*) as n_records,
    count(*) filter (where is_matched) as n_matched,
    count(*) filter (where is_matched and lag_days <= 182.625) as n_matched_6m,
    count(*) filter (where not is_matched and follow_up_days > 182.625) as n_waiting,
    count(*) filter (where not is_matched and follow_up_days <= 182.625) as n_running,
    count(*) filter (where is_matched) / count(*) as share_matched,
    count(*) filter (where is_matched and lag_days <= 182.625) / count(*) as share_matched_6m,
    date '2026-08-11' as as_of,
from marts.lag_by_record
group by pairing_id, scale_id, date_basis, rule_id, launch_year;

insert into marts.efficiency_ratios by name
with readings as (
    select * from (
        values
            ('input_price', 'list price, input', 'input price', 'USD per million tokens'),
            ('output_price', 'list price, output', 'output price', 'USD per million tokens'),
            ('cost_weirdml', 'WeirdML', 'cost of the same work', 'USD per run'),
            ('training_compute', 'training compute', 'training compute', 'FLOP')
    ) as readings (reading_id, reading_name, claim_reading, unit)
),

invented as (
    select * from (
        values
            ('cirrus-2-invented', 'input_price', 1.5, 3.0, 'at launch', 'at launch', date '2025-11-20', date '2026-06-10', true, false),
            ('cirrus-2-invented', 'output_price', null, 15.0, 'at launch', 'at launch', date '2025-11-20', date '2026-06-10', false, false),
            ('bolt-2-invented', 'input_price', 20.0, 2.0, 'at launch', 'at launch', date '2025-06-12', date '2025-12-03', true, false),
            ('bolt-2-invented', 'output_price', 80.0, null, 'at launch', 'at launch', date '2025-06-12', date '2025-12-03', false, false),
            ('bolt-2-invented', 'cost_weirdml', 7.647644118, 0.0526, 'bolt-2_high', 'jade-3', null, null, true, false),
            ('aster-3-invented', 'input_price', 1.25, 0.075, 'first seen later', 'at launch', date '2025-06-05', date '2025-06-05', false, false),
            ('aster-3-invented', 'output_price', 10.0, 0.3, 'first seen later', 'at launch', date '2025-06-05', date '2025-06-05', false, false),
            ('aster-3-invented', 'training_compute', 2.1e25, 7.8e24, 'Speculative', 'Confident', null, null, true, true)
    ) as invented (
        record_release_id, reading_id, record_value, match_value, record_basis, match_basis, record_seen_on, match_seen_on, is_counted,
        is_speculative
    )
)

select
    readings.reading_id, readings.reading_name, readings.claim_reading, readings.unit, pairs.pairing_id, pairs.scale_id, pairs.date_basis,
    pairs.rule_id, pairs.as_of, pairs.record_release_id, pairs.record_name, pairs.record_released_on, pairs.match_release_id,
    pairs.match_name, pairs.match_released_on, invented.record_value::double as record_value, invented.match_value::double as match_value,
    invented.record_basis, invented.match_basis, invented.record_seen_on, invented.match_seen_on,
    invented.record_value / invented.match_value as ratio,
    coalesce(invented.is_counted, false) as is_counted,
    coalesce(invented.is_speculative, false) as is_speculative,
from marts.lag_by_record as pairs
cross join readings
left join invented using (record_release_id, reading_id)
where
    pairs.is_matched and pairs.pairing_id = 'us_any__cn_open' and pairs.scale_id = 'eci_published' and pairs.date_basis = 'available'
    and pairs.rule_id = 'strict' and pairs.record_released_on >= date '2023-03-14';

insert into marts.efficiency_summary (
    claim_reading, reading_id, rule_id, n_matched_pairs, median, median_lower, median_upper, chain_median_lower, chain_median_upper, smallest,
    largest, n_pairs, n_matches, n_at_least_hundred, ci_level, n_speculative, wider_median_lower, wider_median_upper, interval_state, as_of
) values
    ('input price', null, 'tolerance_0_9', 8, 5.25, 0.9, 10.0, 0.5, 9.0, 0.25, 12.0, 5, 3, 0, 0.9375, 0, 0.5, 10.0, 'closed', date '2026-08-11'),
    ('input price', null, 'strict', 7, 5.25, null, null, null, null, 0.5, 10.0, 2, 2, 0, null, 0, null, null, 'unknown', date '2026-08-11'),
    ('cost of the same work', null, 'tolerance_0_9', 8, 145.4, null, null, null, null, 145.4, 145.4, 1, 1, 1, null, 0, null, null, 'unknown', date '2026-08-11'),
    ('cost of the same work', 'cost_weirdml', 'tolerance_0_9', 8, 145.4, null, null, null, null, 145.4, 145.4, 1, 1, 1, null, 0, null, null, 'unknown', date '2026-08-11'),
    ('training compute', null, 'tolerance_0_9', 8, null, null, null, null, null, null, null, 0, 0, 0, null, 0, null, null, 'unknown', date '2026-08-11'),
    ('training compute', null, 'strict', 7, 2.7, null, null, null, null, 2.7, 2.7, 1, 1, 0, null, 1, null, null, 'unknown', date '2026-08-11');

insert into marts.tier_lag_summary (
    tier, n_records, n_matched, n_censored, n_negative, n_matching_releases, median_days, median_days_lower, median_days_upper, share_6m,
    share_6m_lower, share_6m_upper, chain_median_days_lower, chain_median_days_upper, chain_share_6m_lower, chain_share_6m_upper, ci_level,
    wider_median_days_lower, wider_median_days_upper, median_interval_state, wider_share_6m_lower, wider_share_6m_upper,
    share_6m_interval_state, as_of
) values
    ('top', 6, 4, 2, 0, 3, 199, 130, null, 0.42, 0.2, 0.7, 163, null, 0.1, 0.8, 0.95, 130, null, 'open', 0.1, 0.8, 'closed', date '2026-08-11'),
    ('middle', 3, 3, 0, 1, 2, 64, null, null, 0.66, null, null, null, null, null, null, 0.95, null, null, 'unknown', null, null, 'unknown', date '2026-08-11'),
    ('small', 0, 0, 0, 0, 0, null, null, null, null, null, null, null, null, null, null, 0.95, null, null, 'unknown', null, null, 'unknown', date '2026-08-11');

insert into marts.tier_lag (
    tier, record_release_id, record_name, record_released_on, record_score, match_release_id, match_name, match_released_on, match_score,
    is_matched, lag_days, follow_up_days, as_of
) values
    ('top', 'aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 141.35, null, null, null, null, false, null, 166, date '2026-08-11'),
    ('middle', 'cirrus-2-invented', 'Cirrus 2 (invented)', date '2025-11-20', 139.0, 'jade-4-invented', 'Jade 4 (invented)', date '2026-06-04', 139.5, true, 196, 264, date '2026-08-11');

insert into marts.price_lag_summary (
    price_kind, price_share, n_unknown, n_excluded, n_records, n_matched, n_censored, n_negative, n_matching_releases, median_days, share_6m, ci_level,
    wider_median_days_lower, wider_median_days_upper, median_interval_state, share_6m_interval_state, as_of
) values
    ('input', 0.1, 1, 4, 4, 1, 3, 0, 1, null, 0.25, 0.95, null, null, 'unknown', 'unknown', date '2026-08-11'),
    ('output', 0.5, 0, 9, null, null, null, null, null, null, null, null, null, null, null, null, date '2026-08-11');

insert into marts.price_lag (
    record_release_id, record_name, record_released_on, record_score, price_kind, price_share, state, record_usd_per_mtok, most_usd_per_mtok,
    match_release_id, match_name, match_released_on, match_usd_per_mtok, lag_days, lag_days_least, lag_days_most, follow_up_days, n_at_level,
    n_unpriced, as_of
) values
    ('bolt-2-invented', 'Bolt 2 (invented)', date '2025-06-11', 137.0, 'input', 0.1, 'matched', 20, 2, 'kite-3-invented', 'Kite 3 (invented)', date '2025-12-03', 2, 175, null, null, 426, 3, 1, date '2026-08-11'),
    ('cirrus-2-invented', 'Cirrus 2 (invented)', date '2025-11-20', 139.0, 'input', 0.1, 'unknown', 1.5, 0.15, null, null, null, null, null, 196, null, 264, 1, 1, date '2026-08-11'),
    ('aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 141.35, 'input', 0.1, 'unmatched', 5, 0.5, null, null, null, null, null, null, null, 166, 0, 0, date '2026-08-11'),
    ('aster-1-invented', 'Aster 1 (invented)', date '2023-03-14', 120.0, 'input', 0.1, 'excluded', null, null, null, null, null, null, null, null, null, 1246, 5, 5, date '2026-08-11');

insert into marts.drawn_lag (
    pairing_id, scale_id, date_basis, median_days_lower, median_days_upper, share_6m_lower, share_6m_upper, under_days_lower,
    under_days_upper, central_days_lower, central_days_upper, share_median_within_6m, n_records_median, n_draws,
    n_draws_without_records, n_draws_median_not_reached, n_draws_share_unknown, n_draws_bracket_unknown, ci_level, as_of
) values
    ('us_any__cn_open', 'index', 'announced', 150.0, null, 0.2, 0.8, 90, 180, null, null, 0.4, 8.5, 500, 0, 30, 0, 500, 0.9, date '2026-08-11'),
    ('us_any__cn_open', 'index', 'available', 150.0, 300.0, 0.25, 0.75, 90, 180, 140, 250, 0.3, 8, 500, 0, 0, 0, 0, 0.9, date '2026-08-11'),
    ('us_closed__cn_open', 'index', 'available', 1.0, 2.0, 0.25, 0.75, 90, 180, 140, 250, 0.3, 8, 500, 0, 0, 0, 0, 0.9, date '2026-08-11');

insert into marts.index_fit (
    state, n_releases, n_benchmarks, n_scores, n_clipped, n_slopes_at_bound, n_left_out, objective, seed, n_draws, n_draws_failed,
    vintage, as_of
) values ('fitted', 18, 6, 60, 1, 0, 2, 13.04, 20230314, 500, 1, date '2026-08-11', date '2026-08-11');

-- Pulls of three weeks with one missing between; nothing is known of the derived models of the first, nor of all-time downloads but in the last two.
insert into marts.adoption_weekly by name
with counted as (
    select * from (
        values
            ('2026-W30', date '2026-07-20', 'CN', 10, 6, 4000000, 20000, null, null, 30, 5000000),
            ('2026-W30', date '2026-07-20', 'US', 12, 8, 6000000, 25000, null, null, 6, 1000000),
            ('2026-W30', date '2026-07-20', 'other', 2, 1, 500000, 3000, null, null, 0, null),
            ('2026-W30', date '2026-07-20', 'unknown', 0, 0, null, null, null, null, 0, null),
            ('2026-W32', date '2026-08-03', 'CN', 11, 7, 4500000, 21000, 900, 8000000, 31, 5200000),
            ('2026-W32', date '2026-08-03', 'US', 12, 8, 5500000, 25500, 1100, 20000000, 6, 900000),
            ('2026-W32', date '2026-08-03', 'other', 2, 1, 480000, 3100, 40, null, 0, null),
            ('2026-W32', date '2026-08-03', 'unknown', 1, 0, null, 12, null, null, 0, null),
            ('2026-W33', date '2026-08-10', 'CN', 11, 7, 5400000, 22000, 950, 9500000, 31, 5400000),
            ('2026-W33', date '2026-08-10', 'US', 12, 8, 5000000, 25900, 1150, 21000000, 7, 900000),
            ('2026-W33', date '2026-08-10', 'other', 2, 1, 470000, 3150, 42, null, 0, null),
            ('2026-W33', date '2026-08-10', 'unknown', 1, 0, null, 13, null, null, 0, null)
    ) as listed (
        week, pulled_on, origin, n_repositories, n_lineage_known, downloads_30d, likes, derivative_count, downloads_all_time,
        n_tracked_derivatives, tracked_derivative_downloads_30d
    )
),

shared as (
    select
        *,
        list_sum([downloads_30d, tracked_derivative_downloads_30d]) as all_downloads_30d,
        sum(downloads_30d) filter (where origin in ('CN', 'US')) over (partition by week) as both_downloads_30d,
    from counted
)

select
    week,
    pulled_on,
    false as is_snapshot,
    origin,
    n_repositories,
    n_lineage_known,
    downloads_30d,
    if(downloads_30d is null, 0, n_repositories) as n_downloads_30d,
    downloads_30d / sum(downloads_30d) over (partition by week) as share_downloads_30d,
    if(origin in ('CN', 'US'), downloads_30d / both_downloads_30d, null) as share_downloads_30d_of_two,
    likes,
    if(likes is null, 0, n_repositories) as n_likes,
    likes / sum(likes) over (partition by week) as share_likes,
    derivative_count // 2 as finetune_count,
    cast(null as integer) as adapter_count,
    0 * derivative_count as merge_count,
    derivative_count - derivative_count // 2 as quantized_count,
    derivative_count,
    if(derivative_count is null, 0, n_repositories - 1) as n_children_read,
    derivative_count / sum(derivative_count) over (partition by week) as share_derivatives,
    downloads_all_time,
    if(downloads_all_time is null, 0, n_repositories) as n_downloads_all_time,
    if(week = '2026-W33', case origin when 'CN' then 1500000 when 'US' then 1000000 end, null) as downloads_gained,
    if(week = '2026-W33' and origin in ('CN', 'US'), n_repositories - 1, 0) as n_downloads_gained,
    if(week = '2026-W33', 7, null) as gained_days,
    n_tracked_derivatives,
    if(
        origin in ('CN', 'US'),
        all_downloads_30d / sum(all_downloads_30d) over (partition by week, origin in ('CN', 'US')),
        null
    ) as share_with_derivatives_of_two,
    date '2026-08-11' as as_of,
from shared;

-- Three full listings of the whole Hub, the first a stored snapshot 26 weeks before the others.
insert into marts.spread_weekly by name
with listings as (
    select * from (
        values
            ('2026-W06', date '2026-02-03', 'hub-2026-02-03-full-aaaa', 'hub_stats', 'CN', 30000.5, 30e6, 200e3, 800),
            ('2026-W06', date '2026-02-03', 'hub-2026-02-03-full-aaaa', 'hub_stats', 'US', 50000.5, 70e6, 500e3, 1200),
            ('2026-W06', date '2026-02-03', 'hub-2026-02-03-full-aaaa', 'hub_stats', 'other', 10000, 10e6, 60e3, 200),
            ('2026-W06', date '2026-02-03', 'hub-2026-02-03-full-aaaa', 'hub_stats', 'unknown', 900000, 60e6, 400e3, 30000),
            ('2026-W32', date '2026-08-04', 'hub-2026-08-04-full-bbbb', 'hub', 'CN', 41000, 42e6, 290e3, 1500),
            ('2026-W32', date '2026-08-04', 'hub-2026-08-04-full-bbbb', 'hub', 'US', 55000, 68e6, 520e3, 1300),
            ('2026-W32', date '2026-08-04', 'hub-2026-08-04-full-bbbb', 'hub', 'other', 11000, 11e6, 66e3, 220),
            ('2026-W32', date '2026-08-04', 'hub-2026-08-04-full-bbbb', 'hub', 'unknown', 1200000, 70e6, 450e3, 39000),
            ('2026-W33', date '2026-08-10', 'hub-2026-08-10-full-cccc', 'hub', 'CN', 42000.25, 44e6, 300e3, 1600),
            ('2026-W33', date '2026-08-10', 'hub-2026-08-10-full-cccc', 'hub', 'US', 56000.75, 66e6, 530e3, 1200),
            ('2026-W33', date '2026-08-10', 'hub-2026-08-10-full-cccc', 'hub', 'other', 11000, null, null, 220),
            ('2026-W33', date '2026-08-10', 'hub-2026-08-10-full-cccc', 'hub', 'unknown', 1230000, 72e6, 460e3, 40000)
    ) as listed (week, listed_on, listing_id, source, origin, all_models, all_downloads, all_likes, all_new)
),

cut as (
    select *, age_part * maker_part * size_part as part,
    from listings
    cross join (values ('all', 1), ('new', 0.05)) as ages (cohort, age_part)
    cross join (values ('any', 1), ('tracked', 0.6), ('untracked', 0.4)) as makers (maker, maker_part)
    cross join (
        values ('any', 1), ('under_1b', 0.125), ('1b_to_10b', 0.4), ('10b_to_100b', 0.3), ('over_100b', 0.05), ('unknown', 0.125)
    ) as sizes (size_class, size_part)
),

counted as (
    select
        *,
        all_models * part as n_models,
        all_downloads * part as downloads_30d,
        if(all_downloads is null, 0, all_models * part) as n_downloads_30d,
        all_likes * part as likes,
        if(all_likes is null, 0, all_models * part) as n_likes,
        if(cohort = 'all', 0.8 * all_models, all_new / 0.05) * part as n_derivatives,
        all_new * maker_part * size_part as n_new_derivatives,
    from cut
)

select
    week, listed_on, listing_id, source, cohort, maker, size_class, origin, n_models, downloads_30d, n_downloads_30d,
    downloads_30d / sum(downloads_30d) over of_all as share_downloads_30d,
    if(is_of_two, downloads_30d / sum(downloads_30d) over of_two, null) as share_downloads_30d_of_two,
    likes, n_likes,
    likes / sum(likes) over of_all as share_likes,
    if(is_of_two, likes / sum(likes) over of_two, null) as share_likes_of_two,
    n_derivatives,
    if(is_of_two, n_derivatives / sum(n_derivatives) over of_two, null) as share_derivatives_of_two,
    n_new_derivatives,
    if(is_of_two, n_new_derivatives / sum(n_new_derivatives) over of_two, null) as share_new_derivatives_of_two,
    if(cohort = 'all' and maker = 'any' and size_class = 'any' and origin in ('CN', 'US'), 0.55, null) as share_top_ten,
    if(origin = 'unknown', 0.1 * n_models, 0) as n_root_not_listed,
    date '2026-08-11' as as_of,
from (select *, origin in ('CN', 'US') as is_of_two from counted)
window of_all as (partition by week, cohort, maker, size_class), of_two as (partition by week, cohort, maker, size_class, is_of_two);

insert into marts.derivatives by name
select
    week, listed_on, listing_id, relation, origin, n_derivatives * part as n_models, n_new_derivatives * part as n_new_models,
    share_derivatives_of_two, share_new_derivatives_of_two, downloads_30d * part / 2 as downloads_30d, n_downloads_30d * part / 2 as n_downloads_30d,
    share_downloads_30d_of_two, likes * part / 2 as likes, n_likes * part / 2 as n_likes, share_likes_of_two, as_of,
from marts.spread_weekly
cross join (values ('finetune', 0.25), ('adapter', 0.4), ('merge', 0.05), ('quantized', 0.2), ('unstated', 0.1)) as relations (relation, part)
where cohort = 'all' and maker = 'any' and size_class = 'any';

insert into marts.largest_roots by name
select
    week, listed_on, listing_id, roots.* exclude (root_name, part), downloads_30d * part as downloads_30d, likes * part as likes,
    n_models * part as n_models, root_name as root_hub_model_id, split_part(root_name, '/', 1) as root_namespace, as_of,
from marts.spread_weekly
join (
    values
        ('US', 1, 1, 'r1', 'northlight/Aster-2', 0.4), ('CN', 1, 2, 'r2', 'red-gate/Kite-2', 0.35), ('CN', 2, 3, 'r3', 'red-gate/Kite-1-Base', 0.25),
        ('US', 2, 4, 'r4', 'harbor-lab/Cirrus-1', 0.15), ('unknown', 1, 5, null, 'nobody/private-base', 0.1)
) as roots (origin, place, rank, root_hub_id, root_name, part) using (origin)
where cohort = 'all' and maker = 'any' and size_class = 'any';

insert into marts.date_conflicts by name
select * from (values
    ('early', 'Early One', 'api_on', date '2024-09-24', date '2024-05-10', 'epoch_index', -137, cast(29 as double), cast(-0.039 as double), 3),
    ('lone', 'Lone <b>Two</b>', 'weights_on', date '2026-04-07', date '2026-03-27', 'models_dev', -11, cast(null as double), cast(0.06 as double), 2),
    ('still', 'Still Three', 'announced_on', date '2025-01-01', date '2025-01-20', 'epoch_index', 19, cast(0 as double), cast(0 as double), 0)
) as t (release_id, name, date_kind, chosen_on, other_on, source_id, difference_days, moved_median_days, moved_share_6m, changed_lag_count)
cross join (select date '2026-08-11' as as_of);

insert into marts.licence_changes (
    release_id, name, headline_part, stretch_number, licence, gated, licence_before, gated_before, licence_openness,
    first_seen_on, as_of
) values
    ('kite-1-invented', 'Kite 1 (invented)', 'match', 1, 'kite-licence', 'false', null, null, 'open_restricted', date '2026-01-05', date '2026-08-11'),
    ('orchid-1-invented', 'Orchid 1 (invented)', null, 2, 'mit', 'auto', 'apache-2.0', 'auto', 'open_unrestricted', date '2026-02-02', date '2026-08-11');

insert into marts.headline_dates by name
select * from (values
    ('agreed', 'Agreed One', 'record', date '2025-04-16', 'api_on', 2, 3, 'model_release_dates, models_dev', 'epoch_archive 2025-04-17', null,
     false, date '2025-04-16', date '2025-04-17'),
    ('lone', 'Lone <b>Two</b>', 'match', date '2026-04-07', 'weights_on', 1, 1, 'model_release_dates', null, 'models_dev 2026-03-27', true,
     null, null)
) as t (release_id, name, headline_part, released_on, released_on_basis, n_sources_same_day, n_sources_within_seven_days, sources_same_day,
        sources_within_seven_days, sources_otherwise, is_resting_on_one, day_lower, day_upper)
cross join (select date '2026-08-11' as as_of);

insert into marts.release_dates by name
select * from (values
    ('agreed', 'Agreed One', 'api_on', 'thread', 'api_seen_on', date '2025-04-17', 'https://forum.example/1?a=<b>', 'upper bound', 'in use | here'),
    ('agreed', 'Agreed One', 'api_on', 'thread', 'api_on', date '2025-04-16', 'javascript:alert(1)', 'same day', 'no address'),
    ('agreed', 'Agreed One', 'api_on', 'score_source', 'published_on', date '2025-04-17', 'https://scores.example', 'within seven days', 'all releases'),
    ('agreed', 'Agreed One', 'weights_on', 'thread', 'weights_on', date '2025-05-01', 'https://forum.example/2', 'differs', 'another date'),
    ('lone', 'Lone <b>Two</b>', 'weights_on', 'recipe', 'listed_on', date '2026-03-28', 'https://recipes.example/lone', 'says nothing of it', 'added')
) as t (release_id, name, date_kind, channel, claim_kind, claimed_on, source_url, agreement, evidence)
cross join (select date '2026-08-11' as as_of);

insert into marts.date_channels by name
select * from (values
    ('score_source', 'published_on', 'exact', 5, 4, 3, cast(1.0 as double), cast(5.0 as double), -10, 4, cast(0.25 as double)),
    ('recipe', 'listed_on', 'none', 1, 0, 0, null, null, null, null, null)
) as t (channel, claim_kind, bound, n_claims, n, n_releases, bias_days, spread_days, first_days, last_days, same_day_share)
cross join (select date '2026-08-11' as as_of);

insert into marts.headline_published by name
select * from (values
    ('agreed', 'Agreed One', true, true, date '2025-04-16', true, cast(286 as double), true, date '2024-12-20', true, cast(403 as double),
     'agreed', 'released_on', '2025-04-16', '2024-12-20'),
    ('hidden', 'Hidden Two', true, false, null, null, null, true, date '2025-02-01', false, cast(556 as double), 'lone', 'openness',
     'open_unrestricted', null),
    ('same', 'Same Three', false, true, date '2025-03-01', true, cast(10 as double), true, date '2025-03-01', true, cast(10 as double), null,
     null, null, null)
) as t (record_release_id, record_name, is_different, is_record, record_released_on, is_matched, observed_days, published_is_record,
        published_record_released_on, published_is_matched, published_observed_days, cause_release_id, cause_field, in_use, as_published)
cross join (
    select cast(199 as double) as median_days, cast(228 as double) as published_median_days, cast(0.34 as double) as share_6m,
        cast(0.28 as double) as published_share_6m, 19 as published_n_records, cast(182 as double) as published_median_days_lower,
        cast(286 as double) as published_median_days_upper, cast(0.12 as double) as published_share_6m_lower,
        cast(0.55 as double) as published_share_6m_upper, cast(0.95 as double) as published_ci_level, date '2026-08-11' as as_of
);

insert into marts.identity_coverage by name
select * from (values
    ('models_dev', 'models.dev', true, 389, 80, 45, 40, 224),
    ('hub', 'Hugging Face Hub, <b>repositories</b>', true, 1295, 45, 0, 4, 1246),
    ('epoch_archive', 'Epoch AI, archive', false, null, null, null, null, null)
) as t (source, source_title, is_in_use, name_count, exact_key_count, alias_count, proposed_count, unjoined_count)
cross join (select date '2026-08-11' as as_of);

-- Counted to the day up to which laggards are scored.
insert into marts.lag_summary by name
select
    * replace (
        'scored' as censoring_id, date '2026-07-11' as scored_until_on, 3 as n_delay_records, 5 as n_matched,
        4 as n_censored, 196.0 as median_days, 158.0 as wider_median_days_lower, null as wider_median_days_upper, 0.45 as share_6m
    )
from marts.lag_summary
where
    pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict'
    and start_on = date '2023-03-14';
insert into marts.lag_summary by name
select * replace ('any_closed__any_open' as pairing_id, 188.0 as median_days, 343.0 as wider_median_days_upper)
from marts.lag_summary
where censoring_id = 'scored';

insert into marts.record_bias (
    pairing_id, scale_id, date_basis, truth, shrink_factor, truth_median_days, drawn_median_days, bias_days, bias_days_lower,
    bias_days_upper, ci_level, n_records, n_records_median, n_draws, n_draws_failed, n_draws_median_not_reached, as_of
) values
    ('us_any__cn_open', 'index', 'available', 'as_fitted', 1.0, 175.0, 196.0, 21.0, 7.0, 27.0, 0.95, 9, 8.0, 100, 0, 0, date '2026-08-11'),
    ('us_any__cn_open', 'index', 'available', 'shrunk', 0.99, 175.0, 189.0, 14.0, 0.0, 21.0, 0.95, 9, 8.0, 99, 1, 0, date '2026-08-11');

insert into marts.pairings by name
select * from (values
    ('any_closed__any_open', 'any:closed', 'any:open'), ('us_any__cn_any', 'US', 'CN'), ('us_any__cn_open', 'US', 'CN:open'),
    ('us_closed__cn_open', 'US:closed', 'CN:open')
) as t (pairing_id, leader_group, laggard_group)
cross join (select 'invented' as pairing_name, 'invented' as short_name, date '2026-08-11' as as_of);
insert into marts.scales by name
select
    scale_id, scale_name, domain, if(scale_id in ('eci_published', 'index'), 'index', 'proportion') as scale_type, count(*) as n_releases,
    if(scale_type = 'index', 1.0, 0.01) as point, if(scale_type = 'index', 100.0, 0.0) as score_origin,
    if(scale_type = 'index', as_of, null) as followed_until, as_of,
from marts.scores
group by all;
