"""Small files that unfold to anything: what is read of them is bounded before it is unfolded, in memory and in time."""

import io
import json
import struct
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.landing import Reject, SourceError
from warehouse.sources import arena
from warehouse.sources.hub.rows import parse_models
from warehouse.sources.parse import csv_rows, json_rows, json_text
from warehouse.sources.parse.apart import Rows, read_apart
from warehouse.sources.parse.csv_rows import Column, read_rows
from warehouse.sources.parse.zip_members import read_zip

NOW = datetime(2026, 8, 11, tzinfo=UTC)


def entry(name: bytes, offset: int, size: int = 1) -> bytes:
    """An entry in the list of members of a zip archive."""
    head = (b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, size, size, len(name), 0, 0, 0, 0, 0, offset)
    return struct.pack("<4s4B4HL2L5H2L", *head) + name


def archive(entries: bytes, count: int, content: bytes = b"") -> bytes:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(entries), len(content), 0)
    return content + entries + end


def test_a_list_of_members_without_end_is_refused_before_the_library_reads_it(monkeypatch) -> None:
    """Forty megabytes of entries took nine seconds and three hundred megabytes to be counted."""
    raw = archive(entry(b"a.csv", 0) * 2_000, 2_000)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(SourceError, match="x.zip: the archive has more than 1,000 members; it is not read"):
        read_zip(raw, "x.zip")


def test_members_that_share_their_bytes_are_refused() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr("a.csv", "a\n1\n")
    whole = raw.getvalue()
    list_at = whole.index(b"PK\1\2")
    one = whole[list_at : whole.index(b"PK\5\6")]
    other = one.replace(b"a.csv", b"b.csv")
    with pytest.raises(SourceError, match="damaged or cut off"):
        read_zip(archive(one + other, 2, whole[:list_at]), "x.zip")


@pytest.mark.parametrize("stated", [3, 5, 10_000_000])
def test_a_member_that_lies_about_its_size_is_refused(stated: int) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.csv", "a\n1\n")
    whole = bytearray(raw.getvalue())
    place = whole.index(b"PK\1\2") + 24
    whole[place : place + 4] = struct.pack("<L", stated)
    with pytest.raises(SourceError, match="damaged or cut off"):
        read_zip(bytes(whole), "x.zip")


def test_no_flip_of_a_bit_in_an_archive_is_a_traceback() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.csv", "a,b\n1,2\n" * 5)
    whole = raw.getvalue()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        try:
            read_zip(bytes(flipped), "x.zip")
        except SourceError:
            continue


def test_json_is_bounded_in_values_depth_and_digits_and_its_keys_are_told_apart_at_once(monkeypatch) -> None:
    """A million keys, of which the last stood twice, were compared each with each."""
    keys = json.dumps({f"k{number}": 0 for number in range(30_000)})[:-1] + ', "k29999": 1}'
    for text, reason in (
        (keys, "the key 'k29999' stands twice in one object"),
        ("[" * 100_000 + "]" * 100_000, "it is nested too deeply"),
        ("[" + "1" * 1_000_000 + "]", "4300 digits"),
        ("[NaN]", "NaN is no number of JSON"),
    ):
        with pytest.raises(SourceError, match=f"x.json: not JSON that can be used .*{reason}"):
            json_rows.load(text.encode(), "x.json")
    assert json_rows.load(b"[" + b"1" * 100_000 + b".5]", "x.json") == [float("inf")]
    monkeypatch.setattr(json_text, "MOST_VALUES", 999)
    with pytest.raises(SourceError, match="it holds 1,000 values, and 999 at most are read"):
        json_rows.load(b"[" + b"[]," * 499 + b"[]" + b"]", "x.json")


def test_what_could_just_be_read_is_no_traceback_where_it_is_written() -> None:
    deep: list[object] = []
    for _ in range(5_000):
        deep = [deep]
    assert json_rows.as_text({"a": deep}) == "not written, because it is nested too deeply"
    (reject,) = parse_models([{"private": False, "x": deep}], namespace="x", file="page")[1]
    assert reject.raw_text == "not written, because it is nested too deeply; see the page in hub_pages"


def test_a_table_of_nothing_but_lines_or_columns_is_refused_at_once(monkeypatch) -> None:
    """Of three hundred thousand columns each was compared with each."""
    columns = {"a": Column("number")}
    with pytest.raises(SourceError, match="x.csv: the header has 300,000 columns, and 1,000 at most are read"):
        read_rows(",".join(map(str, range(300_000))) + "\n1\n", "x.csv", columns, table="t", key=("a",))
    monkeypatch.setattr(csv_rows, "MOST_LINES", 1_000)
    for end in ("\n", "\r"):
        with pytest.raises(SourceError, match="x.csv: it has more than 1,000 lines; it is not read"):
            read_rows(f"a{end}" + f"x{end}" * 2_000, "x.csv", columns, table="t", key=("a",))
    with pytest.raises(SourceError, match="a is 1,000,000 characters long"):
        read_rows("a\n" + "x" * 1_000_000 + "\n", "x.csv", columns, table="t", key=("a",))
    with pytest.raises(SourceError, match="a cell of more than 10,000,000 characters"):
        read_rows("a\n" + "x" * 10_000_001 + "\n", "x.csv", columns, table="t", key=("a",))


def leaderboard(folder: Path, count: int, **columns: object) -> dict[str, Path]:
    """Files of both leaderboards, of so many rows, with columns put in the place of sound ones."""
    same = {
        "organization": "o", "license": "l", "rating": 1_000.0, "rating_lower": 990.0, "rating_upper": 1_010.0, "variance": 1.0,
        "vote_count": 5, "rank": 1, "category": "overall", "leaderboard_publish_date": date(2026, 1, 1),
    }  # fmt: skip
    whole = {"model_name": pa.array([f"m{number}" for number in range(count)])}
    whole |= {name: pa.array([value] * count) for name, value in same.items()} | columns
    files = {}
    for config in arena.CONFIGS:
        path = folder / config / "full-1.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(pa.table(whole), path, compression="zstd", write_statistics=False)
        files[f"{config}/full-1.parquet"] = path
    return files


def test_a_text_longer_than_any_name_costs_its_cell_however_often_it_is_meant(tmp_path) -> None:
    """A megabyte that a small Parquet file means a million times came to twelve gigabytes."""
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 3, pa.int32()), pa.array(["a" * 2**20]))
    frame, rejects = arena._read(leaderboard(tmp_path, 3, organization=long), NOW.date())
    assert frame.height == 6 and frame["organization"].null_count() == 6
    assert {reject.reason for reject in rejects} == {
        "organization: not of the kind that a leaderboard has there; the row is kept without it"
    }


def test_a_page_that_unfolds_to_gigabytes_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(arena.READING, "memory_limit", "16MB")
    long = pa.array(["a" * (20 * 2**20), "b"], pa.large_string())
    with pytest.raises(SourceError, match="not Parquet that can be read .Out of Memory"):
        arena._read(leaderboard(tmp_path, 2, license=long), NOW.date())


def test_rejects_of_a_leaderboard_are_told_one_by_one_to_a_limit_and_then_counted(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(arena, "MOST_REJECTS", 2)
    ratings = pa.array([1e9] * 5 + [1_000.0])
    frame, rejects = arena._read(leaderboard(tmp_path, 6, rating=ratings), NOW.date())
    assert frame.height == 2 and [reject.row_number for reject in rejects] == [1, 2, 0] * 2
    assert rejects[2].reason == "3 further rows, or parts of one, cannot be used."


def plain() -> Rows:
    return pl.DataFrame({"a": [1]}), [Reject("t", "f", 1, "odd", "x")]


def refusing() -> Rows:
    raise SourceError("It cannot be read.")


def greedy() -> Rows:
    return pl.DataFrame({"a": [len(bytes(4 * 2**30))]}), []


def hanging() -> Rows:
    import threading

    threading.Event().wait()
    return plain()


def faulty() -> Rows:
    raise KeyError("a fault of ours")


def test_what_is_read_apart_comes_back_whole_or_as_its_own_refusal() -> None:
    frame, rejects = read_apart(plain, what="x")
    assert (frame.rows(), rejects) == ([(1,)], plain()[1])
    with pytest.raises(SourceError, match=r"^It cannot be read\.$"):
        read_apart(refusing, what="x")


@pytest.mark.skipif(
    not Path("/proc/self/limits").exists(), reason="only Linux bounds the memory that a process may map"
)
def test_a_reading_that_takes_more_memory_than_it_may_is_ended() -> None:
    """Seven kilobytes of Parquet made DuckDB take sixteen gigabytes beside a memory limit of one."""
    with pytest.raises(SourceError, match="x: reading it takes more than 3 GB of memory; it is not read"):
        read_apart(greedy, what="x")


def test_a_reading_without_end_is_ended_and_a_fault_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(SourceError, match="x: reading it takes longer than 0.1 s; it is not read"):
        read_apart(hanging, what="x", seconds=0.1)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        read_apart(faulty, what="x")
