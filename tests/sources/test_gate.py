"""Which pulls are believed: a column gone blank, a fault of the whole, and what stays in use meanwhile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from warehouse.landing import Pull, finished_loads, land, loads_set_aside, newest_load, overtaken
from warehouse.sources import gate

NEEDED = pl.DataFrame(
    [("lab", "models", "name", 1.0), ("lab", "models", "day", 0.9), ("lab", "models", "licence", None)],
    schema=["source", "table_name", "column_name", "fill_share"],
    orient="row",
)


def pull(day: int, days: int, *, names: int = 10, licences: int = 10, **changes: object) -> Pull:
    """Ten rows, of which so many have a name, a day and a licence."""
    moment = datetime(2026, 8, day, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "name": [f"m{number}-{day}" if number < names else " " for number in range(10)],
            "day": [date(2026, 1, 1) if number < days else None for number in range(10)],
            "licence": ["mit" if number < licences else None for number in range(10)],
        },
        schema={"name": pl.String, "day": pl.Date, "licence": pl.String},
    )
    made = Pull(
        source="lab", title="", producer="", url="https://example.org", query="", licence="", retrieved_on=moment.date(),
        started_at=moment, finished_at=moment, tables={"models": frame},
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def facts() -> Pull:
    moment = datetime(2026, 8, 1, tzinfo=UTC)
    tables = {"source_columns": NEEDED}
    return Pull("reference", "", "", "", "", "", moment.date(), moment, moment, tables)


def land_all(landing: Path, *pulls: Pull) -> list[str | None]:
    """The reason for which each was set aside, if it was."""
    marks = [gate.land_checked(one, landing, facts, code_version="test")[1] for one in pulls]
    return [mark.reason if mark else None for mark in marks]


def test_a_column_gone_blank_sets_the_load_aside_and_the_one_before_stays_in_use(tmp_path):
    """Epoch's table has once shipped all dates, organisations and access labels blank, and no word was said."""
    first, second = land_all(tmp_path, pull(1, 10), pull(8, 0))
    assert first is None
    assert second is not None and "the pull of 2026-08-08" in second.lower()
    assert "models.day has a value in 0.0% of its rows, and had one in 100.0%" in second
    assert [load.retrieved_on.day for load in finished_loads(tmp_path)] == [1]
    assert newest_load(tmp_path, "lab", since=date(2026, 8, 5)) is None  # so that the next run asks again
    assert overtaken(tmp_path, "lab").load.retrieved_on.day == 8
    assert [mark.load.retrieved_on.day for mark in loads_set_aside(tmp_path)] == [8]


@pytest.mark.parametrize(("days", "is_aside"), [(10, False), (8, False), (7, True), (0, True)])
def test_the_first_load_is_held_against_the_reference_and_ten_points_are_allowed(tmp_path, days, is_aside):
    (reason,) = land_all(tmp_path, pull(1, days))
    assert (reason is not None) == is_aside


def test_a_column_of_which_no_real_file_was_read_counts_from_the_second_load_on(tmp_path):
    reasons = land_all(tmp_path, pull(1, 10, licences=10), pull(2, 10, licences=0))
    assert reasons[0] is None and "models.licence" in str(reasons[1])
    assert land_all(tmp_path / "other", pull(1, 10, licences=0)) == [None]


def test_blank_texts_and_a_column_that_is_gone_are_as_good_as_null(tmp_path):
    gone = pull(3, 10)
    reasons = land_all(
        tmp_path, pull(1, 10), pull(2, 10, names=5), replace(gone, tables={"models": gone.tables["models"].drop("day")})
    )
    assert "models.name has a value in 50.0%" in str(reasons[1]) and "models.day" in str(reasons[2])


def test_a_slow_fall_is_seen_against_the_last_load_in_use_and_not_against_one_set_aside(tmp_path):
    reasons = land_all(tmp_path, pull(1, 10), pull(2, 0), pull(3, 0), pull(4, 9))
    assert [reason is None for reason in reasons] == [True, False, False, True]


def test_a_fault_of_the_whole_sets_it_aside_with_its_own_sentence(tmp_path):
    (reason,) = land_all(tmp_path, pull(1, 10, faults=("GPT-5 has 15, and its points are 150.",)))
    assert reason == "GPT-5 has 15, and its points are 150."


def test_what_a_source_was_not_asked_for_has_not_gone_blank(tmp_path):
    reasons = land_all(tmp_path, pull(1, 10), pull(2, 0, unasked=frozenset({"models.day"})))
    assert reasons == [None, None]


def test_a_snapshot_is_what_it_is(tmp_path):
    assert land_all(tmp_path, pull(1, 0, is_snapshot=True)) == [None]


def test_a_load_that_somebody_took_back_in_stays_in_and_is_the_measure_from_then_on(tmp_path):
    land_all(tmp_path, pull(1, 10), pull(8, 0))
    (mark,) = loads_set_aside(tmp_path)
    mark.file.unlink()
    assert land_all(tmp_path, pull(8, 0), pull(9, 0)) == [None, None]
    assert overtaken(tmp_path, "lab") is None


def test_the_same_facts_again_are_the_same_load_set_aside_as_before(tmp_path):
    land_all(tmp_path, pull(1, 10), pull(8, 0), pull(8, 0))
    assert len(loads_set_aside(tmp_path)) == 1


def test_a_damaged_mark_still_keeps_its_load_out(tmp_path):
    land_all(tmp_path, pull(1, 10), pull(8, 0))
    (mark,) = loads_set_aside(tmp_path)
    mark.file.write_text("{", encoding="utf-8")
    assert "is damaged and does not say why" in loads_set_aside(tmp_path)[0].reason
    mark.file.unlink()
    mark.file.mkdir()
    assert "is damaged and does not say why" in loads_set_aside(tmp_path)[0].reason
    assert [load.retrieved_on.day for load in finished_loads(tmp_path)] == [1]


def test_the_fills_of_a_load_are_in_its_record(tmp_path):
    load = gate.land_checked(pull(1, 10), tmp_path, facts, code_version="test")[0]
    fills: Mapping[str, float] = {"models.day": 1.0, "models.licence": 1.0, "models.name": 1.0}
    assert load.fills == fills and next(iter(finished_loads(tmp_path))).fills == fills
    assert land(pull(2, 3), tmp_path, code_version="test").fills == {}


def test_no_query_of_an_address_lands(tmp_path):
    asked = pull(1, 10, url="https://data.example/x.json?token=sekret#part")
    assert gate.land_checked(asked, tmp_path, facts, code_version="test")[0].url == "https://data.example/x.json"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"sekret" in path.read_bytes()]


def test_the_query_of_a_load_from_before_it_was_refused_is_not_read_back(tmp_path):
    """raw.loads and marts.sources are made of the records, and are published."""
    land(pull(1, 10, url="https://data.example/x.json?token=sekret"), tmp_path, code_version="test")
    (load,) = finished_loads(tmp_path)
    assert load.url == "https://data.example/x.json" and load.fault is None
