-- The raw schema, as received: the runner fills each table from the Parquet files of the finished loads.
-- The files of warehouse/reference.

create table raw.organizations (
    load_id varchar, organization_id varchar, name varchar, country varchar, hub_namespaces varchar, kind varchar, source varchar,
    read_on date, extra varchar,
);

create table raw.releases (
    load_id varchar, release_id varchar, name varchar, short_name varchar, family varchar, organization_id varchar, organizations varchar,
    country varchar, country_source varchar, tier varchar, openness varchar, openness_source varchar, licence varchar, licence_source varchar, announced_on date,
    announced_on_source varchar, api_on date, api_on_source varchar, weights_on date, weights_on_source varchar, published_on date,
    published_on_source varchar, hub_repository varchar, hub_repository_source varchar, date_spread_days bigint, read_on date,
    notes varchar, extra varchar,
);

create table raw.benchmarks (
    load_id varchar, benchmark_id varchar, name varchar, domain varchar, scale_type varchar, floor double, ceiling double,
    released_on date, released_on_source varchar, other_names varchar, superseded_by varchar, superseded_by_source varchar,
    source varchar, read_on date, extra varchar,
);

create table raw.scores (
    load_id varchar, release_id varchar, benchmark_id varchar, score double, score_lower double, score_upper double, source varchar,
    read_on date, extra varchar,
);

create table raw.prices (
    load_id varchar, release_id varchar, provider varchar, source_model_id varchar, input_usd_per_mtok double, output_usd_per_mtok double,
    seen_on date, source varchar, read_on date, notes varchar, extra varchar,
);

create table raw.run_costs (
    load_id varchar, benchmark_id varchar, source_name varchar, release_id varchar, setting varchar, score double, cost_usd double,
    run_on date, source varchar, read_on date, extra varchar,
);

create table raw.training_compute (
    load_id varchar, source_name varchar, release_id varchar, training_compute_flop double, confidence varchar, source varchar,
    read_on date, extra varchar,
);

create table raw.aliases (
    load_id varchar, source_id varchar, source_name varchar, release_id varchar, reason varchar, read_on date, extra varchar,
);

create table raw.review_rejections (
    load_id varchar, proposal_id varchar, kind varchar, source_id varchar, subject varchar, reason varchar, rejected_on date,
    extra varchar,
);

create table raw.date_claims (
    load_id varchar, release_id varchar, kind varchar, day date, "precision" varchar, source_id varchar, source_name varchar,
    source_url varchar, evidence varchar, read_on date, notes varchar, extra varchar,
);

create table raw.date_precedence (
    load_id varchar, kind varchar, source_id varchar, claim_kind varchar, rank bigint, origin varchar, channel varchar,
    bound varchar, reason varchar, extra varchar,
);

create table raw.source_limits (
    load_id varchar, source varchar, age_limit_days bigint, rests_on_it varchar, reason varchar, extra varchar,
);

create table raw.openness_claims (
    load_id varchar, release_id varchar, openness varchar, licence varchar, source_id varchar, source_name varchar,
    source_url varchar, evidence varchar, read_on date, extra varchar,
);

create table raw.vintages (
    load_id varchar, publication bigint, first_seen_on date, row_count bigint, refused_reason varchar, hole_reason varchar,
    source varchar, read_on date, extra varchar,
);

create table raw.score_vintages (load_id varchar, name varchar, publication bigint, score double, extra varchar);

create table raw.pairings (
    load_id varchar, pairing_id varchar, leader varchar, laggard varchar, pairing_name varchar, short_name varchar, leaders varchar,
    laggards varchar, reason varchar, extra varchar,
);

create table raw.hub_snapshot (load_id varchar, hub_model_id varchar, read_on date);
