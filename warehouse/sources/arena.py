"""Arena's leaderboards: ratings of closed and open models on one scale, with every day on which a leaderboard was published.

The official dataset lies on the Hub as Parquet, a folder a leaderboard; `<folder>/full-*.parquet` is its whole history. Two of them are
read, `text` and `text_style_control`, and of each the category `overall`: the history has over a million rows, and the other categories
are no use here. A folder of the same layout at a file:// address is read likewise.

Ratings are relative: all of them move when votes are added or the method changes, so a rating means something beside the others of its
day and nowhere else. model_name is Arena's own name for what it serves, and no release of ours until an alias says so. The day is the
one printed in the row; when the file was changed is no fact about it.
"""

import glob
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.printable import printable
from warehouse.sources.hub import files
from warehouse.sources.hub.files import Snapshot
from warehouse.sources.net import one_file
from warehouse.sources.parse.apart import Rows, read_apart
from warehouse.sources.parse.plausible import BOUNDS, MOST_RATING, day_fault, id_fault, newest_day
from warehouse.sql_text import listed

SETTING = "OPENLAG_ARENA_URL"
USUAL_URL = "datasets/lmarena-ai/leaderboard-dataset"
CONFIGS = ("text", "text_style_control")
CATEGORY = "overall"
WANTED = re.compile(rf"(?P<config>{'|'.join(CONFIGS)})/full-[\w.-]+\.parquet", re.ASCII)
# The text history had 1.14 million rows in about 30 categories after 40 months, so some 40,000 in one; ten years fit ten times over.
MOST_ROWS = 2_000_000
# A small file can unfold to any size: this bounds a page of it, and texts longer than any name are no values before they leave DuckDB.
READING: dict[str, Any] = {"memory_limit": "256MB", "threads": 2}
MOST_REJECTS = 1_000
MOST_RAW_CHARACTERS = 2_000
MOST_TEXT_BYTES = 2_000
NEEDED = ("model_name", "rating", "category", "leaderboard_publish_date")
# Beside the rating, our name and theirs: what is odd in one of these costs that column alone.
BESIDE = {
    "organization": "organization", "licence": "license", "variance": "variance", "vote_count": "vote_count", "arena_rank": "rank",
}  # fmt: skip
# The ends of the interval: as the dataset names them, and as the maker's older catalogue of leaderboards did.
INTERVALS = (("rating_lower", "rating_upper"), ("rating_q025", "rating_q975"))
SCHEMA = {
    "config": pl.String(),
    "model_name": pl.String(),
    "organization": pl.String(),
    "licence": pl.String(),
    "rating": pl.Float64(),
    "rating_lower": pl.Float64(),
    "rating_upper": pl.Float64(),
    "variance": pl.Float64(),
    "vote_count": pl.Int64(),
    "arena_rank": pl.Int64(),
    "category": pl.String(),
    "leaderboard_on": pl.Date(),
}
SIMPLE_TYPES = frozenset({"VARCHAR", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"})
NUMBERS = ("rating", "rating_lower", "rating_upper")
MOST_BESIDE = {name: int(BOUNDS[name][1]) for name in ("variance", "vote_count", "arena_rank")}


def pull(url: str, *, now: datetime, cache: Path | None = None) -> Pull:
    """Both histories at https://<hub>/datasets/<owner>/<name>, or in a file:// folder, typed.

    now: aware. Over http(s) the pull speaks of the UTC day of `now`, a folder of the newest day printed in it. cache: folder of the HTTP
    cache. Raises TransientError where another try may pass, SourceError otherwise.
    """
    if now.tzinfo is None:
        raise ValueError(f"now={now} has no time zone")
    started = time.monotonic()
    address = url.rstrip("/")
    today = now.astimezone(UTC).date()
    if one_file.is_local(address):
        frame, rejects = _read(_local_files(address), today)
        query, retrieved_on = "", newest_day([frame]) or today
    else:
        (frame, rejects), query = files.fetch(
            files.read_address(address, SETTING), WANTED, partial(_read_snapshot, today), cache=cache
        )
        retrieved_on = today
    return Pull(
        source="arena",
        title="Arena leaderboard dataset",
        producer="Arena (LMArena)",
        url=address,
        query=f"category {CATEGORY} of {', '.join(CONFIGS)}{query}",
        licence="CC BY 4.0",
        retrieved_on=retrieved_on,
        started_at=now,
        finished_at=now + timedelta(seconds=time.monotonic() - started),
        tables={"arena_ratings": frame},
        rejects=rejects,
    )


def probe(url: str, *, cache: Path | None = None) -> None:
    """Ask for the newest commit of the dataset. Raises what `pull` raises."""
    address = url.rstrip("/")
    if one_file.is_local(address):
        one_file.probe(address, one_file.Access(SETTING, "Parquet"))
    else:
        files.probe(files.read_address(address, SETTING))


def _local_files(address: str) -> dict[str, Path]:
    folder = one_file.local_path(address, one_file.Access(SETTING, "Parquet"))
    assert folder is not None
    found = {path.relative_to(folder).as_posix(): path for path in folder.glob("*/full-*.parquet")}
    return {name: path for name, path in found.items() if WANTED.fullmatch(name)}


def _read_snapshot(today: date, snapshot: Snapshot) -> tuple[Rows, str]:
    rows = read_apart(_read, snapshot.files, today, what=f"full-*.parquet of commit {snapshot.commit_id[:12]}")
    return rows, f", commit {snapshot.commit_id} of {snapshot.committed_at.date()}"


def _read(files: Mapping[str, Path], today: date) -> Rows:
    frames, rejects = [], []
    for config in CONFIGS:
        parts = {name: path for name, path in sorted(files.items()) if name.startswith(f"{config}/")}
        if not parts:
            raise SourceError(f"{config}/full-*.parquet: the dataset has no file of that name; its layout has changed.")
        kept, bad = _judge(_typed(config, parts), today)
        told = bad.head(MOST_REJECTS)
        texts = _raw_texts(parts, told)
        rejects += [
            Reject("arena_ratings", file, number, reason, texts.get((file, number), ""))
            for file, number, reason in told.select("file", "row_number", "reason").iter_rows()
        ]
        if bad.height > told.height:
            further = f"{bad.height - told.height:,} further rows, or parts of one, cannot be used."
            rejects.append(Reject("arena_ratings", f"{config}/full-*.parquet", 0, further, ""))
        if kept.is_empty():
            raise SourceError(f"{config}: none of its {bad.height} rows parses; the first: {bad['reason'][0]}")
        frames.append(kept)
    return pl.concat(frames).sort("config", "leaderboard_on", "model_name"), rejects


def _typed(config: str, parts: Mapping[str, Path]) -> pl.DataFrame:
    """The rows of the category: columns of SCHEMA, null where a value is of another kind, with each row's place and
    the names of the columns where that happened."""
    names = {str(path): name for name, path in parts.items()}
    where = f"{config}/full-*.parquet"
    with duckdb.connect(config=READING) as connection:
        connection.execute("set max_temp_directory_size = '0B'")
        try:
            describe = f"describe select * from read_parquet({listed(names)})"  # noqa: S608 - quoted
            described = connection.execute(describe).fetchall()
            types = {str(name): str(dtype) for name, dtype, *_ in described}
            found = connection.sql(_select(types, names, where)).pl()
        except duckdb.Error as error:
            reason = printable(str(error).partition("\n")[0], 200)
            raise SourceError(f"{where}: not Parquet that can be read ({reason}).") from error
    if found.is_empty():
        raise SourceError(f"{where}: no row is of the category {CATEGORY}; the categories have changed.")
    if found.height > MOST_ROWS:
        raise SourceError(f"{where}: more than {MOST_ROWS:,} rows of the category {CATEGORY}; it is not read.")
    return found.with_columns(pl.lit(config).alias("config"), pl.col("file").replace_strict(names))


def _select(types: Mapping[str, str], paths: Iterable[str], where: str) -> str:
    """The reading of the columns that we know, each cast where it can be. Raises SourceError for a file without them."""
    interval = next((pair for pair in INTERVALS if types.keys() >= set(pair)), None)
    missing = [name for name in NEEDED if name not in types]
    if missing or interval is None:
        missing += [] if interval else [" and ".join(INTERVALS[0])]
        named = printable(", ".join(types), 400)
        raise SourceError(f"{where}: the columns {', '.join(missing)} are missing; it has {named}.")
    sources = {"licence": "license", "arena_rank": "rank", "leaderboard_on": "leaderboard_publish_date"}
    sources |= dict(zip(("rating_lower", "rating_upper"), interval, strict=True))
    kinds = {pl.String(): "varchar", pl.Float64(): "double", pl.Int64(): "bigint", pl.Date(): "date"}
    casts = {name: _cast(sources.get(name, name), kinds[kind], types) for name, kind in SCHEMA.items()}
    columns = [f"{cast} as {name}" for name, cast in casts.items()]
    there = {name: sources.get(name, name) for name in SCHEMA if sources.get(name, name) in types}
    odd = [
        f"""if("{source}" is not null and {casts[name]} is null, '{source}', null)""" for name, source in there.items()
    ]
    return f"""
        select {", ".join(columns)}, list_filter([{", ".join(odd)}], lambda name: name is not null) as odd,
            filename as file, file_row_number + 1 as row_number,
        from read_parquet({listed(paths)}, filename = true, file_row_number = true)
        where cast(category as varchar) = '{CATEGORY}'
        limit {MOST_ROWS + 1}
    """  # noqa: S608 - names of this file


def _cast(column: str, kind: str, types: Mapping[str, str]) -> str:
    if column not in types:
        return f"null::{kind}"
    # A list or an object is by way of text no number and no day, and costs its row alone.
    value = f'"{column}"' if types[column] in SIMPLE_TYPES else f'cast("{column}" as varchar)'
    if kind == "varchar":
        return f"if(strlen(cast({value} as varchar)) <= {MOST_TEXT_BYTES}, {value}::varchar, null)"
    return f"try_cast({value} as {kind})"


def _judge(found: pl.DataFrame, today: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that can be right, and what is wrong with the others or with a part of one. Of one model and day the first row counts."""
    texts = ("model_name", "organization", "licence")
    found = found.sort("file", "row_number").with_columns(pl.col(texts).str.strip_chars().replace("", None))
    odd = pl.col("odd").list.set_difference(list(BESIDE.values())).list.join(", ")
    reason = pl.coalesce(
        pl.when(odd != "").then(pl.format("{}: not of the kind that a leaderboard has there.", odd)),
        pl.when(pl.col("model_name").is_null()).then(pl.lit("model_name is missing or blank.")),
        _fault(found, "model_name", partial(id_fault, "model_name")),
        pl.when(pl.col("leaderboard_on").is_null()).then(pl.lit("leaderboard_publish_date is missing.")),
        _fault(found, "leaderboard_on", lambda day: day_fault("leaderboard_publish_date", day, today)),
        pl.when(pl.col("rating").is_null()).then(pl.lit("rating is missing.")),
        *(pl.when(~pl.col(name).is_finite()).then(pl.lit(f"{name} is no finite number.")) for name in NUMBERS),
        *(
            pl.when(pl.col(name).abs() > MOST_RATING).then(pl.lit(f"{name} is beyond {MOST_RATING:,}, and no rating."))
            for name in NUMBERS
        ),
        pl.when(pl.col("rating_lower") > pl.col("rating_upper")).then(pl.lit("the interval's ends are exchanged.")),
    )
    repeats = pl.int_range(pl.len()).over("model_name", "leaderboard_on") > 0
    judged = found.with_columns(reason.alias("reason"))
    good = judged.filter(pl.col("reason").is_null()).with_columns(
        pl.when(repeats).then(pl.lit("the model stands twice on the leaderboard of that day.")).alias("reason")
    )
    kept, flawed = _without_flaws(good.filter(pl.col("reason").is_null()))
    where = ("file", "row_number", "reason")
    whole = [frame.filter(pl.col("reason").is_not_null()).select(where) for frame in (judged, good)]
    return kept, pl.concat([*whole, flawed.select(where)]).sort("file", "row_number")


def _without_flaws(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with what is odd beside their rating unknown, and a reason for each such cell."""
    flaws = [
        pl.coalesce(
            pl.when(pl.col("odd").list.contains(source)).then(
                pl.lit(f"{source}: not of the kind that a leaderboard has there")
            ),
            *(
                (
                    pl.when(~pl.col(name).cast(pl.Float64).is_finite()).then(pl.lit(f"{source} is no finite number")),
                    pl.when(pl.col(name) < 0).then(pl.lit(f"{source} is below zero")),
                    pl.when(pl.col(name) > MOST_BESIDE[name]).then(pl.lit(f"{source} is over {MOST_BESIDE[name]:,}")),
                )
                if name in MOST_BESIDE
                else (_fault(rows, name, partial(id_fault, source)).str.strip_suffix("."),)
            ),
        ).alias(name)
        for name, source in BESIDE.items()
    ]
    told = rows.select("file", "row_number", *flaws)
    kept = rows.with_columns(pl.when(told[name].is_null()).then(pl.col(name)).alias(name) for name in BESIDE)
    flawed = told.unpivot(list(BESIDE), index=("file", "row_number"), value_name="reason").drop_nulls("reason")
    note = pl.format("{}; the row is kept without it", "reason")
    return kept.select(SCHEMA.keys()), flawed.with_columns(note.alias("reason"))


def _raw_texts(parts: Mapping[str, Path], bad: pl.DataFrame) -> dict[tuple[str, int], str]:
    """The rejected rows as JSON, by file and number."""
    texts: dict[tuple[str, int], str] = {}
    for (file,), rows in bad.group_by("file", maintain_order=True):
        # A row whose text takes too much memory has none.
        with suppress(duckdb.OutOfMemoryException), duckdb.connect(config=READING) as connection:
            found = connection.sql(
                f"""
                select file_row_number + 1, left(cast(to_json(content) as varchar), {MOST_RAW_CHARACTERS})
                from read_parquet($path, file_row_number = true) as content
                where list_contains($numbers, file_row_number + 1)
                """,  # noqa: S608 - a number of this file
                params={"path": glob.escape(str(parts[str(file)])), "numbers": rows["row_number"].to_list()},
            )
            texts |= {(str(file), number): text for number, text in found.fetchall()}
    return texts


def _fault(found: pl.DataFrame, name: str, judge: Any) -> pl.Expr:
    """What is wrong with a column's values, judged once for each value that occurs."""
    values = found[name].drop_nulls().unique()
    faults = {value: fault for value in values if (fault := judge(value)) is not None}
    if not faults:
        return pl.lit(None, pl.String)
    return pl.col(name).replace_strict(faults, default=None, return_dtype=pl.String)
