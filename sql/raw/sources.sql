-- The raw schema, as received: the runner fills each table from the Parquet files of the finished loads.
-- The other sources, the draws of past weeks and the registered forecasts.

create table raw.epoch_index (
    load_id varchar, model varchar, display_name varchar, score double, score_lower double, score_upper double, published_on date,
    organizations varchar, country varchar, accessibility varchar, accessibility_group varchar, extra varchar,
);

create table raw.epoch_scores (
    load_id varchar, model varchar, model_version varchar, family varchar, benchmark varchar, score double, benchmark_released_on date,
    published_on date, source varchar, extra varchar,
);

create table raw.models_dev_models (
    load_id varchar, model_id varchar, name varchar, family varchar, released_on date, released_precision varchar, open_weights boolean,
    licence varchar, weight_urls varchar[], extra varchar,
);

create table raw.models_dev_prices (
    load_id varchar, provider varchar, model_id varchar, name varchar, released_on date, released_precision varchar,
    input_usd_per_mtok double, output_usd_per_mtok double, open_weights boolean,
);

create table raw.catalogue_models (
    load_id varchar, model_id varchar, name varchar, provider_id varchar,
    identifiers struct(namespace varchar, "value" varchar, kind varchar)[],
);

create table raw.catalogue_events (
    load_id varchar, model_id varchar, channel varchar, stage varchar, day date, "precision" varchar, confidence varchar,
    publisher varchar, url varchar, evidence varchar,
);

create table raw.archive_models (
    load_id varchar, model_version varchar, name varchar, released_on date, organizations varchar, country varchar, accessibility varchar,
);

create table raw.archive_scores (
    load_id varchar, benchmark varchar, model_version varchar, score double, released_on date, started_at timestamptz, source_url varchar,
);

create table raw.archive_costs (
    load_id varchar, benchmark_id varchar, model_version varchar, setting varchar, score double, cost_usd double, run_on date,
);

create table raw.archive_compute (
    load_id varchar, model_version varchar, training_compute_flop double, confidence varchar,
);

create table raw.arena_ratings (
    load_id varchar, config varchar, model_name varchar, organization varchar, licence varchar, rating double, rating_lower double,
    rating_upper double, variance double, vote_count bigint, arena_rank bigint, category varchar, leaderboard_on date,
);

create table raw.backfilled_weeks (
    load_id varchar, week varchar, week_as_of date, inputs_key varchar, n_draws bigint, n_draws_failed bigint,
    n_draws_median_not_reached bigint, n_draws_bracket_unknown bigint, median_days_lower double, median_days_upper double,
    share_6m_lower double, share_6m_upper double, central_days_lower double, central_days_upper double, share_median_within_6m double,
    ci_level double,
);

create table raw.registered_forecasts (
    load_id varchar, forecast_id varchar, model_id varchar, is_baseline boolean, horizon varchar, record_release_id varchar,
    record_name varchar, record_released_on date, target_on date, due_on date, probability double, made_as_of date, registered_on date,
    load_ids varchar, sha256 varchar,
);
