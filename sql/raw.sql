-- The raw schema: what the landing holds, as received. The runner fills each table from the Parquet files of the finished loads.
-- Page bodies of the Hub stay in the landing; everything that is parsed from them is here.

create table raw.loads (
    load_id varchar, source varchar, title varchar, producer varchar, url varchar, query varchar, licence varchar, retrieved_on date,
    started_at timestamptz, finished_at timestamptz, row_count bigint, reject_count bigint, checksum varchar, code_version varchar,
    flow_run_id varchar, is_replay boolean,
);

create table raw.loads_set_aside (
    load_id varchar, source varchar, retrieved_on date, finished_at timestamptz, reason varchar,
);

create table raw.rejects (load_id varchar, "table" varchar, file varchar, row_number bigint, reason varchar, raw_text varchar);

create table raw.organizations (
    load_id varchar, organization_id varchar, name varchar, country varchar, hub_namespaces varchar, kind varchar, source varchar,
    read_on date, extra varchar,
);

create table raw.releases (
    load_id varchar, release_id varchar, name varchar, family varchar, organization_id varchar, organizations varchar, country varchar,
    country_source varchar, openness varchar, openness_source varchar, licence varchar, licence_source varchar, announced_on date,
    announced_on_source varchar, api_on date, api_on_source varchar, weights_on date, weights_on_source varchar, published_on date,
    published_on_source varchar, hub_repository varchar, hub_repository_source varchar, date_spread_days bigint, read_on date,
    notes varchar, extra varchar,
);

create table raw.benchmarks (
    load_id varchar, benchmark_id varchar, name varchar, domain varchar, scale_type varchar, floor double, ceiling double,
    released_on date, released_on_source varchar, source varchar, read_on date, extra varchar,
);

create table raw.scores (
    load_id varchar, release_id varchar, benchmark_id varchar, score double, score_lower double, score_upper double, source varchar,
    read_on date, extra varchar,
);

create table raw.prices (
    load_id varchar, release_id varchar, provider varchar, source_model_id varchar, input_usd_per_mtok double, output_usd_per_mtok double,
    seen_on date, source varchar, read_on date, notes varchar, extra varchar,
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
    evidence varchar, read_on date, notes varchar, extra varchar,
);

create table raw.date_precedence (
    load_id varchar, kind varchar, source_id varchar, claim_kind varchar, rank bigint, origin varchar, reason varchar, extra varchar,
);

create table raw.source_limits (
    load_id varchar, source varchar, age_limit_days bigint, rests_on_it varchar, reason varchar, extra varchar,
);

create table raw.source_columns (
    load_id varchar, source varchar, table_name varchar, column_name varchar, fill_share double, basis varchar, read_on date, extra varchar,
);

create table raw.openness_claims (
    load_id varchar, release_id varchar, openness varchar, licence varchar, source_id varchar, source_name varchar, evidence varchar,
    read_on date, extra varchar,
);

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

create table raw.archive_benchmarks (
    load_id varchar, benchmark varchar, is_in_index boolean, source_file varchar, score_column varchar, scale double,
    random_baseline double, score_ceiling double, released_on date, superseded_by varchar,
);

create table raw.archive_models (
    load_id varchar, model_version varchar, name varchar, released_on date, organizations varchar, country varchar, accessibility varchar,
);

create table raw.archive_scores (
    load_id varchar, benchmark varchar, model_version varchar, score double, released_on date, started_at timestamptz, source_url varchar,
);

create table raw.arena_ratings (
    load_id varchar, config varchar, model_name varchar, organization varchar, licence varchar, rating double, rating_lower double,
    rating_upper double, variance double, vote_count bigint, arena_rank bigint, category varchar, leaderboard_on date,
);

create table raw.hub_models (
    load_id varchar, hub_id varchar, hub_model_id varchar, namespace varchar, created_at timestamptz, last_modified_at timestamptz,
    downloads_30d bigint, downloads_all_time bigint, likes bigint, licence varchar, tags varchar[], base_models varchar[],
    base_model_relation varchar, finetune_count bigint, adapter_count bigint, merge_count bigint, quantized_count bigint, gated varchar,
    is_private boolean, library varchar, task varchar, parameter_count bigint, parameter_count_stated bigint,
    eval_results_json varchar, model_index_json varchar,
);

create table raw.hub_eval_results (
    load_id varchar, hub_model_id varchar, result_kind varchar, entry_number bigint, dataset_id varchar, dataset_name varchar,
    dataset_config varchar, dataset_split varchar, task_id varchar, metric varchar, "value" double, evaluated_on date, source_url varchar,
    source_name varchar, filename varchar, is_verified boolean, is_pull_request boolean, notes varchar, raw_text varchar,
);

create table raw.hub_top (
    load_id varchar, list varchar, rank bigint, hub_id varchar, hub_model_id varchar, created_at timestamptz,
    last_modified_at timestamptz, downloads_30d bigint, likes bigint, licence varchar, tags varchar[], base_models varchar[],
    base_model_relation varchar, gated varchar, is_private boolean, library varchar, task varchar, parameter_count bigint,
);

create table raw.hub_namespaces (load_id varchar, namespace varchar, outcome varchar, model_count bigint, reason varchar);

create table raw.hub_names (
    load_id varchar, asked_name varchar, outcome varchar, hub_id varchar, hub_model_id varchar, finetune_count bigint, adapter_count bigint,
    merge_count bigint, quantized_count bigint, reason varchar,
);

create table raw.hub_weight_tries (load_id varchar, hub_model_id varchar, outcome varchar, has_token boolean, reason varchar);

create table raw.hub_snapshot (load_id varchar, hub_model_id varchar, read_on date);

create table raw.hub_first_weights (
    load_id varchar, hub_model_id varchar, first_weights_at timestamptz, commit_id varchar, commit_title varchar, weight_files varchar[],
);

create table raw.week_draws (
    load_id varchar, week varchar, week_as_of date, replay_key varchar, n_draws bigint, n_draws_failed bigint,
    n_draws_median_not_reached bigint, n_draws_bracket_unknown bigint, median_days_lower double, median_days_upper double,
    share_6m_lower double, share_6m_upper double, central_days_lower double, central_days_upper double, share_median_within_6m double,
    ci_level double,
);
