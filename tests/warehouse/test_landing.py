"""Landing: written once, finished or not read."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from warehouse import files
from warehouse import landing as landing_module
from warehouse.landing import (
    Load,
    Pull,
    Reject,
    SourceError,
    TransientError,
    every_load,
    find_damage,
    finished_loads,
    land,
    landed_table,
    loads_set_aside,
    newest_load,
    overtaken,
    set_aside,
    set_damaged_aside,
)
from warehouse.load_records import read_record

glob = Path.glob
AT = datetime(2026, 8, 11, 6, tzinfo=UTC)


def make_pull(**changes) -> Pull:
    pull = Pull(
        source="hub", title="The Hub", producer="P", url="u", query="q", licence="l", retrieved_on=date(2026, 8, 11),
        started_at=AT, finished_at=AT, tables={"hub_models": pl.DataFrame({"hub_id": ["a", "b"]})},
    )  # fmt: skip
    return replace(pull, **changes)


def make_old(load: Load, *, is_replay: bool = False) -> None:
    """Write the record of a load as it was before sums were kept; the oldest called a snapshot a replay."""
    file = load.folder / "load.json"
    record = json.loads(file.read_text())
    del record["record_sha256"], record["files"]
    if is_replay:
        record["is_replay"] = record.pop("is_snapshot")
        del record["fills"]
    file.write_text(json.dumps(record))


def test_a_load_comes_back_as_it_was_written(tmp_path):
    load = land(
        make_pull(rejects=[Reject("hub_models", "f", 3, "no id", "{}")]), tmp_path, code_version="c", flow_run_id="r"
    )
    assert list(finished_loads(tmp_path)) == [load]
    assert (load.row_count, load.reject_count, load.tables) == (2, 1, ["hub_models", "rejects"])
    assert load.started_at.tzinfo is not None
    assert pl.read_parquet(load.folder / "rejects.parquet")["reason"].to_list() == ["no id"]


def test_landing_the_same_facts_again_changes_nothing(tmp_path):
    first = land(make_pull(), tmp_path, code_version="c")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    later = make_pull(started_at=AT.replace(hour=9), finished_at=AT.replace(hour=9))
    assert land(later, tmp_path, code_version="other") == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_other_facts_of_the_same_day_are_another_load(tmp_path):
    land(make_pull(), tmp_path, code_version="c")
    land(make_pull(tables={"hub_models": pl.DataFrame({"hub_id": ["a"]})}), tmp_path, code_version="c")
    assert len(list(finished_loads(tmp_path))) == 2


def test_facts_that_come_back_after_others_are_the_newest_again(tmp_path):
    other = pl.DataFrame({"hub_id": ["z"]})
    for number, tables in enumerate(({}, {"tables": {"hub_models": other}}, {}, {})):
        land(make_pull(finished_at=AT.replace(minute=number), **tables), tmp_path, code_version="c")
    loads = list(finished_loads(tmp_path))
    assert [load.checksum == loads[0].checksum for load in loads] == [True, False, True]
    assert loads[2].load_id == loads[0].load_id + "-2"


def test_a_pull_that_did_not_finish_is_not_read(tmp_path):
    load = land(make_pull(), tmp_path, code_version="c")
    (load.folder / "load.json").unlink()
    unfinished = tmp_path / ".hub-x.1.partial"
    unfinished.mkdir()
    (unfinished / "load.json").write_text("{}")
    assert list(finished_loads(tmp_path)) == []
    again = land(make_pull(), tmp_path, code_version="c")
    assert again.load_id == f"{load.load_id}-2" and list(finished_loads(tmp_path)) == [again]
    assert not unfinished.exists()


def test_an_empty_pull_is_a_fault_and_not_a_fact(tmp_path):
    with pytest.raises(SourceError, match="gave no row that parses; nothing was landed"):
        land(make_pull(tables={"hub_models": pl.DataFrame({"hub_id": []})}), tmp_path, code_version="c")
    assert list(tmp_path.rglob("*.parquet")) == []


def test_a_record_of_the_time_when_a_snapshot_was_called_a_replay_reads(tmp_path):
    load = land(make_pull(is_snapshot=True), tmp_path, code_version="c")
    make_old(load, is_replay=True)
    assert list(finished_loads(tmp_path)) == [replace(load, files={})]


def test_a_damaged_record_is_named(tmp_path):
    load = land(make_pull(), tmp_path, code_version="c")
    (load.folder / "load.json").write_text('{"load_id": "x"')
    assert list(finished_loads(tmp_path)) == []
    (found,) = every_load(tmp_path)
    assert (found.load_id, found.source, found.retrieved_on) == (load.load_id, "hub", date(2026, 8, 11))
    assert found.fault.startswith("load.json does not hold: Expecting ',' delimiter")


def test_a_stored_snapshot_never_stands_in_for_a_live_pull(tmp_path):
    land(make_pull(is_snapshot=True), tmp_path, code_version="c")
    assert newest_load(tmp_path, "hub", since=date(2026, 1, 1)) is None
    live = land(make_pull(tables={"hub_models": pl.DataFrame({"hub_id": ["z"]})}), tmp_path, code_version="c")
    assert newest_load(tmp_path, "hub", since=date(2026, 8, 11)) == live
    assert newest_load(tmp_path, "hub", since=date(2026, 8, 12)) is None


def test_landing_and_the_newest_load_look_into_no_day_but_their_own(tmp_path, monkeypatch):
    """With 301 loads there, landing one more once read the records of all, and took fifteen times as long as the first."""
    for day in range(1, 10):
        land(make_pull(retrieved_on=date(2026, 8, day)), tmp_path, code_version="c")
        land(make_pull(source="epoch", retrieved_on=date(2026, 8, day)), tmp_path, code_version="c")
    read, listed = [], []
    monkeypatch.setattr(landing_module, "read_record", lambda folder: read.append(folder) or read_record(folder))
    monkeypatch.setattr(Path, "glob", lambda path, pattern: listed.append(pattern) or glob(path, pattern))
    load = land(make_pull(), tmp_path, code_version="c")
    assert read == [] and not [pattern for pattern in listed if "*" in pattern.rpartition("/")[0]]
    assert newest_load(tmp_path, "hub") == load and read == [load.folder]
    mark = set_aside(load, tmp_path, "Not to be believed.")
    assert overtaken(tmp_path, "hub") == mark and read == [load.folder] * 2
    assert loads_set_aside(tmp_path) == [mark] and read == [load.folder] * 3
    assert newest_load(tmp_path, "hub").retrieved_on == date(2026, 8, 9) and len(read) == 5
    assert newest_load(tmp_path, "hub", since=date(2026, 8, 10)) is None and len(read) == 6


def test_a_landing_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot be written .*OPENLAG_HOME"):
        land(make_pull(), tmp_path / "file" / "landing", code_version="c")


# What is landed is checked before it is read.


def flip(file: Path, place: int) -> None:
    """One bit, as a disk loses it."""
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


DAMAGES = {
    "a bit of a value": (lambda folder: flip(folder / "m.parquet", 60), "m.parquet does not have the sum"),
    "a bit of the footer": (lambda folder: flip(folder / "m.parquet", -20), "m.parquet does not have the sum"),
    "a file cut short": (lambda folder: (folder / "m.parquet").write_bytes(b"PAR1"), "m.parquet is 4 bytes long, and"),
    "a column dropped": (
        lambda folder: pl.read_parquet(folder / "m.parquet").drop("b").write_parquet(folder / "m.parquet"),
        "m.parquet is ",
    ),
    "a file gone": (lambda folder: (folder / "m.parquet").unlink(), "'m.parquet' is gone"),
    "a file too many": (lambda folder: (folder / "n.parquet").write_bytes(b""), "'n.parquet' was not landed with it"),
    "a folder for a file": (
        lambda folder: [(folder / "m.parquet").unlink(), (folder / "m.parquet").mkdir()],
        "m.parquet cannot be read (Is a directory)",
    ),
    "the record gone": (lambda folder: (folder / "load.json").unlink(), "load.json does not hold: no such file"),
    "the record empty": (
        lambda folder: (folder / "load.json").write_bytes(b""),
        "load.json does not hold: Expecting value",
    ),
    "the record no text": (
        lambda folder: (folder / "load.json").write_bytes(b"\xff"),
        "load.json does not hold: 'utf-8' codec",
    ),
    "the record nested": (
        lambda folder: (folder / "load.json").write_bytes(b"[" * 100_000),
        "load.json does not hold: it is nested too deeply",
    ),
    "the record endless": (
        lambda folder: (folder / "load.json").write_bytes(b" " * 2**21),
        "load.json does not hold: it is longer than 1,048,576 bytes",
    ),
    "the folder renamed": (
        lambda folder: folder.rename(folder.with_name("x")),
        "load.json does not hold: it is of the load 'hub-",
    ),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_load_that_is_not_as_it_was_landed_is_seen_and_landed_again_beside_it(tmp_path, what):
    frame = pl.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]})
    bad = land(make_pull(tables={"m": frame}), tmp_path, code_version="c")
    damage, reason = DAMAGES[what]
    damage(bad.folder)
    (found,) = every_load(tmp_path)
    assert (found.source, found.retrieved_on) == ("hub", bad.retrieved_on)
    assert find_damage(found).startswith(reason)
    assert str(tmp_path) not in find_damage(found)  # it is printed in the report
    again = land(make_pull(tables={"m": frame}), tmp_path, code_version="c")
    assert find_damage(again) is None and again.load_id != found.load_id
    assert found in every_load(tmp_path) and newest_load(tmp_path, "hub", since=bad.retrieved_on) == again


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"row_count": 2', '"row_count": 3'),
        ("2026-08-11T06", "2026-08-11T05"),
        ('"is_snapshot": false', '"is_snapshot": true'),
        ("hub_models.a", "hub_models.b"),
        ('"record_sha256"', '"record_sha257"'),
        ('"source": "hub"', '"source": "hua"'),
    ],
)
def test_a_record_of_which_a_field_was_changed_does_not_pass(tmp_path, old, new):
    load = land(make_pull(), tmp_path, code_version="c", fills={"hub_models.a": 1.0})
    file = load.folder / "load.json"
    text = file.read_text().replace("2026-08-11 06", "2026-08-11T06")
    file.write_text(text)
    assert (find_damage(every_load(tmp_path)[0]) is None) == ("T06" not in text)
    file.write_text(text.replace(old, new))
    assert text != file.read_text()
    assert find_damage(every_load(tmp_path)[0]).startswith("load.json does not hold")


def test_spaces_and_the_order_of_fields_are_no_change(tmp_path):
    load = land(make_pull(), tmp_path, code_version="c")
    file = load.folder / "load.json"
    file.write_text(json.dumps(dict(sorted(json.loads(file.read_text()).items(), reverse=True))))
    assert list(finished_loads(tmp_path)) == [load] and find_damage(load) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tables", {"hub_models": 1}),
        ("tables", ["../../etc"]),
        ("tables", [7]),
        ("fills", []),
        ("fills", {"hub_models.hub_id": float("nan")}),
        ("row_count", True),
        ("row_count", -1),
        ("row_count", "2"),
        ("retrieved_on", 20260811),
        ("finished_at", "2026-08-11 06:00:00"),
        ("finished_at", None),
        ("is_snapshot", "no"),
        ("flow_run_id", 1.5),
        ("title", ["\x1b[31m"]),
    ],
)
def test_an_odd_type_in_a_record_without_a_sum_is_a_sentence(tmp_path, field, value):
    load = land(make_pull(), tmp_path, code_version="c")
    make_old(load)
    file = load.folder / "load.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {field: value}))
    found = find_damage(every_load(tmp_path)[0])
    assert found == f"load.json does not hold: {field} is {json.dumps(value)}."
    assert found.isprintable()


def test_a_record_of_before_sums_is_held_to_its_rows_its_columns_and_its_name(tmp_path):
    fills = {"hub_models.hub_id": 1.0, "hub_models.gone_before": 0.0}
    load = land(
        make_pull(rejects=[Reject("hub_models", "f", 3, "no id", "{}")]), tmp_path, code_version="c", fills=fills
    )
    make_old(load)
    (old,) = every_load(tmp_path)
    assert (old.files, old.fault, find_damage(old)) == ({}, None, None)
    file = load.folder / "hub_models.parquet"
    pl.DataFrame({"hub_id": ["a"]}).write_parquet(file)
    assert find_damage(old) == "It holds 1 row and 1 reject, and 2 and 1 were landed."
    pl.DataFrame({"other": ["a", "b"]}).write_parquet(file)
    assert find_damage(old) == "hub_models.parquet has lost the column hub_id."
    file.write_bytes(b"PAR1 cut")
    assert find_damage(old).startswith("hub_models.parquet cannot be read (")
    file.with_name("rejects.parquet").unlink()
    assert find_damage(old) == "'rejects.parquet' is gone."
    record = load.folder / "load.json"
    record.write_text(record.read_text().replace(load.checksum, "0" * 64))
    assert (
        find_damage(every_load(tmp_path)[0])
        == "load.json does not hold: it says that its facts have the sum '000000000000'."
    )


def test_a_file_of_the_system_beside_a_load_is_nobodys_damage(tmp_path):
    load = land(make_pull(), tmp_path, code_version="c")
    (load.folder / ".DS_Store").write_bytes(b"x")
    assert find_damage(load) is None


def test_a_source_that_reads_the_landing_reads_what_was_landed_or_nothing(tmp_path):
    """Names that a pull asks for come from earlier loads: what is read is checked there too."""
    load = land(make_pull(), tmp_path, code_version="c")
    assert [name for name, _ in landed_table(tmp_path, "hub", "hub_models", ["hub_id"])] == ["a", "b"]
    flip(load.folder / "hub_models.parquet", 60)
    with pytest.raises(SourceError, match=rf"^{load.load_id} is damaged: hub_models\.parquet does not have the sum"):
        landed_table(tmp_path, "hub", "hub_models", ["hub_id"])
    (mark,) = set_damaged_aside(tmp_path, list(finished_loads(tmp_path)))
    assert mark.is_damaged and landed_table(tmp_path, "hub", "hub_models", ["hub_id"]) == []


def test_facts_landed_again_after_a_damaged_load_and_others_have_a_name_of_their_own(tmp_path):
    first = land(make_pull(), tmp_path, code_version="c")
    other = make_pull(finished_at=AT.replace(hour=7), tables={"hub_models": pl.DataFrame({"hub_id": ["z"]})})
    land(other, tmp_path, code_version="c")
    second = land(make_pull(finished_at=AT.replace(hour=8)), tmp_path, code_version="c")
    flip(second.folder / "hub_models.parquet", 60)
    third = land(make_pull(finished_at=AT.replace(hour=9)), tmp_path, code_version="c")
    assert [load.load_id for load in (second, third)] == [f"{first.load_id}-2", f"{first.load_id}-3"]
    assert list(finished_loads(tmp_path))[-1] == third


# Nothing is left behind.


def test_a_full_disk_while_landing_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", refuse)
    with pytest.raises(SourceError, match=r"cannot be written \(No space left on device\); set OPENLAG_HOME elsewhere"):
        land(make_pull(), tmp_path, code_version="c")
    assert [path for path in tmp_path.rglob("*") if path.is_file() or "partial" in path.name] == []


def test_only_our_own_names_are_removed(tmp_path):
    theirs = [tmp_path / name for name in ("notes.partial", ".notes")]
    ours = tmp_path / ".hub-2026-08-11-0.partial"
    for path in (*theirs, ours):
        path.mkdir()
    land(make_pull(), tmp_path, code_version="c")
    assert [path.exists() for path in (*theirs, ours)] == [True, True, False]


def test_whoever_waits_too_long_for_the_landing_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("warehouse.landing.LONGEST_WAIT_SECONDS", 0.0)
    with files.alone(tmp_path), pytest.raises(TransientError, match="another run has been writing here for 0 s"):
        land(make_pull(), tmp_path, code_version="c")
