"""`openlag doctor --live` against servers on this machine: all is well, and then one thing at a time is not."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from cli.app import app
from tests.conftest import Loopback
from tests.hub_server import (
    Commit,
    Fault,
    FaultKind,
    HubServer,
    Repository,
    World,
    invented_model,
    invented_repository,
    models,
    read_saved,
)
from tests.sources.test_arena import FILES, parquet, row
from warehouse.settings import PROJECT, read_settings
from warehouse.sources import contract, recorded, reference
from warehouse.sources.contract import OPEN, ORGANIZATION, PRESENT, RENAMED, check_all
from warehouse.sources.hub import names, weights
from warehouse.sources.hub.api import Hub
from warehouse.sources.hub.listing import listing_pages
from warehouse.sources.hub.rows import EXPAND
from warehouse.sources.net import client
from warehouse.sources.net.client import Exchange
from warehouse.sources.registry import Asking

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TOKEN = "hf_invented0123456789abcdef"
FIXTURES = PROJECT / "tests" / "fixtures"
INDEX = (
    "Model,Display name,eci,eci_ci_low,eci_ci_high,date,Organization,Country (of organization),Model accessibility,"
    "Accessibility group,model_versions\n"
    "Claude 3.5 Sonnet (Jun 2024),Claude 3.5 Sonnet,{sonnet},,,2024-06-20,Anthropic,United States of America,API access,,\n"
    "GPT-5,GPT-5,{gpt},,,2025-08-07,OpenAI,United States of America,API access,,\n"
)
SCORES = (
    "model_id,benchmark_id,performance,benchmark,benchmark_release_date,optimized,model,model_version,Model,"
    "model_group,Model aggregation,Model Aggregation Date,date,source\n"
    "m1,b1,0.5,GPQA diamond,2023-11-20,True,GPT-5,gpt-5-2025-08-07,GPT-5,GPT-5,,,2025-08-07,Epoch evaluations\n"
)
HUB = (
    "Hub: listing", "Hub: second page", "Hub: rate limit", "Hub: renamed repository", "Hub: commits and files",
    "Hub: gated repositories", "Hub: top list",
)  # fmt: skip
ARENA, EPOCH = "Arena: commit, files, first bytes", "epoch: content and second request"
EVERY = (*HUB, ARENA, EPOCH, "models_dev: content and second request", "catalogue: content and second request", "token")


def invented_hub(folder: Path) -> World:
    """What the checks ask for by name: an organisation with many models, a renamed and gated repository, an open one, two leaderboards."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    listed = [
        invented_model(f"{ORGANIZATION}/m{number}", (start + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
        for number in range(25)
    ]
    listed[-1] |= {
        "baseModels": {"relation": "finetune", "models": [{"_id": "0" * 24, "id": f"{ORGANIZATION}/m1"}]},
        "model-index": [{"name": "m", "results": []}],
    }
    others = [
        invented_model(PRESENT, "2025-01-01T00:00:00.000Z", gated="manual"),
        invented_model(OPEN, "2025-01-20T00:00:00.000Z"),
    ]
    boards = {name: parquet(folder / name, [row()]) for name in FILES}
    commit = Commit("a" * 40, "2026-06-02T00:00:00.000Z", "Add data", tuple(boards))
    repositories = {name: invented_repository(name, "2025-01-20T00:00:00.000Z") for name in (PRESENT, OPEN)}
    repositories["datasets/arena-lab/boards"] = Repository([commit], boards)
    return World([*listed, *others], repositories, {RENAMED: PRESENT}, {TOKEN: ()})


@dataclass
class Live:
    """Both servers, and the checks against them."""

    hub: HubServer
    files: Loopback
    home: Path

    def check(
        self, on_exchange: Callable[[client.Exchange], None] = lambda exchange: None
    ) -> dict[str, tuple[str, bool]]:
        facts = reference.insist(reference.read(PROJECT / "warehouse" / "reference", now=NOW))
        asking = Asking(read_settings(), facts, lambda: NOW, _no_progress)
        return {what: (seen, is_ok) for what, seen, is_ok in check_all(asking, on_exchange)}

    @property
    def request_count(self) -> int:
        return len(self.hub.requests) + len(self.files.asked)


@contextmanager
def _no_progress() -> Iterator[Callable[[object], None]]:
    yield lambda step: None


@pytest.fixture
def live(loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    loopback.files = {
        "/epoch/eci_scores.csv": INDEX.format(sonnet=130, gpt=150).encode(),
        "/epoch/eci_benchmarks.csv": SCORES.encode(),
        "/model-release-dates.json": (FIXTURES / "catalogue" / "model-release-dates.json").read_bytes(),
    } | {f"/{file.name}": file.read_bytes() for file in (FIXTURES / "models_dev").iterdir()}
    loopback.headers = {"etag": '"v1"'}
    with HubServer(invented_hub(tmp_path / "boards")) as hub:
        for name, value in {
            "OPENLAG_HOME": str(tmp_path), "HF_ENDPOINT": hub.endpoint, "OPENLAG_EPOCH_URL": f"{loopback.url}/epoch",
            "OPENLAG_MODELSDEV_URL": loopback.url, "OPENLAG_CATALOGUE_URL": f"{loopback.url}/model-release-dates.json",
            "OPENLAG_ARENA_URL": f"{hub.endpoint}/datasets/arena-lab/boards",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        yield Live(hub, loopback, tmp_path)


def only_differs(live: Live, what: str) -> str:
    """What is said of the one check that differs; all others must be as expected."""
    found = live.check()
    assert {name: seen for name, (seen, is_ok) in found.items() if not is_ok and name != what} == {}
    seen, is_ok = found[what]
    assert not is_ok, seen
    return seen


def test_all_is_well_and_each_line_says_what_was_seen(live):
    found = live.check()
    assert tuple(found) == EVERY and all(is_ok for _, is_ok in found.values()), found
    seen = {what: said for what, (said, _) in found.items()}
    assert seen["Hub: listing"] == "25 rows, every one of 15 fields present somewhere"
    assert "a first run needs about 435, which fits into one window" in seen["Hub: rate limit"]
    assert seen["Hub: renamed repository"].startswith(f"{RENAMED} is answered with {PRESENT}, ")
    assert "first weights on 2025-01-22, 2 files" in seen["Hub: commits and files"]
    assert "is closed to the access of nobody (there is no token)" in seen["Hub: gated repositories"]
    assert "the first bytes come from 127.0.0.1, localhost" in seen[ARENA]
    assert seen[EPOCH] == "2 epoch_index, 1 epoch_scores; unchanged at the second request (304)"
    assert "none was sent" in seen["token"]


def test_it_asks_28_times_and_lands_nothing(live):
    live.check()
    assert live.request_count == 28  # the help text of `openlag doctor --live` says so
    assert not (live.home / "landing").exists()


def test_a_field_that_is_null_in_every_row_is_named(live):
    live.hub.faults.append(Fault(FaultKind.NULL, author=ORGANIZATION, field="downloads"))
    assert only_differs(live, "Hub: listing") == f"no row of {ORGANIZATION} has downloads."


def test_an_option_that_the_hub_refuses_is_named(live, monkeypatch):
    monkeypatch.setattr(models, "LIST_EXPAND", tuple(name for name in models.LIST_EXPAND if name != "evalResults"))
    assert only_differs(live, "Hub: listing").startswith(
        "the Hub does not take evalResults, whose columns stay unknown"
    )


def test_a_listing_without_a_link_is_told(live):
    live.hub.world.models[:] = live.hub.world.models[17:]  # eight of the organisation fit on a page
    assert "no Link to a second page" in only_differs(live, "Hub: second page")


def test_rows_that_stand_on_both_pages_are_counted(live):
    first = [
        {"_id": row["_id"], "id": row["id"], "createdAt": row["createdAt"]} for row in live.hub.world.models[23:25]
    ]
    live.hub.faults.append(Fault(FaultKind.ROWS, author=ORGANIZATION, page=2, rows=first))
    assert only_differs(live, "Hub: second page") == "2 repositories stand on both pages."


def test_rows_out_of_order_are_told(live):
    late = {"_id": "f" * 24, "id": f"{ORGANIZATION}/late", "createdAt": "2026-11-01T00:00:00.000Z"}
    live.hub.faults.append(Fault(FaultKind.ROWS, author=ORGANIZATION, page=2, rows=[late]))
    assert "not in order of creation" in only_differs(live, "Hub: second page")


def test_answers_without_a_rate_limit_are_told(live, monkeypatch):
    monkeypatch.setattr(type(live.hub.quota), "take", lambda quota, bucket, token: (True, {}))
    assert "names no rate limit" in only_differs(live, "Hub: rate limit")


def test_a_small_quota_is_told_in_windows(live):
    live.hub.quota.given = {"api": 100}
    seen, is_ok = live.check()["Hub: rate limit"]
    assert is_ok and "of 100 requests left" in seen and "takes about 5 windows" in seen


def test_a_name_that_leads_to_another_repository_is_told(live):
    live.hub.world.renames[RENAMED] = f"{ORGANIZATION}/m3"
    assert (
        only_differs(live, "Hub: renamed repository")
        == f"{RENAMED} is answered with {ORGANIZATION}/m3 and not with {PRESENT}."
    )


def test_a_name_that_nobody_has_any_more_is_told(live):
    live.hub.world.renames.clear()
    assert "Invalid username or password" in only_differs(live, "Hub: renamed repository")


def test_a_repository_without_weights_is_told(live):
    live.hub.world.repositories[OPEN] = invented_repository(OPEN, "2025-01-20T00:00:00.000Z", first_weights=9)
    assert only_differs(live, "Hub: commits and files") == f"no commit of {OPEN} holds a weight file."


def test_commits_that_are_closed_are_told(live):
    live.hub.faults.append(Fault(FaultKind.STATUS, path="/api/models/*/commits/*", repository=OPEN, status=403))
    assert "answered 403" in only_differs(live, "Hub: commits and files")


def test_a_top_list_that_is_refused_is_told(live):
    live.hub.faults.append(Fault(FaultKind.STATUS, path="/api/models", limit_over=200, status=403))
    assert "answered 403" in only_differs(live, "Hub: top list")


def test_a_leaderboard_that_is_gone_from_the_dataset_is_named(live):
    boards = live.hub.world.repositories["datasets/arena-lab/boards"]
    boards.commits[:] = [Commit("b" * 40, "2026-06-09T00:00:00.000Z", "Tidy", FILES[:1])]
    assert only_differs(live, ARENA) == "the dataset has no text_style_control/full-*.parquet."


def test_a_source_that_gives_every_answer_whole_is_told(live):
    live.files.headers = {}
    found = live.check()
    differing = [what for what, (_, is_ok) in found.items() if not is_ok]
    assert differing == [what for what in EVERY if "second request" in what]
    assert (
        "/epoch/eci_scores.csv" in found[EPOCH][0] and "came whole again, where a 304 was expected" in found[EPOCH][0]
    )


def test_a_source_that_changed_its_shape_is_told(live):
    live.files.files["/model-release-dates.json"] = json.dumps({"schema_version": 3}).encode()
    assert "the schema version is 3" in only_differs(live, "catalogue: content and second request")


def test_an_index_on_another_scale_is_told(live):
    live.files.files["/epoch/eci_scores.csv"] = INDEX.format(sonnet=13, gpt=15).encode()
    assert "eci_scores.csv" in only_differs(live, EPOCH)


def test_a_token_goes_to_the_hub_alone_and_one_that_went_elsewhere_would_be_told(live, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    found = live.check()
    assert (
        found["token"] == (found["token"][0], True)
        and "alone; " in found["token"][0]
        and "localhost:" in found["token"][0]
    )
    assert "is closed to the access of HF_TOKEN" in found["Hub: gated repositories"][0]
    assert live.hub.tokens_at_cdn == []
    monkeypatch.setattr(client, "_origin", lambda url: "one and the same")
    seen = only_differs(live, "token")
    assert seen.startswith("the token went to localhost:") and live.hub.tokens_at_cdn


def test_a_file_that_is_read_from_disk_is_not_asked_for(live, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENLAG_EPOCH_URL", tmp_path.as_uri())
    monkeypatch.setenv("OPENLAG_ARENA_URL", tmp_path.as_uri())
    found = live.check()
    assert found[EPOCH] == (f"not asked, it is read from {tmp_path.as_uri()}", True)
    assert found[ARENA][0].startswith("not asked") and not live.hub.kinds["resolve"]


def test_what_is_kept_has_no_secret_and_no_people_and_serves_the_same_answers(live, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    live.hub.world.row(OPEN)["cardData"] = {"license": "mit", "echo": TOKEN}
    live.hub.world.models[0] |= {"cardData": {"license": "mit", "echo": TOKEN}, "evalResults": [_result()]}
    live.files.headers = {"etag": '"v1"', "set-cookie": "session=invented"}
    folder = tmp_path / "answers"
    server = live.hub.endpoint.removeprefix("http://")
    live.check(recorded.keep_in(folder, server, TOKEN))
    texts = [file.read_text(encoding="utf-8") for file in folder.rglob("*.json")]
    assert len(texts) > 15
    for secret in (TOKEN, "Signature", "Key-Pair-Id", "person-a", "cdn-avatars", "session=invented", "authorization"):
        assert not any(secret in text for text in texts), secret
    assert "[token]" in "".join(texts) and recorded.PERSON in "".join(texts)
    monkeypatch.setenv("HF_TOKEN", "")
    live.hub.world.tokens.clear()
    live.hub.world.models[0]["cardData"] = {"license": "mit", "echo": "[token]"}
    with HubServer(saved=read_saved(folder), is_mirror=True) as saved:
        assert _pulled(saved.endpoint) == _pulled(live.hub.endpoint)
        assert not any(request.kind == "other" for request in saved.requests)


@pytest.mark.parametrize(
    ("location", "kept"),
    [("/y?sig=sekret", "/y"), ("//store.example/y?own=sekret", "//store.example/y"), ("https://store.example/y?own=sekret", "https://store.example/y"),
     ("/y?cursor=3", "/y?cursor=3")],
)  # fmt: skip
def test_where_an_answer_points_to_is_kept_without_a_signature(location, kept):
    answer = recorded.scrubbed(
        Exchange(httpx2.URL("https://h/x?sig=sekret"), False, 302, httpx2.Headers({"location": location}), b"")
    )
    assert answer["headers"] == {"location": kept} and answer["path"] == "/x"


def _result() -> dict[str, object]:
    source = {"url": "https://huggingface.co/x/y", "name": "Model Card", "user": "person-a"}
    data = {"dataset": {"id": "invented/gpqa", "task_id": "gpqa"}, "value": 1.5, "date": "2026-05-28", "source": source}
    return {"filename": ".eval_results/gpqa.yaml", "verified": False, "data": data}


def _pulled(endpoint: str) -> tuple[object, ...]:
    """What the pulls make of the questions that the checks ask."""
    hub = Hub(endpoint, False)
    listed = [
        {name: value for name, value in row.items() if name != "evalResults"}
        for page in listing_pages(
            hub, [("author", ORGANIZATION), ("sort", "createdAt")], EXPAND, page_size=contract.PAGE
        )
        for row in page.rows
    ]
    row, rejects = names.resolve(hub, RENAMED, None)
    return listed, row, rejects, weights.first_weights(hub, OPEN)


def test_answers_are_kept_in_a_folder_of_their_own(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(recorded.SourceError, match="something lies there already"):
        recorded.keep_in(tmp_path, "huggingface.co", "")
    shutil.rmtree(tmp_path)
    assert callable(recorded.keep_in(tmp_path, "huggingface.co", ""))


def test_the_command_prints_a_line_each_and_its_exit_code_says_whether_all_is_well(live, tmp_path):
    run = CliRunner()
    well = run.invoke(app, ["doctor", "--live", "--save", str(tmp_path / "answers")])
    assert well.exit_code == 0, well.output
    lines = well.output.splitlines()
    assert [line.partition(": ")[0] for line in lines[:2]] == [
        "ok       Hub",
        "ok       Hub",
    ] and "docs/live.md" in lines[-1]
    assert len(lines) == len(EVERY) + 1
    live.hub.world.renames.clear()
    told = run.invoke(app, ["doctor", "--live"])
    assert told.exit_code == 1 and "differs  Hub: renamed repository: " in told.output
    assert run.invoke(app, ["doctor", "--save", str(tmp_path)]).exit_code == 2
