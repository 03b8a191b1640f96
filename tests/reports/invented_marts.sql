-- Marts with the columns the report reads, filled with invented releases of invented labs: no row here says anything of the world.
-- The figures follow from the rows as the estimators would give them, to a rounding; bounds of the chain bootstrap are made up.
create schema marts;

create table marts.bracket (
    pairing_id varchar,
    scale_id varchar,
    date_basis varchar,
    on_day date,
    laggard_release_id varchar,
    laggard_name varchar,
    laggard_score double,
    leader_above_release_id varchar,
    leader_above_name varchar,
    leader_above_released_on date,
    leader_below_release_id varchar,
    leader_below_name varchar,
    leader_below_released_on date,
    under_days double,
    central_days double,
    over_days double,
    as_of date
);
insert into marts.bracket values
    ('us_any__cn_open', 'eci_published', 'available', date '2026-08-11', 'jade-4-invented', 'Jade 4 (invented)', 139.6, 'aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 'cirrus-2-invented', 'Cirrus 2 (invented)', date '2025-11-20', 166.0, 238.434783, 264.0, date '2026-08-11');

create table marts.claim_verdicts (
    claim_id varchar,
    reading varchar,
    estimand varchar,
    pairing_id varchar,
    scale_id varchar,
    date_basis varchar,
    rule_id varchar,
    start_on date,
    verdict varchar,
    figure double,
    figure_unit varchar,
    lower double,
    upper double,
    ci_level double,
    n integer,
    reason varchar,
    as_of date,
    vintage varchar
);
insert into marts.claim_verdicts values
    ('six_months', 'typically', 'median forward lag', 'us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 'cannot be told', 175.0, 'days', 0.0, 343.0, 0.95, 9, 'The 95 % interval of the median is compared with 182.625 days.', date '2026-08-11', '2026-08-11'),
    ('six_months', 'always', 'share of records matched within six months', 'us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 'contradicted', 0.661376, 'share', 0.336448, 0.942671, 0.95, 9, 'At least one record is known to have waited longer than 182.625 days.', date '2026-08-11', '2026-08-11');

create table marts.lag_by_day (
    pairing_id varchar,
    scale_id varchar,
    date_basis varchar,
    day date,
    under_days double,
    central_days double,
    over_days double,
    as_of date
);
insert into marts.lag_by_day values
    ('us_any__cn_open', 'eci_published', 'available', date '2023-10-10', 210.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-10-17', 217.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-10-24', 224.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-10-31', 231.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-11-07', 238.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-11-14', 245.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-11-21', 252.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-11-28', 259.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-12-05', 266.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-12-12', 273.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-12-19', 280.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-12-26', 287.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-01-02', 294.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-01-09', 301.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-01-16', 308.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-01-23', 315.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-01-30', 322.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-02-06', 329.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-02-13', 336.0, null, null, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-02-20', 110.0, 292.163636, 343.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-02-27', 117.0, 299.163636, 350.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-03-05', 124.0, 306.163636, 357.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-03-12', 131.0, 313.163636, 364.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-03-19', 138.0, 320.163636, 371.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-03-26', 145.0, 327.163636, 378.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-04-02', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-04-09', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-04-16', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-04-23', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-04-30', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-05-07', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-05-14', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-05-21', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-05-28', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-06-04', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-06-11', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-06-18', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-06-25', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-07-02', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-07-09', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-07-16', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-07-23', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-07-30', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-08-06', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-08-13', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-08-20', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-08-27', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-09-03', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-09-10', 1.0, 133.923077, 145.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-09-17', 8.0, 140.923077, 152.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-09-24', 15.0, 147.923077, 159.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-10-01', 22.0, 154.923077, 166.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-10-08', 29.0, 161.923077, 173.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-10-15', 36.0, 168.923077, 180.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-10-22', 43.0, 175.923077, 187.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-10-29', 50.0, 182.923077, 194.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-11-05', 57.0, 189.923077, 201.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-11-12', 64.0, 196.923077, 208.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-11-19', 71.0, 203.923077, 215.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-11-26', 78.0, 210.923077, 222.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-12-03', 85.0, 217.923077, 229.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-12-10', 92.0, 224.923077, 236.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-12-17', 99.0, 231.923077, 243.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-12-24', 106.0, 238.923077, 250.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2024-12-31', 113.0, 245.923077, 257.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-01-07', 120.0, 252.923077, 264.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-01-14', 127.0, 259.923077, 271.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-01-21', 134.0, 266.923077, 278.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-01-28', 141.0, 273.923077, 285.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-02-04', 148.0, 280.923077, 292.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-02-11', 155.0, 287.923077, 299.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-02-18', 19.0, 135.657895, 162.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-02-25', 26.0, 142.657895, 169.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-03-04', 33.0, 149.657895, 176.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-03-11', 40.0, 156.657895, 183.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-03-18', 47.0, 163.657895, 190.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-03-25', 54.0, 170.657895, 197.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-04-01', 61.0, 177.657895, 204.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-04-08', 68.0, 184.657895, 211.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-04-15', 75.0, 191.657895, 218.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-04-22', 82.0, 198.657895, 225.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-04-29', 89.0, 205.657895, 232.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-05-06', 96.0, 212.657895, 239.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-05-13', 103.0, 219.657895, 246.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-05-20', 110.0, 226.657895, 253.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-05-27', 117.0, 233.657895, 260.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-06-03', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-06-10', 0.0, 0.0, 0.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-06-17', 6.0, 108.0, 138.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-06-24', 13.0, 115.0, 145.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-07-01', 20.0, 122.0, 152.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-07-08', 27.0, 129.0, 159.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-07-15', 34.0, 136.0, 166.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-07-22', 41.0, 143.0, 173.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-07-29', 48.0, 150.0, 180.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-08-05', 55.0, 157.0, 187.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-08-12', 62.0, 164.0, 194.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-08-19', 69.0, 171.0, 201.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-08-26', 76.0, 178.0, 208.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-09-02', 83.0, 185.0, 215.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-09-09', 90.0, 192.0, 222.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-09-16', 97.0, 199.0, 229.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-09-23', 104.0, 206.0, 236.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-09-30', 111.0, 213.0, 243.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-10-07', 118.0, 220.0, 250.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-10-14', 125.0, 227.0, 257.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-10-21', 132.0, 234.0, 264.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-10-28', 139.0, 241.0, 271.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-11-04', 146.0, 248.0, 278.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-11-11', 153.0, 255.0, 285.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-11-18', 160.0, 262.0, 292.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-11-25', 167.0, 269.0, 299.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-12-02', 174.0, 276.0, 306.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-12-09', 19.0, 156.347826, 181.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-12-16', 26.0, 163.347826, 188.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-12-23', 33.0, 170.347826, 195.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2025-12-30', 40.0, 177.347826, 202.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-01-06', 47.0, 184.347826, 209.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-01-13', 54.0, 191.347826, 216.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-01-20', 61.0, 198.347826, 223.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-01-27', 68.0, 205.347826, 230.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-02-03', 75.0, 212.347826, 237.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-02-10', 82.0, 219.347826, 244.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-02-17', 89.0, 226.347826, 251.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-02-24', 96.0, 233.347826, 258.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-03-03', 103.0, 240.347826, 265.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-03-10', 110.0, 247.347826, 272.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-03-17', 117.0, 254.347826, 279.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-03-24', 124.0, 261.347826, 286.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-03-31', 131.0, 268.347826, 293.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-04-07', 138.0, 275.347826, 300.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-04-14', 145.0, 282.347826, 307.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-04-21', 152.0, 289.347826, 314.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-04-28', 159.0, 296.347826, 321.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-05-05', 166.0, 303.347826, 328.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-05-12', 173.0, 310.347826, 335.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-05-19', 180.0, 317.347826, 342.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-05-26', 187.0, 324.347826, 349.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-06-02', 194.0, 331.347826, 356.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-06-09', 103.0, 175.434783, 201.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-06-16', 110.0, 182.434783, 208.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-06-23', 117.0, 189.434783, 215.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-06-30', 124.0, 196.434783, 222.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-07-07', 131.0, 203.434783, 229.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-07-14', 138.0, 210.434783, 236.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-07-21', 145.0, 217.434783, 243.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-07-28', 152.0, 224.434783, 250.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-08-04', 159.0, 231.434783, 257.0, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2026-08-11', 166.0, 238.434783, 264.0, date '2026-08-11');

create table marts.lag_by_record (
    pairing_id varchar,
    scale_id varchar,
    date_basis varchar,
    rule_id varchar,
    as_of date,
    record_release_id varchar,
    record_name varchar,
    record_organization varchar,
    record_released_on date,
    record_score double,
    match_release_id varchar,
    match_name varchar,
    match_organization varchar,
    match_released_on date,
    match_score double,
    is_matched boolean,
    lag_days integer,
    follow_up_days integer,
    censored_on date
);
insert into marts.lag_by_record values
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-1-invented', 'Aster 1 (invented)', 'Northlight', date '2023-03-14', 110.0, 'jade-2-invented', 'Jade 2 (invented)', 'Lakeside Models', date '2024-02-20', 111.2, true, 343, 1246, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-2-invented', 'Aster 2 (invented)', 'Northlight', date '2023-11-02', 115.5, 'kite-1-invented', 'Kite 1 (invented)', 'Red Gate', date '2024-04-01', 121.4, true, 151, 1013, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'bolt-1-invented', 'Bolt 1 (invented)', null, date '2024-04-18', 121.0, 'kite-1-invented', 'Kite 1 (invented)', 'Red Gate', date '2024-04-01', 121.4, true, -17, 845, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'cirrus-1-invented', 'Cirrus 1 (invented)', 'Harbor Lab', date '2024-09-09', 126.2, 'kite-2-invented', 'Kite 2 (invented)', 'Red Gate', date '2025-02-14', 126.9, true, 158, 701, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-3-invented', 'Aster 3 (invented)', 'Northlight', date '2025-01-30', 130.0, 'jade-3-invented', 'Jade 3 (invented)', 'Lakeside Models', date '2025-05-28', 131.0, true, 118, 558, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'bolt-2-invented', 'Bolt 2 (invented)', 'Copperfield AI', date '2025-06-11', 134.4, 'kite-3-invented', 'Kite 3 (invented)', 'Red Gate', date '2025-12-03', 135.1, true, 175, 426, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'cirrus-2-invented', 'Cirrus 2 (invented)', 'Harbor Lab', date '2025-11-20', 139.0, 'jade-4-invented', 'Jade 4 (invented)', 'Lakeside Models', date '2026-06-04', 139.6, true, 196, 264, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'aster-4-invented', 'Aster 4 (invented)', 'Northlight', date '2026-02-26', 141.3, null, null, null, null, null, false, null, 166, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'strict', date '2026-08-11', 'bolt-3-invented', 'Bolt 3 (invented)', 'Copperfield AI', date '2026-07-01', 147.0, null, null, null, null, null, false, null, 41, date '2026-08-11');

create table marts.lag_by_release (
    pairing_id varchar,
    scale_id varchar,
    date_basis varchar,
    release_id varchar,
    name varchar,
    organization_name varchar,
    released_on date,
    score double,
    leader_release_id varchar,
    leader_name varchar,
    leader_released_on date,
    backward_lag_days integer,
    as_of date
);
insert into marts.lag_by_release values
    ('us_any__cn_open', 'eci_published', 'available', 'jade-1-invented', 'Jade 1 (invented)', 'Lakeside Models', date '2023-10-05', 98.0, 'aster-1-invented', 'Aster 1 (invented)', date '2023-03-14', 205, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'jade-2-invented', 'Jade 2 (invented)', 'Lakeside Models', date '2024-02-20', 111.2, 'aster-2-invented', 'Aster 2 (invented)', date '2023-11-02', 110, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'kite-1-invented', 'Kite 1 (invented)', 'Red Gate', date '2024-04-01', 121.4, 'cirrus-1-invented', 'Cirrus 1 (invented)', date '2024-09-09', -161, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'kite-2-invented', 'Kite 2 (invented)', 'Red Gate', date '2025-02-14', 126.9, 'aster-3-invented', 'Aster 3 (invented)', date '2025-01-30', 15, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'jade-3-invented', 'Jade 3 (invented)', 'Lakeside Models', date '2025-05-28', 131.0, 'bolt-2-invented', 'Bolt 2 (invented)', date '2025-06-11', -14, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'kite-3-invented', 'Kite 3 (invented)', 'Red Gate', date '2025-12-03', 135.1, 'cirrus-2-invented', 'Cirrus 2 (invented)', date '2025-11-20', 13, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 'jade-4-invented', 'Jade 4 (invented)', 'Lakeside Models', date '2026-06-04', 139.6, 'aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 98, date '2026-08-11');

create table marts.lag_summary (
    pairing_id varchar,
    scale_id varchar,
    date_basis varchar,
    rule_id varchar,
    start_on date,
    as_of date,
    n_records integer,
    n_matched integer,
    n_censored integer,
    n_negative integer,
    n_untested integer,
    n_matching_releases integer,
    median_days double,
    median_days_lower double,
    median_days_upper double,
    share_6m double,
    share_6m_lower double,
    share_6m_upper double,
    share_5_5m double,
    share_6_5m double,
    rmst_24m_days double,
    ci_level double,
    chain_median_days_lower double,
    chain_median_days_upper double,
    chain_share_6m_lower double,
    chain_share_6m_upper double
);
insert into marts.lag_summary values
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

create table marts.records (
    pairing_id varchar,
    role varchar,
    scale_id varchar,
    date_basis varchar,
    release_id varchar,
    name varchar,
    organization_name varchar,
    country varchar,
    openness varchar,
    released_on date,
    released_on_basis varchar,
    score double,
    score_lower double,
    score_upper double,
    as_of date
);
insert into marts.records values
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

create table marts.rejects (
    source varchar,
    file varchar,
    row_number integer,
    reason varchar,
    raw_text varchar,
    as_of date
);
insert into marts.rejects values
    ('epoch', 'eci_scores.csv', 17, 'score is not a number: "n/a"', 'Invented X,n/a', date '2026-08-11'),
    ('hub', 'page 3', 4, 'id is missing', '{"likes": 3}', date '2026-08-11'),
    ('hub', 'page 3', 9, 'id is missing', '{"likes": 1}', date '2026-08-11');

create table marts.releases (
    release_id varchar,
    name varchar,
    family varchar,
    organization_name varchar,
    organizations varchar,
    country varchar,
    openness varchar,
    licence varchar,
    announced_on date,
    api_on date,
    weights_on date,
    published_on date,
    hub_created_on date,
    hub_first_weights_on date,
    hub_model_id varchar,
    date_spread_days integer,
    is_in_reference boolean,
    exclusion_reason varchar,
    announced_on_source varchar,
    api_on_source varchar,
    weights_on_source varchar,
    notes varchar,
    as_of date
);
insert into marts.releases values
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

create table marts.scores (
    scale_id varchar,
    scale_name varchar,
    domain varchar,
    release_id varchar,
    name varchar,
    score double,
    score_lower double,
    score_upper double,
    source varchar,
    vintage date,
    as_of date
);
insert into marts.scores values
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

create table marts.sources (
    source varchar,
    title varchar,
    producer varchar,
    url varchar,
    licence varchar,
    retrieved_on date,
    age_days integer,
    row_count integer,
    reject_count integer,
    is_replay boolean,
    is_score_source boolean,
    load_id varchar,
    as_of date
);
insert into marts.sources values
    ('reference', 'Release dates, openness and licences, kept by hand', 'openlag', 'https://github.com/openlag/openlag', 'CC BY 4.0', date '2026-08-11', 0, 412, 0, false, false, 'reference-0001', date '2026-08-11'),
    ('epoch', 'Epoch Capabilities Index', 'Epoch AI', 'https://epoch.ai/data/eci_scores.csv', 'CC BY 4.0', date '2026-08-11', 0, 222, 1, false, true, 'epoch-0001', date '2026-08-11'),
    ('hub', 'Hub model metadata', 'Hugging Face', 'https://huggingface.co/api/models', 'facts from a public API', date '2026-03-18', 146, 570, 2, true, false, 'hub-0001', date '2026-08-11');

create table marts.source_ages (
    source varchar,
    is_in_use boolean,
    retrieved_on date,
    age_days integer,
    age_limit_days integer,
    is_over_age boolean,
    is_replay boolean,
    rests_on_it varchar,
    reason varchar,
    as_of date
);
insert into marts.source_ages values
    ('epoch', true, date '2026-08-11', 0, 14, false, false, 'every score', 'invented', date '2026-08-11'),
    ('hub', true, date '2026-08-10', 1, 14, false, false, 'downloads', 'invented', date '2026-08-11'),
    ('models_dev', false, null, null, 30, null, false, 'its days', 'invented', date '2026-08-11');

create table marts.notices (
    kind varchar,
    source varchar,
    subject varchar,
    is_first_line boolean,
    known_on date,
    n bigint,
    value_before double,
    value_after double,
    detail varchar,
    as_of date
);

create table marts.survival_curve (
    pairing_id varchar,
    scale_id varchar,
    date_basis varchar,
    rule_id varchar,
    start_on date,
    day integer,
    survival double,
    survival_lower double,
    survival_upper double,
    n_at_risk integer,
    n_matched integer,
    n_censored integer,
    as_of date
);
insert into marts.survival_curve values
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

create table marts.weekly_changes (
    kind varchar,
    item varchar,
    description varchar,
    unit varchar,
    before double,
    after double,
    compared_with_on date,
    as_of date
);
insert into marts.weekly_changes values
    ('moved_figure', 'median_days', 'Median forward lag (headline)', 'days', 184.0, 175.0, date '2026-08-04', date '2026-08-11'),
    ('moved_figure', 'n_records', 'US records since 14 March 2023', 'records', 8.0, 9.0, date '2026-08-04', date '2026-08-11'),
    ('new_release', 'bolt-3-invented', 'New in the score table', 'index points', null, 147.0, date '2026-08-04', date '2026-08-11');

comment on table marts.lag_by_day is 'Invented. Grain: one row per day. Key: day. Caveat: All days use the scores of one vintage.';
comment on table marts.records is 'Invented. Grain: one row per record. Key: release_id.';
comment on table marts.lag_summary is 'Invented. Grain: one row per choice. Key: scale_id. Caveat: A null bound was not reached by the as-of day; it is not zero.';

create table marts.level_average (
    pairing_id varchar, scale_id varchar, date_basis varchar, level_from double, level_to double, leader_best double,
    laggard_best double, mean_days double, mean_days_lower double, mean_days_upper double, mean_days_at_least double,
    median_days double, median_days_lower double, median_days_upper double, share_not_reached double,
    share_negative double, n_leader_steps bigint, n_leader_steps_to_best bigint, n_laggard_steps bigint, ci_level double, as_of date
);
insert into marts.level_average values
    ('us_any__cn_open', 'eci_published', 'available', 125.7, 150.1, 155.0, 150.1, 170.5, 120.25, 220.75, 165.0, 180.0,
     121.0, null, 0.2, 0.0, 9, 11, 7, 0.95, date '2026-08-11');

create table marts.thresholds (
    pairing_id varchar, scale_id varchar, date_basis varchar, level double, state varchar, lag_days double,
    follow_up_days double, leader_release_id varchar, leader_name varchar, laggard_release_id varchar,
    laggard_name varchar, is_leader_open boolean, is_laggard_open boolean, as_of date
);
insert into marts.thresholds values
    ('us_any__cn_open', 'eci_published', 'available', 155, 'censored', null, 63, 'c', 'Invented C', null, null, false, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 150, 'matched', 243, null, 'b', 'Invented B', 'y', 'Invented Y', false, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 145, 'laggard_only', null, null, null, null, 'z', 'Invented Z', false, false, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', 125, 'matched', -20, null, 'a', 'Invented A', 'x', 'Invented X', true, false, date '2026-08-11');

create table marts.trend (
    pairing_id varchar, scale_id varchar, date_basis varchar, start_on date, offset_days double, offset_days_lower double,
    offset_days_upper double, velocity_months_per_year double, velocity_months_per_year_lower double,
    velocity_months_per_year_upper double, leader_points_per_year double, laggard_points_per_year double,
    n_leader_records bigint, n_laggard_records bigint, ci_level double, as_of date
);
insert into marts.trend values
    ('us_any__cn_open', 'eci_published', 'available', null, 100, null, null, -3.0, null, null, 10, 12, 7, 6, 0.9, date '2026-08-11'),
    ('us_any__cn_open', 'eci_published', 'available', date '2023-03-14', 90, 2, 166, -3.8, -5.1, 0.4, 10, 12, 21, 20, 0.9, date '2026-08-11');

create table marts.benchmarks_pooled (
    pairing_id varchar, date_basis varchar, rule_id varchar, start_on date, domain varchar, has_first_tested boolean, has_superseded boolean,
    n_benchmarks bigint, n_benchmarks_left_out bigint, n_records bigint, n_matched bigint, n_censored bigint,
    n_matching_releases bigint, median_days double, median_days_lower double, median_days_upper double, share_6m double,
    share_6m_lower double, share_6m_upper double, chain_median_days_lower double, chain_median_days_upper double,
    chain_share_6m_lower double, chain_share_6m_upper double, ci_level double, as_of date
);
insert into marts.benchmarks_pooled values
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', null, true, true, 6, 1, 50, 40, 10, 9, 226, 189, 258, 0.34, 0.23, 0.45, 190, 260, 0.2, 0.5, 0.95, date '2026-08-11'),
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', null, true, false, 5, 1, 44, 35, 9, 8, 217, 180, 250, 0.36, 0.24, 0.47, 185, 255, 0.2, 0.5, 0.95, date '2026-08-11'),
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', 'coding', true, false, 2, 0, 11, 3, 8, 2, null, null, null, null, null, null, null, null, null, null, 0.95, date '2026-08-11'),
    ('us_any__cn_open', 'available', 'strict', date '2023-03-14', 'coding', true, true, 2, 0, 11, 3, 8, 2, null, null, null, null, null, null, null, null, null, null, 0.95, date '2026-08-11');

-- Our own index stands a twentieth of a point above the published one, and has the same records and matches.
insert into marts.scores
select * replace ('index' as scale_id, 'Capability index of openlag' as scale_name, score + 0.05 as score)
from marts.scores
where scale_id = 'eci_published';

insert into marts.lag_summary
select * replace ('index' as scale_id)
from marts.lag_summary
where scale_id = 'eci_published' and pairing_id = 'us_any__cn_open' and date_basis = 'available' and rule_id = 'strict';
insert into marts.lag_summary
select * replace ('paired_0_05' as rule_id, 151.0 as median_days)
from marts.lag_summary
where scale_id = 'index' and rule_id = 'strict';

insert into marts.claim_verdicts values
    ('china_open_us_closed', 'Chinese releases are open', 'share', 'us_any__cn_any', null, 'available', null, date '2023-03-14', 'supported', 0.875, 'share', 0.529112, 0.977575, 0.95, 8, '7 of 8 Chinese releases are open (exceptions to always: 1).', date '2026-08-11', '2026-08-11'),
    ('hundred_times', 'input price', 'price ratio', 'us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 'contradicted', 5.25, 'ratio', 0.5, 10.0, 0.5, 2, 'The median ratio of input prices over 2 pairs ends below 100.', date '2026-08-11', '2026-08-11'),
    ('hundred_times', 'output price', 'price ratio', 'us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 'cannot be told', null, 'ratio', null, null, null, 0, 'There are no pairs with both output prices.', date '2026-08-11', '2026-08-11'),
    ('ninety_per_cent', 'on the index, above GPT-3.5', 'A', 'us_any__cn_open', 'eci_published', 'available', 'tolerance_0_9', date '2023-03-14', 'supported', 113.0, 'days', 74.0, 130.0, 0.95, 9, 'The interval ends within six months (182.625 days).', date '2026-08-11', '2026-08-11'),
    ('replicated', 'ever', 'A', 'us_any__cn_open', 'eci_published', 'available', 'strict', date '2023-03-14', 'cannot be told', 0.777778, 'share', null, null, null, 9, '7 of 9 records are matched so far; 2 still unmatched.', date '2026-08-11', '2026-08-11'),
    ('not_on_the_hub', 'national income', 'none', null, null, null, null, null, 'not tested', null, 'ratio', null, null, null, 0, 'No source here states national income.', date '2026-08-11', '2026-08-11'),
    ('spread', 'Chinese open models spread over the world', 'none', null, null, null, null, null, 'not tested', null, 'share', null, null, null, 0, 'It needs the counts of the Hub over many months.', date '2026-08-11', '2026-08-11');

create table marts.specifications as
with specifications as (
    select scale_id as scale_or_domain, * exclude (scale_id)
    from marts.lag_summary
    where scale_id in ('eci_published', 'index')
    union all by name
    select coalesce(domain, 'all benchmarks') as scale_or_domain, * exclude (domain, has_first_tested, has_superseded, n_benchmarks, n_benchmarks_left_out)
    from marts.benchmarks_pooled
    where has_superseded
)
select
    row_number() over (
        order by nullif(median_days, 'nan'::double) nulls last, share_6m desc nulls last, scale_or_domain, pairing_id, date_basis, rule_id,
            start_on nulls first
    ) as place,
    scale_or_domain, pairing_id, date_basis, rule_id, start_on, n_records, n_matched, n_matching_releases,
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

create table marts.specification_effects (
    choice varchar, n_pairs bigint, n_pairs_not_reached bigint, median_moved_days double, largest_moved_days double, as_of date
);
insert into marts.specification_effects values
    ('scale', 12, 2, 24.0, 75.0, date '2026-08-11'),
    ('date basis', 40, 0, 13.0, 23.0, date '2026-08-11'),
    ('rule', 28, 4, 0.0, 24.0, date '2026-08-11'),
    ('pairing', 60, 6, 0.0, 6.0, date '2026-08-11'),
    ('start', 0, 5, null, null, date '2026-08-11');

create table marts.verdict_by_week as
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
    week, week_as_of, scale_id, date '2026-08-11' as vintage, n_records, n_matched, n_records - n_matched as n_censored,
    n_matching_releases,
    case when week_as_of >= date '2026-06-04' then 175.0::double when week_as_of >= date '2025-12-03' then 158.0::double end as median_days,
    if(week_as_of >= date '2026-06-04', 0.0::double, null) as median_days_lower,
    if(week_as_of >= date '2026-06-04', 343.0::double, null) as median_days_upper,
    if(week_as_of >= date '2025-12-03', 0.661376::double, null) as share_6m,
    if(week_as_of >= date '2025-12-03', 0.336448::double, null) as share_6m_lower,
    if(week_as_of >= date '2025-12-03', 0.942671::double, null) as share_6m_upper,
    0.95::double as ci_level,
    greatest(0.0::double, 166.0::double - date_diff('day', week_as_of, date '2026-08-11')) as under_days,
    if(week_as_of >= date '2026-06-04', 238.4::double - date_diff('day', week_as_of, date '2026-08-11'), null) as central_days,
    if(week_as_of >= date '2026-06-04', 264.0::double - date_diff('day', week_as_of, date '2026-08-11'), null) as over_days,
    if(week_as_of >= date '2026-06-04', 'Jade 4 (invented)', 'Kite 3 (invented)') as laggard_name,
    if(week_as_of >= date '2026-06-04', 170.5::double, null) as mean_days,
    120.25::double as mean_days_lower, 220.75::double as mean_days_upper,
    'cannot be told' as typically,
    'contradicted' as always,
    case when week_as_of >= date '2026-06-04' then 'supported' when week_as_of >= date '2025-12-03' then 'cannot be told' end as on_average,
    if(scale_id = 'index', 60, null) as n_scores,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 150.0::double, null) as drawn_median_days_lower,
    if(scale_id = 'index' and week_as_of >= date '2026-07-12', 300.0::double, null) as drawn_median_days_upper,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 0.2::double, null) as drawn_share_6m_lower,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 0.8::double, null) as drawn_share_6m_upper,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 100.0::double, null) as drawn_central_days_lower,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 250.0::double, null) as drawn_central_days_upper,
    if(scale_id = 'index' and week_as_of >= date '2026-06-04', 500, null) as n_draws,
    date '2026-08-11' as as_of,
from counts
cross join (values ('eci_published'), ('index')) as scales (scale_id);

create table marts.present_odds (
    record_release_id varchar, record_name varchar, record_released_on date, record_score double, follow_up_days bigint,
    six_month_day date, probability_now double, n_draws_known bigint, state varchar, forecast_share double, n_records bigint, as_of date
);
insert into marts.present_odds values
    ('aster-4-invented', 'Aster 4 (invented)', date '2026-02-26', 141.35, 166, date '2026-08-28', 0.124, 498, 'forecast', 0.333333, 9, date '2026-08-11'),
    ('bolt-3-invented', 'Bolt 3 (invented)', date '2026-07-01', 147.05, 41, date '2026-12-31', null, 0, 'forecast', 0.619048, 9, date '2026-08-11');

create table marts.eras (
    pairing_id varchar, scale_id varchar, date_basis varchar, split_on date, n_before bigint, n_after bigint, n_matched_before bigint,
    n_matched_after bigint, statistic double, p_value double, detectable_hazard_ratio double, power_note varchar, as_of date
);
insert into marts.eras values
    ('us_any__cn_open', 'eci_published', 'available', date '2025-01-20', 4, 5, 4, 3, 0.31, 0.58, 8.2, 'The test would find in 80 % of cases only a matching rate at least 8.2 times as high (invented).', date '2026-08-11'),
    ('us_any__cn_open', 'index', 'available', date '2025-01-20', 4, 5, 4, 3, null, null, null, 'There are too few records to test (invented).', date '2026-08-11');

create table marts.open_shares as
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

create table marts.replication_by_year as
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

create table marts.price_ratios as
select
    pairs.pairing_id, pairs.scale_id, pairs.date_basis, pairs.rule_id, pairs.as_of, pairs.record_release_id, pairs.record_name,
    pairs.record_released_on, pairs.match_release_id, pairs.match_name, pairs.match_released_on,
    record_input_usd_per_mtok::double as record_input_usd_per_mtok,
    record_output_usd_per_mtok::double as record_output_usd_per_mtok,
    record_price_seen_on,
    match_input_usd_per_mtok::double as match_input_usd_per_mtok,
    match_output_usd_per_mtok::double as match_output_usd_per_mtok,
    match_price_seen_on,
    prices.record_input_usd_per_mtok / prices.match_input_usd_per_mtok as ratio_input,
    prices.record_output_usd_per_mtok / prices.match_output_usd_per_mtok as ratio_output,
    coalesce(prices.record_price_seen_on <= pairs.record_released_on + 31, false) as is_record_price_at_launch,
    coalesce(prices.match_price_seen_on <= pairs.match_released_on + 31, false) as is_match_price_at_launch,
    is_record_price_at_launch and is_match_price_at_launch as is_at_launch,
from marts.lag_by_record as pairs
left join (
    values
        ('cirrus-2-invented', 1.5, null, date '2025-11-20', 3.0, 15.0, date '2026-06-10'),
        ('bolt-2-invented', 20.0, 80.0, date '2025-06-12', 2.0, null, date '2025-12-03'),
        ('aster-3-invented', 1.25, 10.0, date '2025-06-05', 0.075, 0.3, date '2025-06-05')
) as prices (
    record_release_id, record_input_usd_per_mtok, record_output_usd_per_mtok, record_price_seen_on, match_input_usd_per_mtok,
    match_output_usd_per_mtok, match_price_seen_on
) using (record_release_id)
where pairs.is_matched;

create table marts.drawn_lag (
    pairing_id varchar, scale_id varchar, date_basis varchar, median_days_lower double, median_days_upper double, share_6m_lower double,
    share_6m_upper double, under_days_lower double, under_days_upper double, central_days_lower double, central_days_upper double,
    share_median_within_6m double, n_records_median double, n_draws bigint, n_draws_without_records bigint,
    n_draws_median_not_reached bigint, n_draws_share_unknown bigint, n_draws_bracket_unknown bigint, ci_level double, as_of date
);
insert into marts.drawn_lag values
    ('us_any__cn_open', 'index', 'announced', 150.0, null, 0.2, 0.8, 90, 180, null, null, 0.4, 8.5, 500, 0, 30, 0, 500, 0.9, date '2026-08-11'),
    ('us_any__cn_open', 'index', 'available', 150.0, 300.0, 0.25, 0.75, 90, 180, 140, 250, 0.3, 8, 500, 0, 0, 0, 0, 0.9, date '2026-08-11'),
    ('us_closed__cn_open', 'index', 'available', 1.0, 2.0, 0.25, 0.75, 90, 180, 140, 250, 0.3, 8, 500, 0, 0, 0, 0, 0.9, date '2026-08-11');

create table marts.index_fit (
    state varchar, n_releases bigint, n_benchmarks bigint, n_scores bigint, n_clipped bigint, n_slopes_at_bound bigint, n_left_out bigint,
    objective double, seed bigint, n_draws bigint, n_draws_failed bigint, vintage date, as_of date
);
insert into marts.index_fit values ('fitted', 18, 6, 60, 1, 0, 2, 13.04, 20230314, 500, 1, date '2026-08-11', date '2026-08-11');

-- Pulls of three weeks with one missing between; nothing is known of the derived models of the first, nor of all-time downloads but in the last two.
create table marts.adoption_weekly as
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
    false as is_replay,
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

create table marts.date_conflicts as
select * from (values
    ('early', 'Early One', 'api_on', date '2024-09-24', date '2024-05-10', 'epoch_index', -137, cast(29 as double), cast(-0.039 as double), 3),
    ('lone', 'Lone <b>Two</b>', 'weights_on', date '2026-04-07', date '2026-03-27', 'models_dev', -11, cast(null as double), cast(0.06 as double), 2),
    ('still', 'Still Three', 'announced_on', date '2025-01-01', date '2025-01-20', 'epoch_index', 19, cast(0 as double), cast(0 as double), 0)
) as t (release_id, name, date_kind, chosen_on, other_on, source_id, difference_days, moved_median_days, moved_share_6m, changed_lag_count)
cross join (select date '2026-08-11' as as_of);

create table marts.licence_changes (
    release_id varchar, name varchar, headline_part varchar, stretch_number bigint, licence varchar, gated varchar,
    licence_before varchar, gated_before varchar, licence_openness varchar, first_seen_on date, as_of date
);
insert into marts.licence_changes values
    ('kite-1-invented', 'Kite 1 (invented)', 'match', 1, 'kite-licence', 'false', null, null, 'open_restricted', date '2026-01-05', date '2026-08-11'),
    ('orchid-1-invented', 'Orchid 1 (invented)', null, 2, 'mit', 'auto', 'apache-2.0', 'auto', 'open_unrestricted', date '2026-02-02', date '2026-08-11');

create table marts.headline_dates as
select * from (values
    ('agreed', 'Agreed One', 'record', date '2025-04-16', 2, 3, 'model_release_dates, models_dev', 'epoch_archive 2025-04-17', null, false),
    ('lone', 'Lone <b>Two</b>', 'match', date '2026-04-07', 1, 1, 'model_release_dates', null, 'models_dev 2026-03-27', true)
) as t (release_id, name, headline_part, released_on, n_sources_same_day, n_sources_within_seven_days, sources_same_day,
        sources_within_seven_days, sources_otherwise, is_resting_on_one)
cross join (select date '2026-08-11' as as_of);

create table marts.headline_published as
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

create table marts.identity_coverage as
select * from (values
    ('models_dev', 'models.dev', true, 389, 80, 45, 40, 224),
    ('hub', 'Hugging Face Hub, <b>repositories</b>', true, 1295, 45, 0, 4, 1246),
    ('epoch_archive', 'Epoch AI, archive', false, null, null, null, null, null)
) as t (source, source_title, is_in_use, name_count, exact_key_count, alias_count, proposed_count, unjoined_count)
cross join (select date '2026-08-11' as as_of);
