-- The raw schema, as received: the runner fills each table from the Parquet files of the finished loads.
-- The Hub. Page bodies stay in the landing; everything that is parsed from them is here.

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

create table raw.hub_first_weights (
    load_id varchar, hub_model_id varchar, first_weights_at timestamptz, commit_id varchar, commit_title varchar, weight_files varchar[],
);
