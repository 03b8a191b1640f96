-- The raw schema, as received: the runner fills each table from the history of listings of the whole Hub (warehouse/history/).
-- Sums alone: the listings themselves stay Parquet files beside the landing. A repository with several bases is shared out, so that a
-- number of models need not be whole.

create table raw.hub_listings (
    listing_id varchar, listed_on date, week varchar, kind varchar, source varchar, title varchar, producer varchar, url varchar,
    licence varchar, started_at timestamptz, finished_at timestamptz, n_models bigint, n_rejects bigint, n_roots bigint,
    n_without_base bigint, n_cycles_cut bigint, n_bases_not_listed bigint,
);

create table raw.hub_spread (
    listing_id varchar, root_namespace varchar, root_status varchar, is_maker_tracked boolean, relation varchar, size_class varchar,
    is_new boolean, n_models double, downloads_30d double, n_downloads_30d double, likes double, n_likes double,
);

create table raw.hub_roots (
    listing_id varchar, rank bigint, root_hub_id varchar, root_hub_model_id varchar, root_namespace varchar, n_models double,
    downloads_30d double, likes double,
);
