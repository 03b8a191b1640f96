"""Listings of a whole Hub of any size, week by week, as the batches that the history keeps: no model, maker or count in them is real.

Made by DuckDB from numbers. A little more than half of the models derive from an older one, the oldest most often, one in twenty-five from
two; five in a hundred names of bases lead nowhere. From week to week every count of downloads moves, and the tags of one model in twenty.
"""

from pathlib import Path

import duckdb

BATCH = 50_000
CHANGED = 20  # one in so many models has other tags than the week before
SCHEMA = """
    create macro dice(number, kind) as cast(hash(number, kind) % 1000000007 as bigint);
    create macro model_name(number) as
        case when dice(number, 0) % 40 = 0
            then ['Qwen', 'meta-llama', 'google', 'deepseek-ai', 'mistralai'][1 + dice(number, 1) % 5]
            else 'maker-' || dice(number, 2) % (1 + $n_models // 4)
        end || '/Kite-' || dice(number, 3) || '-' || number;
    create macro older(number, kind) as cast(pow(dice(number, kind) / 1000000007, 3) * number as bigint);
"""
ROWS = """
    select
        printf('%08x', 1640000000 + number * 40) || left(md5(cast(number as varchar)), 16) as hub_id,
        model_name(number) as hub_model_id,
        make_timestamptz((1640000000 + number * 40) * 1000000) as created_at,
        make_timestamptz((1640000000 + number * 40 + if(dice(number, 100 + $week) % 20 = 0, $week, 0) * 604800) * 1000000)
            as last_modified_at,
        if(dice(number, 4) % 100 = 0, dice(number, 200 + $week) % 10000000, dice(number, 200 + $week) % 200) as downloads_30d,
        dice(number, 4) % 20000 + $week as downloads_all_time,
        if(dice(number, 5) % 20 = 0, dice(number, 6) % 1000 + $week, dice(number, 5) % 3) as likes,
        ['mit', 'apache-2.0', 'other', null][1 + dice(number, 7) % 4] as licence,
        list_concat(
            ['transformers', 'safetensors', 'text-generation', 'region:us', 'endpoints_compatible', 'autotrain_compatible', 'en'],
            ['arxiv:' || 2000 + dice(number, 8) % 500 || '.' || 10000 + dice(number, 9) % 5000, 'dataset:d' || dice(number, 10) % 5000],
            if($week > 0 and dice(number, 300 + $week) % $changed = 0, ['edited-' || $week], [])
        ) as tags,
        case
            when dice(number, 11) % 100 < 45 or number = 0 then []
            when dice(number, 11) % 100 < 92 then [model_name(older(number, 12))]
            when dice(number, 11) % 100 < 95 then [model_name(older(number, 12)), model_name(older(number, 13))]
            else ['gone/' || dice(number, 14) % 1000]
        end as base_models,
        if(len(base_models) = 0, null, ['finetune', 'adapter', 'quantized', 'merge'][1 + dice(number, 15) % 4]) as base_model_relation,
        'transformers' as library,
        'text-generation' as task,
        'false' as gated,
        if(dice(number, 16) % 3 = 0, dice(number, 17) * 100, null) as parameter_count,
    from (select unnest(range($start, $stop)) as number)
"""


def write_week(n_models: int, week: int, folder: Path) -> list[Path]:
    """The batches of one week."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(SCHEMA.replace("$n_models", str(n_models)))
        batches = []
        for start in range(0, n_models, BATCH):
            given = {"week": week, "changed": CHANGED, "start": start, "stop": min(n_models, start + BATCH)}
            query = ROWS
            for name, value in given.items():
                query = query.replace(f"${name}", str(value))
            batches.append(folder / f"{start:09d}.parquet")
            connection.execute(f"copy ({query}) to '{batches[-1]}' (format parquet, compression zstd)")
    return batches
