"""models.dev: its two files in both shapes, its traps, and 304 from a server that has nothing new."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from warehouse.landing import Pull, SourceError, TransientError, finished_loads, land
from warehouse.sources import models_dev

FIXTURES = Path(__file__).parents[1] / "fixtures" / "models_dev"
NOW = datetime(2026, 7, 3, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES, tmp_path / "models.dev"))


def pull(folder: Path, **changes: object) -> Pull:
    """The fixture with files replaced: models=..., api=... as JSON, or as the text itself."""
    for name, content in changes.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return models_dev.pull(folder.as_uri(), now=NOW)


def fails(folder: Path, **changes: object) -> str:
    with pytest.raises(SourceError) as error:
        pull(folder, **changes)
    return str(error.value)


def model(**fields: object) -> dict[str, object]:
    return {"id": "openlab/x", "name": "X", "release_date": "2025-01-02", "open_weights": True} | fields


def test_facts_of_a_model_are_typed_and_a_month_stays_a_month(folder):
    frame = pull(folder).tables["models_dev_models"]
    assert frame.drop("extra").rows() == [
        ("openlab/alpha-1", "Alpha 1", "alpha", date(2025, 4, 7), "day", True, "MIT", ["https://huggingface.co/openlab/alpha-1"]),
        ("openlab/beta", "Beta", None, date(2025, 9, 1), "month", True, None, []),
        ("closedlab/gamma", "Gamma", None, date(2026, 1, 20), "day", False, None, []),
    ]  # fmt: skip
    extra = json.loads(frame["extra"][0])
    assert extra["benchmarks"][0]["source"] == "https://example.org/quiz"
    assert frame["extra"][2] is None


def test_prices_are_those_of_the_labs_and_not_of_resellers(folder):
    load = pull(folder)
    assert load.tables["models_dev_prices"].rows() == [
        ("openai", "gamma", "Gamma", date(2026, 1, 20), "day", 2.5, 10.0, False),
        ("openai", "gamma-free", "Gamma free", date(2026, 2, 1), "month", None, None, None),
    ]
    assert load.licence.startswith("MIT") and load.rejects == []


def test_a_list_of_records_is_read_like_an_object_by_id(folder):
    by_id = json.loads((folder / "models.json").read_text(encoding="utf-8"))
    offers = json.loads((folder / "api.json").read_text(encoding="utf-8"))
    prices = [
        {"id": model_id} | record | {"provider": provider}
        for provider, facts in offers.items()
        for model_id, record in facts["models"].items()
    ]
    before = pull(folder).tables
    after = pull(folder, models=[{"id": key} | record for key, record in by_id.items()], api=prices).tables
    assert all(frame.equals(after[name]) for name, frame in before.items())


def test_a_folder_speaks_of_its_newest_day_and_never_of_the_future(folder):
    assert pull(folder).retrieved_on == date(2026, 2, 1)
    load = pull(folder, models=[model(release_date="2027-01-01"), model(id="openlab/y")])
    assert load.retrieved_on == date(2026, 2, 1)


def test_the_dump_of_another_service_in_the_repository_is_refused(folder):
    assert fails(folder, models={"data": [{"id": "openai/gpt-5", "created": 1754586000}]}).startswith(
        "models.json: this is a dump of OpenRouter's list"
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ""}, "id is missing"),
        ({"id": 7}, "id is no text"),
        ({"id": "a" * 300}, "id has 300 characters; an id has 200 at most"),
        (
            {"id": "lab/two\nlines"},
            "id 'lab/two\\nlines' holds a line break or another character that cannot be printed",
        ),
        ({"id": "lab/\u202egpj"}, "id 'lab/\\u202egpj' holds a line break or another character that cannot be printed"),
        ({"id": "openlab/y"}, "model_id openlab/y repeats record 1"),
    ],
)
def test_a_record_without_an_id_of_its_own_is_kept_aside_with_its_reason(folder, fields, reason):
    load = pull(folder, models=[model(id="openlab/y"), model(**fields)])
    (reject,) = load.rejects
    assert (reject.table, reject.file, reject.row_number) == ("models_dev_models", "models.json", 2)
    assert reject.reason == reason
    assert load.tables["models_dev_models"]["model_id"].to_list() == ["openlab/y"]
    assert pl.DataFrame([{"raw_text": reject.raw_text}]).height == 1  # it can be written


NO_DAY = "which is no day written as 2026-08-11, 2026-08 or 2026"


@pytest.mark.parametrize(
    ("fields", "column", "value", "reason"),
    [
        ({"release_date": "2026-07-04"}, "released_on", None, "release_date 2026-07-04 lies in the future"),
        ({"release_date": "2026-08"}, "released_on", None, "release_date 2026-08-01 lies in the future"),
        ({"release_date": "1993-04-01"}, "released_on", None,
         "release_date 1993-04-01 lies before 2017, when no such model was out"),
        ({"release_date": "2025-02-30"}, "released_on", None, f"release_date is '2025-02-30', {NO_DAY}"),
        ({"release_date": "April 2025"}, "released_precision", None, f"release_date is 'April 2025', {NO_DAY}"),
        ({"release_date": 1754586000}, "released_on", None, "release_date is no text"),
        ({"open_weights": "yes"}, "open_weights", None, "open_weights is neither true nor false"),
        ({"weights": "https://example.org"}, "weight_urls", [], "weights is no list"),
        ({"weights": [{"label": "Hub"}]}, "weight_urls", [], "weights: 1 of 1 cannot be used, the first because url is missing"),
        ({"weights": [{"url": 5}, "https://x", {"url": "https://y"}]}, "weight_urls", ["https://y"],
         "weights: 2 of 3 cannot be used, the first because url is no text"),
        ({"name": "\ud800"}, "name", None, "name is '\\ud800', which holds half a character"),
        ({"family": ["x"]}, "family", None, "family is no text"),
        ({"license": {"id": "MIT"}}, "licence", None, "license is no text"),
    ],
)  # fmt: skip
def test_a_bad_part_of_a_record_costs_that_part(folder, fields, column, value, reason):
    load = pull(folder, models=[model(id="openlab/y"), model(**fields)])
    (reject,) = load.rejects
    assert (reject.table, reject.file, reject.row_number) == ("models_dev_models", "models.json", 2)
    assert reject.reason == f"{reason}; the record is kept without it"
    good, bad = load.tables["models_dev_models"].to_dicts()
    assert bad[column] == value
    touched = {column, "released_on", "released_precision"} if column.startswith("released") else {column}
    assert {name: cell for name, cell in bad.items() if name not in touched | {"model_id"}} == {
        name: cell for name, cell in good.items() if name not in touched | {"model_id"}
    }


@pytest.mark.parametrize("model_id", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", 'a"b', "o'lab/x", "a,b;c", "模型/一"])
def test_an_odd_id_is_kept_as_it_is(folder, model_id):
    load = pull(folder, models=[model(id=model_id)])
    assert load.tables["models_dev_models"]["model_id"].to_list() == [model_id]


@pytest.mark.parametrize(
    ("cost", "prices", "reason"),
    [
        ({"input": -1, "output": 2}, (None, 2.0), "cost: input is -1, which is no price"),
        ({"input": 1, "output": "10"}, (1.0, None), "cost: output is '10', which is no price"),
        ({"input": True, "output": 2}, (None, 2.0), "cost: input is True, which is no price"),
        ({"input": 2_000_000, "output": 2}, (None, 2.0), "cost: input is 2000000, which is no price"),
        ({"input": 10**400, "output": 2}, (None, 2.0), f"cost: input is {10**59}, which is no price"),
        ([2.5], (None, None), "cost is no JSON object"),
    ],
)
def test_a_bad_price_costs_itself_and_not_the_day_beside_it(folder, cost, prices, reason):
    facts = {"name": "G", "release_date": "2025-01-01"}
    models = {"good": facts | {"cost": {"input": 1, "output": 2}}, "bad": facts | {"cost": cost}}
    load = pull(folder, api={"openai": {"models": models}})
    (reject,) = load.rejects
    assert (reject.table, reject.row_number) == ("models_dev_prices", 2)
    assert reject.reason == f"{reason}; the record is kept without it"
    bad = load.tables["models_dev_prices"].row(1, named=True)
    assert (bad["input_usd_per_mtok"], bad["output_usd_per_mtok"]) == prices
    assert (bad["model_id"], bad["released_on"]) == ("bad", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("fields", "column"), [({"release_date": "2025-13"}, "released_on"), ({"open_weights": 1}, "open_weights")]
)
def test_a_bad_day_or_flag_of_an_offer_leaves_its_prices(folder, fields, column):
    facts = {"name": "G", "release_date": "2025-01-01", "open_weights": True, "cost": {"input": 1, "output": 2}}
    load = pull(folder, api={"openai": {"models": {"good": facts, "bad": facts | fields}}})
    assert len(load.rejects) == 1
    bad = load.tables["models_dev_prices"].row(1, named=True)
    assert (bad[column], bad["input_usd_per_mtok"], bad["output_usd_per_mtok"]) == (None, 1.0, 2.0)


def test_a_lab_without_models_and_a_record_that_is_none_are_kept_aside(folder):
    good = {"name": "G", "release_date": "2025-01-01", "cost": {"input": 1, "output": 2}}
    load = pull(folder, api={"openai": {"models": {"good": good, "odd": "text"}}, "xai": {"name": "xAI"}})
    assert [reject.reason for reject in load.rejects] == ["the record is no object but str"] * 2
    assert "xai has no models" in load.rejects[1].raw_text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"models": "{"}, "models.json: not JSON that can be used"),
        ({"models": "[" * 100_000}, "models.json: not JSON that can be used"),
        ({"models": '{"a": {"id": "a"}, "a": {"id": "a"}}'}, "the key 'a' stands twice in one object"),
        ({"models": '[{"id": "a", "limit": NaN}]'}, "NaN is no number of JSON"),
        ({"models": "[]"}, "models.json: no records."),
        ({"models": '"text"'}, "models.json: neither a list of records nor an object of records by id"),
        ({"models": {"providers": [], "models": {}}}, "models.json: neither a list of records nor an object"),
        ({"models": [{"id": ""}]}, "none of its 1 records parses; the first: id is missing."),
        ({"models": [{"id": "a", "name": "A", "released": "2025-01-01", "open_weights": True}]}, "no record has released_on"),
        ({"models": {"b": {"id": "a"}}}, "id is 'a' and stands under the key 'b'."),
        ({"api": {"reseller": {"models": {}}}}, "api.json: no provider known as a lab"),
        ({"api": []}, "api.json: no records."),
        ({"api": {"openai": {"models": {"a": {"release_date": "2025-01-01", "price": {}}}}}}, "no record has input_usd_per_mtok"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_stops_the_pull(folder, changes, sentence):
    assert sentence in fails(folder, **changes)


def test_a_byte_order_mark_is_read_over(folder):
    before = pull(folder).tables["models_dev_models"]
    text = (folder / "models.json").read_text(encoding="utf-8")
    assert pull(folder, models=f"\ufeff{text}").tables["models_dev_models"].equals(before)


def test_a_missing_file_and_a_web_page_are_named(folder, loopback):
    (folder / "api.json").unlink()
    assert "api.json: the file cannot be read" in fails(folder)
    loopback.files = {"/models.json": b"<!doctype html>", "/api.json": b"{}"}
    with pytest.raises(SourceError, match=r"models\.json: the server answered with a web page and not with JSON"):
        models_dev.pull(loopback.url, now=NOW)
    loopback.answer = lambda handler: loopback.send(handler, 503)
    with pytest.raises(TransientError):
        models_dev.pull(loopback.url, now=NOW)
    with pytest.raises(TransientError, match="answered 503"):
        models_dev.probe(loopback.url)


def test_a_304_gives_the_same_pull_of_today_and_lands_nothing_twice(folder, loopback, tmp_path):
    loopback.files = {f"/{name}": (folder / name).read_bytes() for name in ("models.json", "api.json")}
    loopback.headers = {"etag": '"of the day"', "content-type": "application/json"}
    landing, cache = tmp_path / "landing", tmp_path / "cache"
    pulls = [models_dev.pull(loopback.url, now=NOW + timedelta(hours=hours), cache=cache) for hours in (0, 1, 24)]
    assert [request.get("if-none-match") for request in loopback.asked] == [None, None, *['"of the day"'] * 4]
    assert loopback.bodies_sent == 2
    assert [pull.retrieved_on for pull in pulls] == [date(2026, 7, 3), date(2026, 7, 3), date(2026, 7, 4)]
    first, again, tomorrow = (land(pull, landing, code_version="test") for pull in pulls)
    assert again == first
    assert tomorrow.checksum == first.checksum and tomorrow.load_id != first.load_id
    assert len(list(finished_loads(landing))) == 2


def test_the_files_of_july_2026_are_read_whole(source_files, tmp_path):
    shutil.copy(source_files / "modelsdev" / "models_2026-07-02.json", tmp_path / "models.json")
    shutil.copy(source_files / "modelsdev" / "first_party_prices_2026-07-02.json", tmp_path / "api.json")
    load = models_dev.pull(tmp_path.as_uri(), now=NOW)
    assert load.rejects == []
    models = load.tables["models_dev_models"]
    assert models.height == 231 and models["released_precision"].value_counts().sort("count").rows() == [
        ("month", 8),
        ("day", 223),
    ]
    assert models.filter(pl.col("weight_urls").list.len() > 0).height == 82
    assert load.tables["models_dev_prices"].height == 335
    assert load.tables["models_dev_prices"]["input_usd_per_mtok"].count() == 326
    assert load.retrieved_on == date(2026, 6, 30)
