"""A snapshot in the hub-stats layout gives the rows that a crawl of its day would have given, whatever its columns look like."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.landing import SourceError
from warehouse.settings import PROJECT
from warehouse.sources.hub import columns
from warehouse.sources.hub.bulk import LICENCE, listed_in_file, read_file
from warehouse.sources.hub.columns import BATCH_COLUMNS, Place, connect, write_pages

DAY = date(2025, 3, 3)
MOMENT = datetime(2024, 8, 3, 9, 12, 44, 120_000, tzinfo=UTC)
KITE: dict[str, Any] = {
    "_id": "6895f1c2a1b2c3d4e5f60718", "id": "harbour-ai/Kite-2-8B", "author": "harbour-ai", "createdAt": MOMENT, "lastModified": MOMENT,
    "downloads": 182345, "downloadsAllTime": 240112, "likes": 913, "trendingScore": 4,
    "tags": ["transformers", "license:apache-2.0", "base_model:harbour-ai/Kite", "base_model:finetune:harbour-ai/Kite"],
    "library_name": "transformers", "pipeline_tag": "text-generation", "gguf": None, "siblings": ["config.json"],
    "baseModels": {"models": [{"_id": "6895f0", "id": "harbour-ai/Kite"}], "relation": "finetune"},
    "safetensors": {"parameters": {"BF16": 8_030_261_248, "F32": None}, "total": 8_030_261_248}, "cardData": '{"license": "apache-2.0"}',
}  # fmt: skip
BARE: dict[str, Any] = {
    "_id": "abcdef0123456789abcdef01", "id": "quill/old", "author": "quill", "createdAt": MOMENT, "lastModified": None, "downloads": 0,
    "downloadsAllTime": None, "likes": None, "trendingScore": None, "tags": [], "library_name": None, "pipeline_tag": None, "gguf": None,
    "siblings": [], "baseModels": {"models": None, "relation": None},
    "safetensors": {"parameters": {"BF16": None, "F32": None}, "total": None}, "cardData": None,
}  # fmt: skip


def as_crawled(tmp_path: Path) -> pl.DataFrame:
    """The two rows as a crawl reads them: without what is null, and moments as text."""
    kite = {name: value for name, value in KITE.items()} | {
        "safetensors": {"parameters": {"BF16": 8_030_261_248}, "total": 8_030_261_248}
    }
    bare = {name: value for name, value in BARE.items() if name not in ("baseModels", "safetensors")}
    page = tmp_path / "page.json"
    page.write_text(json.dumps([kite, bare], default=lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.120Z"))
    with connect() as connection:
        write_pages(connection, [page], Place(tmp_path / "crawled.parquet", tmp_path / "rejects.parquet"))
    return pl.read_parquet(tmp_path / "crawled.parquet")


def snapshot(tmp_path: Path, frame: pl.DataFrame) -> Path:
    file = tmp_path / "models.parquet"
    frame.write_parquet(file)
    return file


def read(tmp_path: Path, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Batches, rejects and absent columns, in this process: the child is looked at once, below."""
    folder = tmp_path / "spool"
    (folder / "batches").mkdir(parents=True)
    told, _ = read_file(snapshot(tmp_path, frame), folder)
    batches, rejects = ([pl.read_parquet(file) for file in told[name]] for name in ("batch", "rejects"))
    return pl.concat(batches), pl.concat(rejects), list(told["absent"][0])


def test_a_snapshot_is_a_whole_listing_of_its_day_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file, spools = snapshot(tmp_path, pl.DataFrame([KITE, BARE])), tmp_path / "crawl"
    with listed_in_file(file, spools, DAY) as found:
        rows = pl.concat([pl.read_parquet(batch) for batch in found.batches])
        assert rows.equals(as_crawled(tmp_path)) and rows.columns == list(BATCH_COLUMNS)
        assert (found.kind, found.rows, found.query) == ("full", 2, "models.parquet, of 2025-03-03")
        assert found.started_at == found.finished_at == datetime(2025, 3, 3, tzinfo=UTC)
        assert found.refused == ["gated", "private"] and found.reject_count == 2
    assert list(spools.iterdir()) == [] and LICENCE == "ODbL-1.0"


def test_a_run_has_a_folder_of_its_own_and_what_a_killed_one_left_goes(tmp_path: Path) -> None:
    file, spools = snapshot(tmp_path, pl.DataFrame([KITE, BARE])), tmp_path / "crawl"
    left = [spools / name / "batches" for name in (".from-parquet", ".from-parquet-0123", "..from-parquet-0123.old")]
    for batches in left:
        batches.mkdir(parents=True)
        pl.DataFrame({"hub_id": ["ab12cd"]}).write_parquet(batches / "000001.parquet")
    with listed_in_file(file, spools, DAY) as found:
        assert found.rows == 2 and {batch.parents[1] for batch in found.batches} == {*spools.iterdir()}
        assert not any(batches.exists() for batches in left)  # so that an orphan's next batch has no place
    assert list(spools.iterdir()) == []


def say_and_wait(file: Path) -> None:
    file.with_suffix(".next").write_text(str(os.getpid()))
    file.with_suffix(".next").rename(file)
    time.sleep(60)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for a process in /proc")
def test_a_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "child"
    code = f"""from pathlib import Path; from warehouse.sources.parse.apart import read_apart; from {__name__} import say_and_wait
read_apart(say_and_wait, Path({str(told)!r}), what="it")"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT) as parent:
        wait_until(told.exists)
        parent.kill()
    wait_until(lambda: not Path("/proc", told.read_text()).exists())


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Everything nested as JSON, moments as the Hub writes them."""
    moments = pl.col("createdAt", "lastModified").dt.strftime("%Y-%m-%dT%H:%M:%S.120Z")
    nested = [
        pl.Series(name, [json.dumps(row[name]) for row in (KITE, BARE)])
        for name in ("tags", "baseModels", "safetensors")
    ]
    return frame.with_columns(moments, *nested)


SHAPES = {
    "as text": as_text,
    "moments without a zone": lambda frame: frame.with_columns(pl.col("createdAt").dt.replace_time_zone(None)),
    "moments in nanoseconds": lambda frame: frame.with_columns(pl.col("createdAt", "lastModified").cast(pl.Datetime("ns", "UTC"))),
    "moments in milliseconds": lambda frame: frame.with_columns(pl.col("createdAt", "lastModified").cast(pl.Datetime("ms"))),
    "numbers with gaps": lambda frame: frame.with_columns(pl.col("downloads", "downloadsAllTime", "likes").cast(pl.Float64)),
    "narrow numbers": lambda frame: frame.with_columns(pl.col("downloads", "likes").cast(pl.UInt32)),
    "other columns beside": lambda frame: frame.with_columns(pl.lit("x").alias("sha"), pl.lit(None).alias("disabled")),
    "other order": lambda frame: frame.select(reversed(frame.columns)),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_layout_that_has_drifted_gives_the_same_rows(tmp_path: Path, shape: str) -> None:
    rows, rejects, absent = read(tmp_path, SHAPES[shape](pl.DataFrame([KITE, BARE])))
    assert rows.sort("hub_id").equals(as_crawled(tmp_path).sort("hub_id"))
    assert rejects.is_empty() and absent == ["gated", "private"]


@pytest.mark.parametrize("shape", ["nested", "as text"])
def test_tags_that_look_like_members_without_a_value_are_tags(tmp_path: Path, shape: str) -> None:
    tags = ["x", ":null", "license:mit", 'a":null,b', ",}"]
    frame = pl.DataFrame([KITE | {"tags": tags}])
    if shape == "as text":
        frame = frame.with_columns(tags=pl.lit(json.dumps(tags, separators=(",", ":"))))
    rows, rejects, _ = read(tmp_path, frame)
    assert rows["tags"].to_list() == [tags] and rows["licence"].to_list() == ["mit"] and rejects.is_empty()


@pytest.mark.parametrize("shape", ["nested", "as text"])
def test_bases_that_are_empty_leave_the_word_to_the_tags(tmp_path: Path, shape: str) -> None:
    base = {"_id": None, "id": None}
    empty: list[Any] = [{"models": [], "relation": None}, {"models": [base], "relation": ""}, {"models": None}, None]
    frame = pl.DataFrame([KITE | {"_id": f"{n:06}", "baseModels": bases} for n, bases in enumerate(empty)])
    if shape == "as text":
        texts = [*map(json.dumps, empty[:2]), "", "[]"]
        frame = frame.with_columns(baseModels=pl.Series(texts))
    rows, rejects, _ = read(tmp_path, frame)
    assert rows.select("base_models", "base_model_relation").rows() == [(["harbour-ai/Kite"], "finetune")] * 4
    assert rejects.is_empty()


def test_a_column_that_is_absent_is_unknown_and_named(tmp_path: Path) -> None:
    frame = pl.DataFrame([KITE, BARE]).drop("downloadsAllTime", "baseModels", "safetensors")
    rows, rejects, absent = read(tmp_path, frame)
    assert absent == ["downloadsAllTime", "baseModels", "gated", "private", "safetensors"] and rejects.is_empty()
    assert rows["downloads_all_time"].null_count() == rows["parameter_count"].null_count() == 2
    assert rows["base_models"].to_list() == [["harbour-ai/Kite"], None]  # of its tags


def test_an_odd_value_costs_its_column_and_a_row_without_an_id_itself(tmp_path: Path) -> None:
    odd = [
        KITE | {"downloads": -1.0},
        KITE | {"_id": None},
        KITE | {"_id": "abcdef", "likes": float("nan")},
        KITE | {"_id": "ab12cd"},
    ]
    frame = pl.DataFrame(odd, schema_overrides={"downloads": pl.Float64, "likes": pl.Float64})
    rows, rejects, _ = read(tmp_path, frame)
    assert rows["hub_id"].sort().to_list() == ["6895f1c2a1b2c3d4e5f60718", "ab12cd", "abcdef"]
    assert set(rejects["file"]) == {"models-000001"}
    assert rejects.select("row_number", "reason").rows() == [
        (1, "downloads is no count; the row is kept without it"),
        (2, "_id is missing"),
        (3, "likes is no count; the row is kept without it"),
    ]


ODD_MOMENTS = {
    "no year that DuckDB has": pa.array([2**62, 1754212364120], pa.int64()).cast(pa.timestamp("ms", "UTC")),
    "the largest number": pa.array([2**63 - 1, 1754212364120], pa.int64()).cast(pa.timestamp("ms")),
    "the smallest number": pa.array([-(2**63) + 1, 1754212364120000], pa.int64()).cast(pa.timestamp("us")),
    "nanoseconds": pa.array([2**63 - 1, 1754212364120000000], pa.int64()).cast(pa.timestamp("ns")),
    "year 1": pa.array([datetime(1, 1, 1, tzinfo=UTC), MOMENT], pa.timestamp("us", "UTC")),
    "year 9999": pa.array([datetime(9999, 12, 31, tzinfo=UTC), MOMENT], pa.timestamp("s", "+02:00")),
    "a day far off": pa.array([2**31 - 1, 20_000], pa.int32()).cast(pa.date32()),
    "as text": pa.array(["0001-01-01T00:00:00Z", "2024-08-03T09:12:44.120Z"]),
}


@pytest.mark.parametrize("column", ["createdAt", "lastModified"])
@pytest.mark.parametrize("odd", ODD_MOMENTS)
def test_a_moment_that_cannot_be_costs_its_column_and_neither_its_row_nor_the_file(
    tmp_path: Path, odd: str, column: str
) -> None:
    table = pl.DataFrame([KITE, BARE | {"lastModified": MOMENT}]).to_arrow()
    pq.write_table(
        table.set_column(table.schema.get_field_index(column), column, ODD_MOMENTS[odd]), tmp_path / "odd.parquet"
    )
    (tmp_path / "spool" / "batches").mkdir(parents=True)
    told, _ = read_file(tmp_path / "odd.parquet", tmp_path / "spool")
    rows, rejects = pl.read_parquet(told["batch"][0]), pl.read_parquet(told["rejects"][0])
    assert dict(rows.select("hub_id", f"{'created' if column == 'createdAt' else 'last_modified'}_at").rows()) == {
        KITE["_id"]: None,
        BARE["_id"]: pytest.approx(MOMENT, abs=timedelta(days=400)),
    }
    assert rejects["row_number"].to_list() == [1] and rejects["reason"][0].startswith(f"{column} is no ")


def test_an_old_kind_of_timestamp_does_not_wrap_into_another_century(tmp_path: Path) -> None:
    moments = pa.array([datetime(2500, 1, 1, tzinfo=UTC), MOMENT], pa.timestamp("us", "UTC"))
    table = pa.table({"_id": ["ab12cd", "ab12ce"], "id": ["a/b", "a/c"], "createdAt": moments})
    pq.write_table(table, tmp_path / "odd.parquet", use_deprecated_int96_timestamps=True, store_schema=False)
    (tmp_path / "batches").mkdir()
    told, _ = read_file(tmp_path / "odd.parquet", tmp_path)
    assert dict(pl.read_parquet(told["batch"][0]).select("hub_id", "created_at").rows()) == {
        "ab12cd": None,
        "ab12ce": MOMENT,
    }


@pytest.mark.parametrize("column", ["createdAt", "lastModified"])
@pytest.mark.parametrize("kind", [pl.Int64, pl.Float64, pl.Decimal(20, 0)])
def test_numbers_in_the_place_of_moments_are_refused_by_the_name_of_their_column(
    tmp_path: Path, column: str, kind: pl.DataType
) -> None:
    frame = pl.DataFrame([KITE, BARE]).with_columns(pl.lit(1754212364).cast(kind).alias(column))
    with pytest.raises(SourceError, match=rf"the column {column} holds numbers \(.*\), .* write it as timestamps"):
        read(tmp_path, frame)


def test_a_column_of_numbers_without_any_says_nothing_and_is_no_reason_to_refuse_a_file(tmp_path: Path) -> None:
    rows, rejects, _ = read(tmp_path, pl.DataFrame([KITE, BARE]).with_columns(lastModified=pl.lit(None, pl.Float64)))
    assert rows["last_modified_at"].null_count() == 2
    assert rejects["reason"].to_list() == [
        "lastModified: null in every row of 2; models.parquet says nothing of it here"
    ]


def test_what_is_no_snapshot_is_one_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(SourceError, match="there is no such file"),
        listed_in_file(tmp_path / "no.parquet", tmp_path, DAY),
    ):
        pass
    (tmp_path / "models.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(SourceError, match="it cannot be read as Parquet"):
        read_file(tmp_path / "models.parquet", tmp_path)
    with pytest.raises(SourceError, match="the column _id is missing"):
        read_file(snapshot(tmp_path, pl.DataFrame({"id": ["a/b"]})), tmp_path)
    with pytest.raises(SourceError, match="it says that it holds 0 rows"):
        read_file(snapshot(tmp_path, pl.DataFrame([KITE]).clear()), tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="nobody can write into /proc")
def test_what_does_not_fit_in_memory_goes_beside_the_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(columns.READING, "memory_limit", "24MB")
    monkeypatch.chdir("/proc")
    with connect(tmp_path) as connection:
        connection.execute("create temp table wide as select md5(n::varchar) from range(1000000) as numbers(n)")
        assert list(tmp_path.glob(".spill-*/*"))
    assert list(tmp_path.iterdir()) == []


def heavy(n_tags: int) -> pl.DataFrame:
    tags = [f"dataset:some-organisation/some-name-{n}" for n in range(n_tags)]
    return pl.DataFrame([KITE | {"tags": tags}]).select(pl.all().repeat_by(50_000).explode())


def test_want_of_room_and_of_memory_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="gone/batches: a batch cannot be written here .*; make room, and run it"):
        read_file(snapshot(tmp_path, pl.DataFrame([KITE])), tmp_path / "gone")
    with pytest.raises(SourceError, match=f"{tmp_path}: what does not fit in memory cannot be written here"):
        read_file(snapshot(tmp_path, heavy(50)), tmp_path / "gone")
    monkeypatch.setitem(columns.READING, "memory_limit", "24MB")
    with pytest.raises(SourceError, match="50,000 of its rows take more memory than a batch is given .*; it is not"):
        read(tmp_path, heavy(1))


def test_a_file_that_ends_early_or_was_changed_ends_in_a_sentence(tmp_path: Path) -> None:
    whole = snapshot(tmp_path, pl.DataFrame([KITE, BARE] * 500)).read_bytes()
    (tmp_path / "batches").mkdir()
    for damaged in (whole[: len(whole) // 2], whole[:2000] + bytes(200) + whole[2200:]):
        (tmp_path / "models.parquet").write_bytes(damaged)
        with pytest.raises(SourceError, match="it cannot be read as Parquet"):
            read_file(tmp_path / "models.parquet", tmp_path)


def test_a_small_file_that_unfolds_to_two_hundred_gigabytes_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["x" * 2_000_000]))
    pq.write_table(pa.table({"_id": texts, "id": texts}), tmp_path / "models.parquet", compression="zstd")
    assert (tmp_path / "models.parquet").stat().st_size < 20_000
    with (
        pytest.raises(SourceError, match="cannot be read as Parquet|more memory than|more than 3 GB of memory"),
        listed_in_file(tmp_path / "models.parquet", tmp_path / "crawl", DAY),
    ):
        pass
    assert list((tmp_path / "crawl").iterdir()) == []
