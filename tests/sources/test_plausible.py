"""What a number or a day from outside can be: one list for all sources, kept part by part, and held for each pull as a whole."""

import bz2
import gzip
import lzma
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from warehouse.landing import Pull, SourceError
from warehouse.settings import PROJECT
from warehouse.sources import arena, catalogue, epoch, epoch_archive, gate, models_dev
from warehouse.sources.hub import listing, names, results, rows, top, weights
from warehouse.sources.parse import csv_rows
from warehouse.sources.parse.csv_rows import Column, decode, read_rows
from warehouse.sources.parse.json_parts import a_moment
from warehouse.sources.parse.plausible import BOUNDS, MOST_PARAMETERS, beyond

MOST_ROWS = 5_000_000  # of a table that is added up: more than the Hub has models
NO_COLUMNS = pl.DataFrame(
    schema=dict.fromkeys(("source", "table_name", "column_name"), pl.String()) | {"fill_share": pl.Float64()}
)
SCHEMAS = (
    rows.MODEL_SCHEMA, names.SCHEMA, results.SCHEMA, top.SCHEMA, listing.PAGE_SCHEMA, listing.NAMESPACE_SCHEMA, weights.WEIGHT_SCHEMA,
    weights.TRY_SCHEMA, arena.SCHEMA, models_dev.MODEL_SCHEMA, models_dev.PRICE_SCHEMA, catalogue.MODEL_SCHEMA, catalogue.EVENT_SCHEMA,
)  # fmt: skip
TABLES = (
    *(columns for *_, columns in epoch.FILES.values()), epoch_archive.SCORE_COLUMNS, epoch_archive.MODEL_COLUMNS,
    epoch_archive.BENCHMARK_COLUMNS, epoch_archive.COMPUTE_COLUMNS,
)  # fmt: skip


def test_every_number_that_a_source_gives_has_its_bounds_in_the_list():
    numeric = {name for schema in SCHEMAS for name, kind in schema.items() if kind in (pl.Int64(), pl.Float64())}
    numeric |= {name for columns in TABLES for name, column in columns.items() if column.kind in ("number", "integer")}
    assert numeric <= BOUNDS.keys() and len(numeric) > 20


def test_no_sum_that_a_table_makes_can_overflow():
    """A column of likes near 2^62 once broke a sum, and with it the build."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "sql").rglob("*.sql"))
    summed = set(re.findall(r"\bsum\((\w+)\)", text))
    summed |= {name for group in re.findall(r"list_sum\(\[([^]]+)\]\)", text) for name in re.findall(r"\w+", group)}
    bounded = {name: BOUNDS[name][1] for name in summed & BOUNDS.keys()}
    assert {"likes", "downloads_30d", "downloads_all_time", "finetune_count"} <= bounded.keys()
    assert {name for name, most in bounded.items() if most * MOST_ROWS >= 2**63} == set()
    assert "parameter_count" not in summed and MOST_PARAMETERS < 2**63


@pytest.mark.parametrize("column", ["downloads_30d", "downloads_all_time", "likes"])
@pytest.mark.parametrize("value", [-1, 10**12 + 1, 2**62, 2**63, 10**400, 1.5, "7", True, float("nan")])
def test_a_count_that_cannot_be_is_unknown_and_told(column: str, value: object):
    field = {"downloads_30d": "downloads", "downloads_all_time": "downloadsAllTime"}.get(column, column)
    (model,), faults = rows.parse_models([{"_id": "0" * 24, "id": "lab/a", field: value}], namespace="lab", file="page")
    assert getattr(model, column) is None and len(faults) == 1 and field in faults[0].reason


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1949-12-31", "2100-01-02"])
def test_a_day_of_another_age_is_no_day_in_any_form(text: str):
    columns = {"a": Column("date"), "b": Column("timestamp")}
    frame, faults = read_rows(f"a,b\n{text},\n,{text}T00:00:00Z\n2026-01-01,\n", "x.csv", columns, table="t", key=())
    assert frame.height == 1 and ["lies outside 1950 to 2100" in fault.reason for fault in faults] == [True, True]
    with pytest.raises(ValueError, match="createdAt is no moment that can be, for it lies outside 1950 to 2100"):
        a_moment("createdAt", f"{text}T12:00:00Z")


def test_a_name_or_a_text_of_any_length_is_a_reject_that_does_not_repeat_it():
    columns = {"model": Column(is_required=True), "note": Column()}
    rows_of = [("a" * 300, "n" * 10_000), ("b" * 301, ""), ("c", "n" * 10_001)]
    text = "model,note\n" + "\n".join(",".join(row) for row in rows_of)
    frame, faults = read_rows(text, "x.csv", columns, table="t", key=("model",))
    assert frame["model"].str.len_chars().to_list() == [300]
    assert [fault.reason for fault in faults] == [
        "model is 301 characters long, of which 300 at most are read.",
        "note is 10,001 characters long, of which 10,000 at most are read.",
    ]


@pytest.mark.parametrize(
    ("pack", "name"),
    [
        (gzip.compress, "gzip"),
        (bz2.compress, "bzip2"),
        (lzma.compress, "xz"),
        (lambda raw: lzma.compress(raw, lzma.FORMAT_ALONE), "LZMA"),
        (lambda raw: b"]\0\0\x80\0" + b"\xff" * 8, "LZMA"),
        (lambda raw: b"PK\5\6" + bytes(18), "ZIP"),  # of no member: UTF-8 to a decoder, and to a reader of CSV a header
        (lambda raw: b"PK\3\4\n\0", "ZIP"),
        (lambda raw: b"\x04\x22\x4d\x18" + raw, "LZ4"),
    ],
)
def test_a_packed_file_is_called_so_and_not_badly_encoded(pack, name: str):
    with pytest.raises(SourceError, match=f"x.csv: it is packed as {name}; unpack it first."):
        decode(pack(b"model,eci\nA,130\n" * 9), "x.csv")


@pytest.mark.parametrize("header", ["BZh,a", "PK,a", "],a", "BZh9,a"])
def test_a_text_that_begins_as_a_packed_file_does_is_a_text(header):
    assert decode(f"{header}\n1,2\n".encode(), "x.csv").startswith(header)


COLUMNS = {"model": Column(is_required=True), "note": Column()}


def read(text: str):
    return read_rows(text, "x.csv", COLUMNS, table="t", key=("model",))


@pytest.mark.parametrize("length", [10_001, 131_073, 1_000_000])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_any_length_costs_its_row_alone(length, quote):
    """One of 131,073 characters, the limit of Python's reader, cost the file, whose quotes were to be mended."""
    frame, (fault,) = read(f"model,note\nA,{quote}{'x' * length}{quote}\nB,y\n")
    assert frame["model"].to_list() == ["B"]
    assert fault.reason == f"note is {length:,} characters long, of which 10,000 at most are read."
    assert fault.row_number == 2 and fault.raw_text == f"A,{quote}{'x' * 2_000}"[:2_000]


@pytest.mark.parametrize("length", [10_001, 200_000])
def test_a_long_cell_that_nothing_reads_costs_itself_alone(length):
    frame, (fault,) = read(f"model,note,more,other\nA,y,{'x' * length},z\nB,y,w,\n")
    assert frame.select("model", "extra").rows() == [("A", '{"other": "z"}'), ("B", '{"more": "w"}')]
    assert (
        fault.reason
        == f"more is {length:,} characters long, of which 10,000 at most are read; nothing reads it, and the row "
        "is kept without."
    )


def test_the_whole_of_a_file_keeps_its_bounds(monkeypatch):
    with pytest.raises(
        SourceError, match="row at line 3 has a cell of more than 10,000,000 characters, as where a quote is not closed"
    ):
        read('model,note\nA,y\nB,"' + "x" * 10_000_001)
    with pytest.raises(
        SourceError,
        match=r"a column's name, 'n{60}'\.\.\., is 301 characters long, of which 300 at most are read; shorten",
    ):
        read(f"model,note,{'n' * 301}\nA,y,z\n")
    monkeypatch.setattr(csv_rows, "MOST_EXTRA_CHARACTERS", 1_000)
    with pytest.raises(
        SourceError, match="its columns that nothing reads hold more than 1,000 characters; take them out"
    ):
        read(f"model,note,{'n' * 300}\n" + "".join(f"{number},y,z\n" for number in range(4)))


def test_a_model_of_epochs_from_before_any_model_is_a_reject():
    header = (
        "Model,Display name,eci,eci_ci_low,eci_ci_high,date,Organization,Country (of organization),Model accessibility,"
    )
    raw = f"{header}Accessibility group\nA,A,130,,,1999-01-01,,,,\nB,B,130,,,2024-01-01,,,,\n".encode()
    frame, faults, _ = epoch._read("epoch_index", date(2026, 8, 11), raw)
    assert frame["model"].to_list() == ["B"]
    assert [fault.reason for fault in faults] == [
        "published_on 1999-01-01 lies before 2017, when no such model was out."
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"likes": [1, 2**62]}, f"models.likes holds {2**62}, and can hold 0 to 1000000000000."),
        ({"likes": [None, -1]}, "models.likes holds -1, and can hold 0 to 1000000000000."),
        ({"score": [0.5, float("nan")]}, "models.score holds nan, and can hold -1e+30 to 1e+30."),
        ({"score": [float("-inf"), None]}, "models.score holds -inf"),
        ({"never_heard_of": [1e31]}, "models.never_heard_of holds 1e+31"),
        ({"day": [date(9999, 12, 31)]}, "models.day holds 9999-12-31, and can hold 1950-01-01 to 2100-01-01."),
        ({"at": [datetime(1, 1, 1, tzinfo=UTC)]}, "models.at holds 0001-01-01"),
    ],
)
def test_a_pull_beyond_its_bounds_lands_and_is_set_aside(tmp_path: Path, values: dict[str, list[object]], words: str):
    now = datetime(2026, 8, 11, tzinfo=UTC)
    pull = Pull("lab", "", "", "u", "", "", now.date(), now, now, {"models": pl.DataFrame(values)})
    facts = replace(pull, tables={"source_columns": NO_COLUMNS})
    load, mark = gate.land_checked(pull, tmp_path, lambda: facts, code_version="test")
    assert load.row_count == len(next(iter(values.values()))) and mark is not None and words in mark.reason


def test_what_can_be_is_let_through():
    sound = {
        "likes": [0, 10**12, None],
        "score": [-1e30, None, 1e30],
        "day": [date(1950, 1, 1), None, date(2100, 1, 1)],
    }
    assert list(beyond({"models": pl.DataFrame(sound)})) == []
