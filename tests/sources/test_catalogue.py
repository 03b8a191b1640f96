"""The curated catalogue of release days: events with their sources, and what is refused."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from warehouse.landing import Pull, SourceError, land
from warehouse.sources import catalogue

FIXTURE = Path(__file__).parents[1] / "fixtures" / "catalogue" / "model-release-dates.json"
NOW = datetime(2026, 7, 23, 12, tzinfo=UTC)


@pytest.fixture
def content() -> dict:
    return json.loads(FIXTURE.read_text(encoding="utf-8"))


def pull(tmp_path: Path, content: object) -> Pull:
    file = tmp_path / "model-release-dates.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return catalogue.pull(file.as_uri(), now=NOW)


def fails(tmp_path: Path, content: object) -> str:
    with pytest.raises(SourceError) as error:
        pull(tmp_path, content)
    return str(error.value)


def test_each_source_of_an_event_is_a_row_and_a_month_stays_a_month():
    load = catalogue.pull(FIXTURE.as_uri(), now=NOW)
    assert load.tables["catalogue_events"].rows() == [
        ("openlab/alpha-1", "api", "public", date(2025, 4, 7), "day", "confirmed", "Open Lab", "https://example.org/notes",
         "The notes of the day name it."),
        ("openlab/alpha-1", "api", "public", date(2025, 4, 7), "day", "confirmed", "Paper", "https://example.org/story",
         "The paper tells of it."),
        ("openlab/alpha-1", "weights", "public", date(2025, 4, 1), "month", "confirmed", "Open Lab", "https://example.org/card",
         "The card gives the month."),
    ]  # fmt: skip
    ((model_id, name, provider_id, identifiers),) = load.tables["catalogue_models"].rows()
    assert (model_id, name, provider_id) == ("openlab/alpha-1", "Alpha 1", "openlab")
    assert identifiers[1] == {"namespace": "hugging-face", "value": "openlab/alpha-1", "kind": "weights"}
    assert load.retrieved_on == date(2026, 7, 22)
    assert load.licence == "none stated: facts only, the file is not passed on"
    assert load.query == "schema 2, version 2026-07-22.3"


def test_a_byte_order_mark_is_read_over(tmp_path, content):
    assert pull(tmp_path, "\ufeff" + json.dumps(content)).rejects == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date": "2026-08-01"}, "date 2026-08-01 lies in the future"),
        ({"date": "2016-12-31"}, "date 2016-12-31 lies before 2017, when no such model was out"),
        ({"date": "2025-04"}, "date is '2025-04', and date_precision says 'day'"),
        ({"date": "2025-04-01", "date_precision": "month"}, "date is '2025-04-01', and date_precision says 'month'"),
        ({"date_precision": 1}, "date_precision is no text"),
        ({"date": None}, "date is missing"),
        ({"sources": []}, "the event names no source that can be used"),
        ({"sources": [{"publisher": "Paper"}]}, "the event names no source that can be used"),
        ({"channel": ""}, "channel is missing"),
        ({"stage": 4}, "stage is no text"),
    ],
)
def test_an_event_that_cannot_be_right_is_kept_aside_alone(tmp_path, content, change, reason):
    content["models"][0]["availability_events"][0] |= change
    load = pull(tmp_path, content)
    assert [(reject.table, reject.row_number, reject.reason) for reject in load.rejects] == [
        ("catalogue_events", 1, reason)
    ]
    assert load.tables["catalogue_events"]["channel"].to_list() == ["weights"]
    assert load.tables["catalogue_models"].height == 1


def test_a_source_that_cannot_be_used_costs_itself_and_not_the_event(tmp_path, content):
    event = content["models"][0]["availability_events"][0]
    event["sources"] = [
        {"publisher": "Paper"},
        {"url": "https://example.org/a", "publisher": 5},
        "https://example.org/b",
    ]
    load = pull(tmp_path, content)
    assert [reject.reason for reject in load.rejects] == [
        "sources: publisher is no text; the record is kept without it",
        "sources: 2 of 3 cannot be used, the first because url is missing; the record is kept without it",
    ]
    kept = load.tables["catalogue_events"].filter(channel=event["channel"]).select("url", "publisher").rows()
    assert kept == [("https://example.org/a", None)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model": None}, "model is missing"),
        ({"model": "a" * 300}, "model has 300 characters; an id has 200 at most"),
        ({"model": "lab/two\nlines"}, "model 'lab/two\\nlines' holds a line break or another character that cannot be printed"),
        ({"model": "openlab/alpha-1"}, "model_id openlab/alpha-1 repeats record 1"),
    ],
)  # fmt: skip
def test_a_model_without_an_id_of_its_own_is_kept_aside_with_its_events(tmp_path, content, change, reason):
    content["models"].append(content["models"][0] | {"model": "openlab/other"} | change)
    load = pull(tmp_path, content)
    assert [(reject.table, reject.row_number, reject.reason) for reject in load.rejects] == [
        ("catalogue_models", 2, reason)
    ]
    assert set(load.tables["catalogue_events"]["model_id"]) == {"openlab/alpha-1"}


@pytest.mark.parametrize(
    ("change", "column", "value", "reason"),
    [
        ({"display_name": 5}, "name", None, "display_name is no text"),
        ({"provider_id": ["openlab"]}, "provider_id", None, "provider_id is no text"),
        ({"identifiers": {"x": "y"}}, "identifiers", [], "identifiers is no list"),
        ({"identifiers": [{"namespace": "x", "value": ""}]}, "identifiers", [],
         "identifiers: 1 of 1 cannot be used, the first because value is missing"),
        ({"identifiers": [{"namespace": "x", "value": "y", "kind": 1}]}, "identifiers",
         [{"namespace": "x", "value": "y", "kind": None}], "identifiers: kind is no text"),
        ({"availability_events": "soon"}, "name", "Alpha 1", "availability_events is no list"),
    ],
)  # fmt: skip
def test_a_bad_part_of_a_model_costs_that_part(tmp_path, content, change, column, value, reason):
    content["models"].append(content["models"][0] | {"model": "openlab/other"} | change)
    load = pull(tmp_path, content)
    assert [(reject.table, reject.row_number, reject.reason) for reject in load.rejects] == [
        ("catalogue_models", 2, f"{reason}; the record is kept without it")
    ]
    assert load.tables["catalogue_models"].row(1, named=True)[column] == value
    has_events = "availability_events" not in change
    assert ("openlab/other" in load.tables["catalogue_events"]["model_id"].to_list()) == has_events


def test_an_id_with_quotes_or_formula_characters_is_kept_as_it_is(tmp_path, content):
    content["models"][0]["model"] = "=cmd|'/c calc'!\"A1\""
    assert pull(tmp_path, content).tables["catalogue_models"]["model_id"].to_list() == ["=cmd|'/c calc'!\"A1\""]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema_version": 3}, "the schema version is 3, and openlag reads 2."),
        ({"schema_version": None}, "the schema version is None, and openlag reads 2."),
        ({"models": {}}, "it has no list of models; the format has changed."),
        ({"models": []}, "it has no events."),
        ({"models": ["text"]}, "none of its events parses; the first: the record is no object but str."),
    ],
)
def test_a_file_of_another_shape_stops_the_pull(tmp_path, content, change, sentence):
    assert fails(tmp_path, content | change) == f"model-release-dates.json: {sentence}"


@pytest.mark.parametrize("text", ["[]", "{", "null"])
def test_a_file_that_is_no_catalogue_stops_the_pull(tmp_path, text):
    assert fails(tmp_path, text).startswith("model-release-dates.json: ")


def test_a_web_page_in_its_place_is_refused_and_a_304_lands_nothing_twice(loopback, tmp_path):
    loopback.files["/model-release-dates.json"] = b"<html>404: Not Found</html>"
    url = f"{loopback.url}/model-release-dates.json"
    with pytest.raises(SourceError, match="a web page and not with JSON"):
        catalogue.pull(url, now=NOW, cache=tmp_path / "cache")
    loopback.files["/model-release-dates.json"] = FIXTURE.read_bytes()
    loopback.headers = {"etag": 'W/"abc"', "content-type": "text/plain; charset=utf-8"}
    loads = [
        land(catalogue.pull(url, now=NOW, cache=tmp_path / "cache"), tmp_path / "landing", code_version="test")
        for _ in range(2)
    ]
    assert loads[0] == loads[1] and loads[0].retrieved_on == NOW.date()
    assert [request.get("if-none-match") for request in loopback.asked] == [None, None, 'W/"abc"']


def test_the_catalogue_of_july_2026_is_read_whole(source_files):
    load = catalogue.pull((source_files / "release-dates" / "model-release-dates.json").as_uri(), now=NOW)
    assert load.rejects == []
    events = load.tables["catalogue_events"]
    assert load.tables["catalogue_models"].height == 190
    assert events.height == 326
    assert events.select("model_id", "channel", "stage").unique().height == 192
    assert events.filter(pl.col("channel") == "weights").select("model_id").unique().height == 29
    assert events["precision"].unique().to_list() == ["day"]
