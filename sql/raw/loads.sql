-- The raw schema, as received: the runner fills each table from the Parquet files of the finished loads.
-- What has landed, and what of it did not parse or is set aside.

create table raw.loads (
    load_id varchar, source varchar, title varchar, producer varchar, url varchar, query varchar, licence varchar, retrieved_on date,
    started_at timestamptz, finished_at timestamptz, row_count bigint, reject_count bigint, checksum varchar, code_version varchar,
    flow_run_id varchar, is_snapshot boolean,
);

create table raw.loads_set_aside (
    load_id varchar, source varchar, retrieved_on date, finished_at timestamptz, reason varchar, is_damaged boolean,
);

create table raw.rejects (load_id varchar, "table" varchar, file varchar, row_number bigint, reason varchar, raw_text varchar);
