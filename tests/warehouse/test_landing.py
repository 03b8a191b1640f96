"""Landing: written once, finished or not read."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from warehouse.landing import Pull, Reject, SourceError, finished_loads, land, newest_load

AT = datetime(2026, 8, 11, 6, tzinfo=UTC)


def make_pull(**changes) -> Pull:
    pull = Pull(
        source="hub", title="The Hub", producer="P", url="u", query="q", licence="l", retrieved_on=date(2026, 8, 11),
        started_at=AT, finished_at=AT, tables={"hub_models": pl.DataFrame({"hub_id": ["a", "b"]})},
    )  # fmt: skip
    return replace(pull, **changes)


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
    unfinished = load.folder.with_name(".hub-x.1.partial")
    unfinished.mkdir()
    (unfinished / "load.json").write_text("{}")
    assert list(finished_loads(tmp_path)) == []
    assert land(make_pull(), tmp_path, code_version="c").load_id == load.load_id


def test_an_empty_pull_is_a_fault_and_not_a_fact(tmp_path):
    with pytest.raises(SourceError, match="gave no row that parses; nothing was landed"):
        land(make_pull(tables={"hub_models": pl.DataFrame({"hub_id": []})}), tmp_path, code_version="c")
    assert list(tmp_path.rglob("*.parquet")) == []


def test_a_record_of_the_time_when_a_snapshot_was_called_a_replay_reads(tmp_path):
    load = land(make_pull(is_snapshot=True), tmp_path, code_version="c")
    record = load.folder / "load.json"
    record.write_text(record.read_text().replace("is_snapshot", "is_replay"))
    assert list(finished_loads(tmp_path)) == [load]


def test_a_damaged_record_is_named(tmp_path):
    load = land(make_pull(), tmp_path, code_version="c")
    (load.folder / "load.json").write_text('{"load_id": "x"')
    with pytest.raises(SourceError, match=r"load\.json: this load record is damaged"):
        list(finished_loads(tmp_path))


def test_a_stored_snapshot_never_stands_in_for_a_live_pull(tmp_path):
    land(make_pull(is_snapshot=True), tmp_path, code_version="c")
    assert newest_load(tmp_path, "hub", since=date(2026, 1, 1)) is None
    live = land(make_pull(tables={"hub_models": pl.DataFrame({"hub_id": ["z"]})}), tmp_path, code_version="c")
    assert newest_load(tmp_path, "hub", since=date(2026, 8, 11)) == live
    assert newest_load(tmp_path, "hub", since=date(2026, 8, 12)) is None


def test_a_landing_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot be written .*OPENLAG_HOME"):
        land(make_pull(), tmp_path / "file" / "landing", code_version="c")
