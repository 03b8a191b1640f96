"""Pulling models from a Hub: the real client against a server on this machine, with every fault a Hub has shown."""

import json
import logging
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import close_session, constants
from warehouse.sources.net.hub_client import Limits

from tests.hub_server import Fault, FaultKind, HubServer, snapshot_world
from warehouse.landing import Pull, SourceError, TransientError
from warehouse.sources.hub import listing
from warehouse.sources.hub.rows import MODEL_SCHEMA

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
TOKEN = "hf_invented0123456789abcdef"
QUICK = Limits(
    timeout_seconds=0.3, answer_seconds=0.6, tries=3, first_wait_seconds=0.01, longest_wait_seconds=5, most_pages=20
)
COLUMNS = (
    "hub_id,hub_model_id,created_at,last_modified_at,downloads_30d,downloads_all_time,likes,licence,tags,base_models,"
    "base_model_relation,gated,library,task,parameter_count,source,read_on"
)
LAB = ["lab/m5", "lab/m4", "lab/m3", "lab/m2", "lab/m1"]  # newest first

Serve = Callable[..., HubServer]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start servers of six small models, two a page; all end with the test."""
    lines = [f",lab/m{day},2026-01-0{day},,{day},,0,,,,,,,,,invented,2026-03-18" for day in range(1, 6)]
    path = tmp_path / "hub_models.csv"
    path.write_text("\n".join([COLUMNS, *lines, ",old/m1,2022-03-02,,,,,,,,,,,,,invented,2026-03-18"]) + "\n")
    servers: list[HubServer] = []

    def start(**options: Any) -> HubServer:
        world = snapshot_world(path)
        world.tokens[TOKEN] = ()
        servers.append(HubServer(world, **({"page_size": 2} | options)).__enter__())
        return servers[-1]

    yield start
    close_session()
    for server in servers:
        server.__exit__()


def pull(endpoint: str, *namespaces: str, token: str | bool = False, **options: Any) -> Pull:
    given: dict[str, Any] = {"limits": QUICK, "now": lambda: NOON} | options
    return listing.pull_models(namespaces or ("lab",), endpoint=endpoint, token=token, **given)


def names(pulled: Pull) -> list[str]:
    return pulled.tables["hub_models"]["hub_model_id"].to_list()


def everything(pulled: Pull) -> str:
    return repr([pulled, pulled.rejects, *(table.rows() for table in pulled.tables.values())])


def test_every_page_is_read_in_order_of_creation_and_kept_as_received(serve: Serve) -> None:
    pulled = pull(serve().endpoint, "lab", "old")
    pages = pulled.tables["hub_pages"]
    assert names(pulled) == [*LAB, "old/m1"]
    assert pages["namespace"].to_list() == ["lab", "lab", "lab", "old"]
    assert pages["page_number"].to_list() == [1, 2, 3, 1]
    assert [row["id"] for body in pages["body"] for row in json.loads(body)] == names(pulled)
    assert pages["url"][0].startswith("/api/models?author=lab&expand=createdAt&")
    assert pages["url"][0].endswith("&limit=1000&sort=createdAt")  # a direction would be ignored
    assert pulled.tables["hub_models"].schema == MODEL_SCHEMA


def test_a_pull_says_what_was_asked_of_whom_and_when(serve: Serve) -> None:
    server = serve()
    pulled = pull(server.endpoint)
    assert (pulled.source, pulled.url, pulled.is_replay) == ("hub", f"{server.endpoint}/api/models", False)
    assert (pulled.retrieved_on, pulled.started_at, pulled.finished_at) == (date(2026, 8, 11), NOON, NOON)
    assert pulled.query.startswith("author in (lab); sort=createdAt; expand=createdAt,lastModified,downloads,")


def test_unknown_is_null_and_zero_is_zero(serve: Serve) -> None:
    models = pull(serve().endpoint, "lab", "old").tables["hub_models"]
    assert models["likes"].to_list() == [0, 0, 0, 0, 0, None]
    assert models["downloads_30d"].to_list() == [5, 4, 3, 2, 1, None]


def test_progress_is_told_after_every_page_and_namespace(serve: Serve) -> None:
    told: list[listing.Progress] = []
    pull(serve().endpoint, "lab", "old", on_progress=told.append)
    assert [(step.namespaces_done, step.pages, step.models) for step in told] == [
        (0, 0, 0), (0, 1, 2), (0, 2, 4), (0, 3, 5), (1, 3, 5), (1, 3, 5), (1, 4, 6), (2, 4, 6),
    ]  # fmt: skip
    assert {step.namespaces_total for step in told} == {2}
    assert [step.rate_limit_remaining for step in told] == [None, 499, 498, 497, 497, 497, 496, 496]


def test_a_repository_listed_twice_counts_once_and_the_repeats_are_counted(serve: Serve) -> None:
    pulled = pull(serve(faults=[Fault(FaultKind.DUPLICATES, page=2)]).endpoint)
    assert names(pulled) == LAB
    assert [(reject.reason, reject.raw_text) for reject in pulled.rejects] == [
        ("2 rows repeat a repository read before; the first of each is kept", "lab/m3 lab/m2")
    ]


def test_a_repository_that_was_renamed_while_we_paged_counts_once(serve: Serve) -> None:
    server = serve()
    rows = [{"_id": server.world.models[0]["_id"], "id": "lab/new-name"}]
    server.faults.append(Fault(FaultKind.ROWS, page=3, rows=rows))
    assert names(pull(server.endpoint)) == LAB


def test_a_malformed_row_is_rejected_and_the_rest_goes_on(serve: Serve) -> None:
    rows = [
        {"_id": "0" * 24, "createdAt": "2026-01-01T00:00:00.000Z"},
        7,
        {"_id": "1", "id": "lab/odd", "downloads": "x"},
    ]
    pulled = pull(serve(faults=[Fault(FaultKind.ROWS, rows=rows, page=2)]).endpoint)
    assert names(pulled) == LAB
    assert [(reject.row_number, reject.reason, reject.raw_text) for reject in pulled.rejects] == [
        (number, reason, json.dumps(row))
        for number, reason, row in zip(
            (3, 4, 5), ("id is missing", "the row is no JSON object", "_id is not the Hub's own id"), rows, strict=True
        )
    ]
    assert {reject.file for reject in pulled.rejects} == {pulled.tables["hub_pages"]["url"][1]}


def test_a_namespace_that_lists_nothing_is_named(serve: Serve) -> None:
    pulled = pull(serve().endpoint, "gone", "lab")
    assert [(reject.table, reject.reason, reject.raw_text) for reject in pulled.rejects] == [
        ("hub_models", "namespace lists no model", "gone")
    ]


def test_a_hub_that_lists_nothing_at_all_is_an_error(serve: Serve) -> None:
    with pytest.raises(SourceError, match="lists no model of 2 namespaces; nothing is landed"):
        pull(serve().endpoint, "gone", "gone-too")


def test_an_address_that_is_no_hub_is_an_error_that_says_404(serve: Serve) -> None:
    with pytest.raises(SourceError, match="404, so check HF_ENDPOINT"):
        pull(serve().endpoint + "/elsewhere")


def test_an_odd_namespace_is_refused_before_any_request(serve: Serve) -> None:
    server = serve()
    with pytest.raises(SourceError, match="'lab&author=x' is no Hub namespace"):
        pull(server.endpoint, "lab&author=x")
    assert not server.requests


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.STATUS, times=2, status=500),
        Fault(FaultKind.STATUS, times=1, status=429, headers={"Retry-After": "0"}),
        Fault(FaultKind.TRUNCATED, times=1),
        Fault(FaultKind.CUT_OFF, times=1),
        Fault(FaultKind.RESET, times=2),
        Fault(FaultKind.HTML, times=1),
        Fault(FaultKind.OBJECT, times=1),
        Fault(FaultKind.HANG, times=1),
        Fault(FaultKind.EMPTY, times=None),
    ],
    ids=lambda fault: fault.kind.name,
)
def test_a_fault_that_passes_costs_no_model(serve: Serve, fault: Fault) -> None:
    expected = ["lab/m5", "lab/m4", "lab/m1"] if fault.kind is FaultKind.EMPTY else LAB
    assert names(pull(serve(faults=[replace(fault, page=2)]).endpoint)) == expected


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(FaultKind.STATUS, status=500), TransientError, "status 500, asked 3 times in a row; run again later"),
        (Fault(FaultKind.STATUS, status=504), TransientError, "status 504, asked 3 times in a row; run again later"),
        (Fault(FaultKind.STATUS, status=429), TransientError, "429, too many requests, asked 3 times in a row; run again"),
        (Fault(FaultKind.HANG), TransientError, "no answer within 0.3 s, asked 3 times in a row; run again later"),
        (Fault(FaultKind.DRIP), TransientError, "no whole answer within 0.6 s, asked 3 times in a row"),
        (Fault(FaultKind.RESET), TransientError, "asked 3 times in a row; run again later, or `openlag weekly --offline` goes"),
        (Fault(FaultKind.CUT_OFF), TransientError, "asked 3 times in a row; run again later"),
        (Fault(FaultKind.TRUNCATED), SourceError, "the answer is not whole JSON (application/json, "),
        (Fault(FaultKind.HTML), SourceError, "the answer is not whole JSON (text/html, 37 bytes), asked 3 times in a row"),
        (Fault(FaultKind.OBJECT), SourceError, "the answer is JSON but no list (dict), asked 3 times in a row"),
        (Fault(FaultKind.LINK), SourceError, "names a page already read"),
        (Fault(FaultKind.LINK, target="https://example.invalid/x?cursor=1"), SourceError, "https://example.invalid/x: the Hub at http://127.0.0.1:"),
        (Fault(FaultKind.LINK, target="http://[::1"), SourceError, "check HF_ENDPOINT"),
        (Fault(FaultKind.REDIRECT, target="http://localhost:1/x"), SourceError, "http://localhost:1/x: the Hub at http://127.0.0.1:"),
        (Fault(FaultKind.REDIRECT, target="?author=lab"), SourceError, "more than 5 redirects"),
        (Fault(FaultKind.STATUS, status=400), SourceError, "status 400: invented; check the name"),
        (Fault(FaultKind.STATUS, status=401), SourceError, "status 401: invented; check HF_TOKEN"),
        (Fault(FaultKind.STATUS, status=403), SourceError, "status 403: invented; check HF_TOKEN"),
    ],
    ids=lambda value: value.kind.name + str(value.status) if isinstance(value, Fault) else None,
)  # fmt: skip
def test_a_fault_that_stays_ends_the_pull_with_one_sentence(
    serve: Serve, fault: Fault, error: type[SourceError], words: str
) -> None:
    server = serve(faults=[replace(fault, page=1 if fault.target.startswith("?") else 2)])
    with pytest.raises(SourceError) as caught:
        pull(server.endpoint)
    message = str(caught.value)
    assert isinstance(caught.value, TransientError) == (error is TransientError)
    assert words in message
    assert "cursor" not in message
    assert "\n" not in message
    assert "127.0.0.1" in message or "HF_ENDPOINT" in message


def test_the_wait_a_hub_asks_for_is_kept_and_told(serve: Serve) -> None:
    told: list[listing.Progress] = []
    fault = Fault(FaultKind.STATUS, times=1, status=429, headers={"Retry-After": "9", "RateLimit": '"api";r=0;t=0'})
    began = time.monotonic()
    assert names(pull(serve(faults=[replace(fault, page=2)]).endpoint, on_progress=told.append)) == LAB
    assert time.monotonic() - began >= 1
    assert [(step.waiting_seconds, step.rate_limit_remaining) for step in told if step.waiting_seconds] == [(1.0, 0)]


def test_a_spent_budget_is_waited_out_before_the_next_request(serve: Serve) -> None:
    fault = Fault(FaultKind.ROWS, times=1, headers={"RateLimit": '"api";r=0;t=0'})
    began = time.monotonic()
    assert names(pull(serve(faults=[replace(fault, page=1)]).endpoint)) == LAB
    assert time.monotonic() - began >= 0.9


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, {"Retry-After": "3600"}),
        (503, {"Retry-After": "3600"}),
        (429, {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}),
        (429, {"RateLimit": '"api";r=0;t=3600'}),
    ],
)
def test_a_wait_beyond_ten_minutes_is_refused_with_a_sentence(
    serve: Serve, status: int, headers: dict[str, str]
) -> None:
    server = serve(faults=[Fault(FaultKind.STATUS, status=status, headers=headers, page=1)])
    with pytest.raises(
        TransientError, match=r"asks for a wait of [\d,]+ s, and openlag waits 5 s at most; run again later"
    ):
        pull(server.endpoint)


def test_a_listing_without_end_is_refused(serve: Serve) -> None:
    with pytest.raises(SourceError, match="more than 2 pages; the listing seems to have no end"):
        pull(serve().endpoint, limits=Limits(most_pages=2))


def test_an_answer_without_end_is_refused(serve: Serve) -> None:
    with pytest.raises(SourceError, match="the answer is larger than 100 bytes"):
        pull(serve().endpoint, limits=Limits(most_bytes=100))


def test_a_hub_that_is_not_there_is_an_error_that_may_pass(serve: Serve) -> None:
    with HubServer() as server:
        endpoint = server.endpoint
    with pytest.raises(TransientError, match="Connection refused, asked 3 times in a row; run again later"):
        pull(endpoint)


def test_offline_mode_of_huggingface_hub_is_obeyed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(SourceError, match="HF_HUB_OFFLINE is set") as caught:
        pull(server.endpoint)
    assert not isinstance(caught.value, TransientError)
    assert not server.requests


@pytest.mark.parametrize("kind", [FaultKind.LINK, FaultKind.REDIRECT])
def test_neither_a_link_nor_a_redirect_takes_the_token_to_another_host(serve: Serve, kind: FaultKind) -> None:
    other = serve()
    server = serve(faults=[Fault(kind, target=f"{other.endpoint}/api/models?author=lab", page=1)])
    with pytest.raises(SourceError, match="points to another host"):
        pull(server.endpoint, token=TOKEN)
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert not other.requests


def test_no_token_is_sent_when_none_is_wanted(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    server = serve()
    pull(server.endpoint, token=False)
    assert "authorization" not in server.requests[0].headers


def test_a_token_that_a_hub_echoes_reaches_no_table_no_reject_and_no_progress(
    serve: Serve, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    told: list[listing.Progress] = []
    rows = [{"_id": "0" * 24, "id": "lab/echo", "tags": [f"token:{TOKEN}"]}, {"id": TOKEN}]
    server = serve(faults=[Fault(FaultKind.ROWS, rows=rows, headers={"X-HF-Warning": TOKEN}, page=2)])
    pulled = pull(server.endpoint, token=TOKEN, on_progress=told.append)
    assert pulled.tables["hub_models"]["tags"].drop_nulls().to_list() == [["token:[token]"]]
    assert TOKEN not in everything(pulled) + repr(told) + caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.STATUS, status=400, headers={"X-Error-Message": f"bad {TOKEN}"}),
        Fault(FaultKind.STATUS, status=401, headers={"X-Error-Message": f"Invalid credentials: {TOKEN}"}),
        Fault(FaultKind.STATUS, status=500, headers={"X-Error-Message": TOKEN}),
        Fault(FaultKind.LINK, target=f"http://localhost:1/{TOKEN}?token={TOKEN}"),
        Fault(FaultKind.REDIRECT, target=f"/api/models?author=lab&token={TOKEN}"),
        Fault(FaultKind.LINK, target=f"http://user:{TOKEN}@localhost:1/"),
        Fault(FaultKind.REDIRECT, target=f"http://{TOKEN}.example.invalid/"),
        Fault(FaultKind.RESET),
        Fault(FaultKind.HTML),
    ],
    ids=lambda fault: f"{fault.kind.name}{fault.status}",
)
def test_no_error_holds_the_token(serve: Serve, fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    server = serve(faults=[replace(fault, page=1)])
    with pytest.raises(SourceError) as caught:
        pull(server.endpoint, token=TOKEN)
    error: BaseException | None = caught.value
    printed = "".join(traceback.format_exception(caught.value)) + caplog.text
    while error is not None:
        printed += repr(error)
        error = error.__cause__ or error.__context__
    assert TOKEN.lower() not in printed.lower()


@pytest.mark.parametrize("token", [TOKEN + "\n", TOKEN + "é", "two words"])
def test_a_token_no_header_can_carry_is_refused_without_being_printed(serve: Serve, token: str) -> None:
    server = serve()
    with pytest.raises(SourceError, match="HF_TOKEN holds characters that no token has") as caught:
        pull(server.endpoint, token=token)
    assert token.strip() not in "".join(traceback.format_exception(caught.value))
    assert not server.requests


@pytest.mark.parametrize(
    "endpoint", ["http://user:secret@h", "ftp://h", "huggingface.co", "", "https://h?x=secret", "http://h:x"]
)
def test_an_odd_address_is_refused_without_being_printed(endpoint: str) -> None:
    with pytest.raises(SourceError, match=r"must read like https://huggingface\.co") as caught:
        pull(endpoint)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_the_environment_names_hub_and_token_and_no_hidden_call_is_made(serve: Serve, tmp_path: Path) -> None:
    """huggingface_hub asks for /api/agent-harnesses before the first request, unless told not to before it is imported."""
    server = serve()
    code = (
        "import huggingface_hub.utils, datetime\n"
        "from warehouse.sources.hub import listing\n"
        "pull = listing.pull_models(['lab'], now=lambda: datetime.datetime.now(datetime.UTC))\n"
        "print(pull.tables['hub_models'].height)\n"
    )
    quiet = ("HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK")
    environment = {name: value for name, value in os.environ.items() if name not in quiet}
    environment |= {"HF_ENDPOINT": server.endpoint, "HF_TOKEN": TOKEN, "HF_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "5\n"
    assert {request.path.partition("?")[0] for request in server.requests} == {"/api/models"}
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {TOKEN}"}


def test_a_hub_that_answers_is_reachable(serve: Serve) -> None:
    server = serve()
    assert listing.is_reachable(server.endpoint, token=False) is None
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FaultKind.HANG), "no answer within 0.3 s, asked once; run again later"),
        (Fault(FaultKind.HTML), "is this the address of a Hub?"),
        (Fault(FaultKind.STATUS, status=401), "check HF_TOKEN"),
        (Fault(FaultKind.STATUS, status=429, headers={"Retry-After": "60"}), "the Hub asks for a wait of 60 s"),
    ],
    ids=lambda value: value.kind.name if isinstance(value, Fault) else None,
)
def test_a_hub_that_does_not_answer_is_not_reachable_and_says_why(serve: Serve, fault: Fault, words: str) -> None:
    began = time.monotonic()
    sentence = listing.is_reachable(serve(faults=[replace(fault, page=1)]).endpoint, token=False, timeout_seconds=0.3)
    assert sentence is not None
    assert words in sentence
    assert time.monotonic() - began < 2


def test_an_address_that_cannot_be_one_is_not_reachable() -> None:
    assert "must read like" in (listing.is_reachable("no address") or "")
