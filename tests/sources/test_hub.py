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
from huggingface_hub import constants

from tests.hub_server import Fault, FaultKind, HubServer, snapshot_world
from warehouse.landing import Pull, SourceError, TransientError
from warehouse.sources.hub import api, listing
from warehouse.sources.hub.pulls import Progress
from warehouse.sources.hub.rows import EXPAND, MODEL_SCHEMA
from warehouse.sources.net.client import PROBE, Limits

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
TOKEN = "hf_invented0123456789abcdef"
QUICK = Limits(timeout_seconds=0.3, answer_seconds=0.6, tries=3, first_wait_seconds=0.01, longest_wait_seconds=5)
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
        for model in world.models:
            model |= {"lastModified": "2026-02-01T00:00:00.000Z", "tags": [], "gated": False, "private": False}
        servers.append(HubServer(world, **({"page_size": 2} | options)).__enter__())
        return servers[-1]

    yield start
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
    assert pages["url"][0].startswith("/api/models?author=lab&sort=createdAt&expand=createdAt&")
    assert "childrenModelCount" not in pages["url"][0] and "direction" not in pages["url"][0]
    assert pages["url"][0].endswith("&limit=1000")
    assert pulled.tables["hub_models"].schema == MODEL_SCHEMA


def test_a_pull_says_what_was_asked_of_whom_and_when(serve: Serve) -> None:
    server = serve()
    pulled = pull(server.endpoint)
    assert (pulled.source, pulled.url, pulled.is_snapshot) == ("hub", f"{server.endpoint}/api/models", False)
    assert (pulled.retrieved_on, pulled.started_at, pulled.finished_at) == (date(2026, 8, 11), NOON, NOON)
    assert pulled.query.startswith("author in (lab); sort=createdAt; expand=createdAt,lastModified,downloads,")


def test_unknown_is_null_and_zero_is_zero(serve: Serve) -> None:
    models = pull(serve().endpoint, "lab", "old").tables["hub_models"]
    assert models["likes"].to_list() == [0, 0, 0, 0, 0, None]
    assert models["downloads_30d"].to_list() == [5, 4, 3, 2, 1, None]


def test_progress_is_told_after_every_page_and_namespace(serve: Serve) -> None:
    told: list[Progress] = []
    pull(serve().endpoint, "lab", "old", on_progress=told.append)
    assert [(step.done, step.found) for step in told] == [
        (0, 0), (0, 2), (0, 4), (0, 5), (1, 5), (1, 5), (1, 6), (2, 6),
    ]  # fmt: skip
    assert {step.total for step in told} == {2}
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
    with pytest.raises(SourceError, match="lists no model of 1 namespaces; nothing is landed; check HF_ENDPOINT"):
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
        (Fault(FaultKind.STATUS, status=500), TransientError, "answered 500 (invented), asked 3 times in a row; run again later"),
        (Fault(FaultKind.STATUS, status=504), TransientError, "answered 504 (invented), asked 3 times in a row; run again later"),
        (Fault(FaultKind.STATUS, status=429), TransientError, "429, too many requests (invented), asked 3 times in a row; run again"),
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
        (Fault(FaultKind.REDIRECT, target="http://localhost:1/x"), SourceError, "http://localhost:1/x: the server at http://127.0.0.1"),
        (Fault(FaultKind.REDIRECT, target="?author=lab"), SourceError, "more than 5 redirects"),
        (Fault(FaultKind.STATUS, status=400), SourceError, "answered 400: invented; check whether it has moved, and HF_ENDPOINT"),
        (Fault(FaultKind.STATUS, status=401), SourceError, "answered 401: invented; check whether"),
        (Fault(FaultKind.STATUS, status=403), SourceError, "answered 403: invented; check whether"),
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
    told: list[Progress] = []
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


def test_a_listing_without_end_is_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MOST_PAGES", 2)
    with pytest.raises(SourceError, match="more than 2 pages; the listing seems to have no end"):
        pull(serve().endpoint)


def test_an_answer_without_end_is_refused(serve: Serve) -> None:
    with pytest.raises(SourceError, match="the answer is larger than 100 bytes"):
        pull(serve().endpoint, limits=Limits(most_bytes=100))


def test_a_hub_that_is_not_there_is_an_error_that_may_pass(serve: Serve) -> None:
    with HubServer() as server:
        endpoint = server.endpoint
    with pytest.raises(TransientError, match=r"Connection refused\), asked 3 times in a row; run again later"):
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
    told: list[Progress] = []
    rows = [{"_id": "0" * 24, "id": "lab/echo", "tags": [f"token:{TOKEN}"]}, {"id": TOKEN}]
    server = serve(faults=[Fault(FaultKind.ROWS, rows=rows, headers={"X-HF-Warning": TOKEN}, page=2)])
    pulled = pull(server.endpoint, token=TOKEN, on_progress=told.append)
    tags = pulled.tables["hub_models"].filter(hub_model_id="lab/echo")["tags"].to_list()
    assert tags == [["token:[token]"]]
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
    with pytest.raises(SourceError, match="the token holds characters that no token has") as caught:
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


def test_a_page_is_kept_under_the_address_that_was_asked_for_and_not_under_a_signature(loopback) -> None:
    """hub_pages is kept and listings go on from there; where a mirror leads to a signed address, the signature opens it."""

    def answer(handler: Any) -> None:
        if handler.path.startswith("/api/"):
            loopback.send(handler, 302, location="/store?sig=sekret")
        else:
            loopback.send(handler, 200, b"[]", content_type="application/json")

    loopback.answer = answer
    hub = api.Hub(loopback.url, token=False, limits=QUICK)
    (raw,) = hub.raw_pages("/api/models?author=lab", lambda text: 0)
    page = hub.page("/api/models", [("author", "lab")])
    assert page.path == raw.path == "/api/models?author=lab" and page.asked("author") == ["lab"]


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
    listing.probe(server.endpoint, token=False)
    (asked,) = server.requests
    assert "limit=2" in asked.path and all(f"expand={name}" in asked.path for name in EXPAND)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FaultKind.HANG), "answer within 0.3 s, asked once; run again later"),
        (Fault(FaultKind.HTML), "not whole JSON (text/html, 37 bytes), asked once; check HF_ENDPOINT"),
        (Fault(FaultKind.STATUS, status=401), "answered 401: invented"),
        (Fault(FaultKind.STATUS, status=429, headers={"Retry-After": "60"}), "asks for a wait of 60 s"),
    ],
    ids=lambda value: value.kind.name if isinstance(value, Fault) else None,
)
def test_a_hub_that_does_not_answer_is_not_reachable_and_says_why(serve: Serve, fault: Fault, words: str) -> None:
    began = time.monotonic()
    server = serve(faults=[replace(fault, page=1)])
    with pytest.raises(SourceError) as caught:
        listing.probe(server.endpoint, token=False, limits=replace(PROBE, timeout_seconds=0.3, answer_seconds=0.3))
    assert words in str(caught.value)
    assert time.monotonic() - began < 2


def test_an_address_that_cannot_be_one_is_not_reachable() -> None:
    with pytest.raises(SourceError, match="must read like"):
        listing.probe("no address")


def test_an_option_that_the_hub_refuses_costs_its_column_and_is_remembered(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """childrenModelCount was once asked of the listing, which answers 400: the first live run would have failed at its first request."""
    monkeypatch.setattr(listing, "EXPAND", (*EXPAND, "childrenModelCount", "usedStorage"))
    server = serve()
    pulled = pull(server.endpoint, "lab", "old")
    assert names(pulled) == [*LAB, "old/m1"]
    refused = [reject.raw_text for reject in pulled.rejects if "does not take this option" in reject.reason]
    assert refused == ["childrenModelCount", "usedStorage"]
    assert "childrenModelCount" not in pulled.query
    vain = [
        request for request in server.requests if "usedStorage" in request.path or "childrenModelCount" in request.path
    ]
    assert len(vain) == 2  # with both, and with one of them; never again for another organisation
    again = pull(server.endpoint)
    assert not [request for request in list(server.requests)[-3:] if "usedStorage" in request.path]
    assert [reject.raw_text for reject in again.rejects if "does not take" in reject.reason] == refused


def test_an_option_given_up_leaves_its_columns_out_of_what_may_go_blank(serve: Serve, monkeypatch) -> None:
    server = serve(
        faults=[
            Fault(FaultKind.STATUS, status=400, times=1, headers={"X-Error-Message": "Invalid option at expand[2]"})
        ]
    )
    pulled = pull(server.endpoint)
    assert (
        pulled.unasked == {"hub_models.downloads_30d"}
        and pulled.tables["hub_models"]["downloads_30d"].null_count() == 5
    )


def test_a_400_that_names_no_option_ends_the_pull_with_its_words(serve: Serve) -> None:
    server = serve(faults=[Fault(FaultKind.STATUS, status=400, headers={"X-Error-Message": "Invalid sort"})])
    with pytest.raises(SourceError, match="answered 400: Invalid sort"):
        pull(server.endpoint)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.STATUS, status=500, author="old"),
        Fault(FaultKind.STATUS, status=403, author="old"),
        Fault(FaultKind.STATUS, status=451, author="old"),
        Fault(FaultKind.STATUS, status=404, author="old", times=0),
        Fault(FaultKind.HTML, author="old"),
        Fault(FaultKind.RESET, author="old"),
        Fault(FaultKind.LINK, author="old", target="https://elsewhere.invalid/api/models?x=1"),
    ],
    ids=lambda fault: f"{fault.kind.name}{fault.status}",
)
def test_an_organisation_that_always_fails_costs_itself_alone(serve: Serve, fault: Fault) -> None:
    """One with a lasting 500, 403 or 451 once lost all 37."""
    server = serve(faults=[fault])
    pulled = pull(server.endpoint, "lab", "old")
    assert [name for name in names(pulled) if name.startswith("lab/")] == LAB
    outcomes = dict(pulled.tables["hub_namespaces"].select("namespace", "outcome").rows())
    assert outcomes == {"lab": "listed", "old": "listed" if fault.times == 0 else "failed"}
    if fault.times != 0:
        (reject,) = pulled.rejects
        assert reject.raw_text == "old" and reject.reason.startswith("organisation not read: ")


@pytest.mark.parametrize(("n_failing", "is_landed"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_listing_counts_while_half_of_the_organisations_could_be_read(
    serve: Serve, n_failing: int, is_landed: bool
) -> None:
    asked = ["lab", "old", "one", "two"]
    server = serve(faults=[Fault(FaultKind.STATUS, status=403, author=name) for name in asked[::-1][:n_failing]])
    if is_landed:
        assert names(pull(server.endpoint, *asked))
    else:
        with pytest.raises(
            SourceError, match="3 of 4 organisations could not be read, so nothing is landed; the first: "
        ):
            pull(server.endpoint, *asked)
    failing = [request for request in server.requests if dict(request.query)["author"] in asked[::-1][:n_failing]]
    assert len(failing) == min(
        n_failing, 3
    )  # then the listing is lost, and a Hub that is away is not asked 34 times more


def test_a_token_that_the_hub_does_not_know_ends_the_pull_at_once_and_is_named_by_where_it_was_found(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setenv("HF_TOKEN", "hf_nobody_knows_this_one")
    with pytest.raises(
        SourceError, match="Invalid credentials in Authorization header; check the token of HF_TOKEN"
    ) as caught:
        listing.pull_models(["lab", "old"], now=lambda: NOON, limits=QUICK)
    assert "hf_nobody" not in str(caught.value)
    assert len(server.requests) == 1


def test_a_saved_login_is_used_and_named(serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server = serve()
    saved = tmp_path / "token"
    saved.write_text("hf_saved_and_unknown", encoding="utf-8")
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(saved))
    with pytest.raises(SourceError, match=f"check the token of the login saved in {saved}"):
        listing.pull_models(["lab"], now=lambda: NOON, limits=QUICK)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    assert names(listing.pull_models(["lab"], now=lambda: NOON, limits=QUICK)) == LAB


@pytest.mark.parametrize("kind", ["504", "large", "hang"])
def test_a_page_that_is_too_much_for_the_hub_is_asked_for_in_halves(serve: Serve, kind: str) -> None:
    fault = {
        "504": Fault(FaultKind.STATUS, status=504, limit_over=200),
        "large": Fault(FaultKind.LARGE, size=70_000, limit_over=200),
        "hang": Fault(FaultKind.HANG, limit_over=600),
    }[kind]
    server = serve(page_size=1000, faults=[fault])
    assert names(pull(server.endpoint, limits=replace(QUICK, most_bytes=60_000))) == LAB
    limits = [dict(request.query)["limit"] for request in server.requests]
    assert limits == (["1000", "500"] if kind == "hang" else ["1000", "500", "250", "125"])


def test_a_page_of_fifty_that_is_still_too_much_is_told(serve: Serve) -> None:
    server = serve(faults=[Fault(FaultKind.STATUS, status=504)])
    with pytest.raises(TransientError, match="answered 504 .invented., asked 3 times in a row"):
        pull(server.endpoint)
    assert [dict(request.query)["limit"] for request in server.requests] == ["1000", "500", "250", "125", "62"] + [
        "50"
    ] * 3


def test_a_field_that_is_null_in_every_row_of_a_page_is_told(serve: Serve) -> None:
    server = serve(faults=[Fault(FaultKind.NULL, field="likes", page=2)])
    pulled = pull(server.endpoint)
    assert [reject.reason for reject in pulled.rejects] == [
        "likes: null in every row of 1 of 3 pages; the Hub's answer has changed its shape"
    ]


@pytest.mark.parametrize("is_mirror", [False, True])
def test_a_hub_under_a_path_and_a_mirror_that_passes_the_links_of_the_hub_on_are_read_whole(
    serve: Serve, is_mirror: bool
) -> None:
    server = serve(prefix="/hf", is_mirror=is_mirror)
    assert server.endpoint.endswith("/hf")
    assert names(pull(server.endpoint, token=TOKEN)) == LAB
    assert {request.path.partition("?")[0] for request in server.requests} <= {"/hf/api/models", "/api/models"}


def test_a_token_echoed_in_escapes_is_cleaned_too(serve: Serve) -> None:
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in TOKEN)
    server = serve(faults=[Fault(FaultKind.STATUS, status=200, page=2)])
    body = f'[{{"_id": "{"0" * 24}", "id": "lab/echo", "library_name": "{escaped}", "tags": []}}]'
    server.faults[0] = Fault(FaultKind.ROWS, page=2, rows=[json.loads(body.replace("\\u", "\\\\u"))])
    pulled = pull(server.endpoint, token=TOKEN)
    assert TOKEN not in everything(pulled)
