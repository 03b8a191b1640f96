"""Faults: what each does to an answer, and to which answers."""

import http.client
import socket
import threading
import time
from collections.abc import Callable

import pytest

from tests.hub_server import Fault, FaultKind, HubServer, invented_world
from tests.hub_server.ask import Got, ask

LIST = "/api/models?sort=createdAt&expand=downloads&expand=likes"
KITE = "/api/models/harbour-ai/Kite-2-8B"

Serve = Callable[..., HubServer]


def ids(got: Got) -> list[str]:
    return got.ids


def raw(hub: HubServer, address: str, *, seconds: float) -> bytes:
    """What comes in so many seconds."""
    received, ends_at = b"", time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as connection:
        connection.sendall(f"GET {address} HTTP/1.1\r\nHost: hub\r\n\r\n".encode())
        while (left := ends_at - time.monotonic()) > 0:
            connection.settimeout(left)
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                break
            if not piece:
                break
            received += piece
    return received


def test_a_status_comes_with_its_headers(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.STATUS, status=429, headers={"Retry-After": "9", "RateLimit": '"api";r=0;t=9'}))
    got = ask(hub, LIST)
    assert (got.status, got.headers["retry-after"], got.headers["ratelimit"]) == (429, "9", '"api";r=0;t=9')


@pytest.mark.parametrize(
    ("fault", "is_so"),
    [
        (Fault(FaultKind.HTML), lambda got, whole: got.headers["content-type"] == "text/html" and got.status == 200),
        (Fault(FaultKind.OBJECT), lambda got, whole: got.content == {"models": whole.content}),
        (Fault(FaultKind.TRUNCATED), lambda got, whole: got.body == whole.body[: len(whole.body) // 2]),
        (Fault(FaultKind.LARGE, size=100_000), lambda got, whole: len(got.body) == 100_000 and ids(got) == ids(whole)),
        (Fault(FaultKind.DUPLICATES), lambda got, whole: ids(got) == ids(whole) * 2),
        (Fault(FaultKind.EMPTY), lambda got, whole: got.content == [] and got.next == whole.next),
        (Fault(FaultKind.ROWS, rows=[7]), lambda got, whole: got.content == [*whole.content, 7] and got.next),
        (Fault(FaultKind.LINK, target="http://x/y"), lambda got, whole: got.next == "http://x/y"),
        (Fault(FaultKind.LINK), lambda got, whole: got.next.endswith(LIST + "&limit=3")),
        (
            Fault(FaultKind.REDIRECT, target="/x"),
            lambda got, whole: (got.status, got.headers["location"]) == (302, "/x"),
        ),
        (
            Fault(FaultKind.NULL, field="downloads"),
            lambda got, whole: [{**row, "downloads": None} for row in whole.content] == got.content,
        ),
    ],
    ids=lambda value: value.kind.name if isinstance(value, Fault) else "",
)
def test_an_answer_is_changed_as_its_fault_says(
    hub: HubServer, fault: Fault, is_so: Callable[[Got, Got], bool]
) -> None:
    whole = ask(hub, LIST + "&limit=3")
    hub.faults.append(fault)
    assert is_so(ask(hub, LIST + "&limit=3"), whole)


def test_a_field_can_be_null_in_metadata_too(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.NULL, field="sha"))
    assert ask(hub, KITE + "?expand=sha&expand=likes").content == {
        "_id": hub.world.models[0]["_id"],
        "id": "harbour-ai/Kite-2-8B",
        "sha": None,
        "likes": 778,
    }


def test_a_connection_that_is_cut_off_leaves_half_a_body(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.CUT_OFF))
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(hub, LIST)
    assert caught.value.expected in (len(caught.value.partial), len(caught.value.partial) + 1)


def test_a_connection_is_reset(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.RESET))
    with pytest.raises(ConnectionError):
        ask(hub, LIST)


def test_a_hub_can_say_nothing(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.HANG))
    assert raw(hub, LIST, seconds=0.3) == b""


def test_a_body_can_drip(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.DRIP))
    headers, _, body = raw(hub, LIST, seconds=1.0).partition(b"\r\n\r\n")
    assert headers.startswith(b"HTTP/1.1 200 OK\r\n") and 3 < len(body) < 25 and not body.strip()


def test_a_header_can_drip(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.HEADER_DRIP))
    received = raw(hub, LIST, seconds=1.0)
    status, _, header = received.partition(b"\r\n")
    assert status == b"HTTP/1.1 200 OK" and header.startswith(b"X-Drip: xxx") and b"\r\n" not in header
    assert len(header) < 40


def test_early_hints_can_come_without_end(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.EARLY_HINTS))
    received = raw(hub, LIST, seconds=1.0)
    assert 3 < received.count(b"HTTP/1.1 103 Early Hints\r\n") < 25 and b" 200 " not in received


def test_a_fault_strikes_its_page_and_as_often_as_it_says(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.STATUS, page=2, times=1, status=502))
    first = ask(hub, LIST + "&limit=3")
    assert [first.status, ask(hub, first.next).status, ask(hub, first.next).status] == [200, 502, 200]
    assert ask(hub, KITE).status == 200  # what has no pages has no second one


def test_a_fault_strikes_one_repository_for_ever_whatever_is_asked_of_it(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.STATUS, repository="harbour-ai/Kite-2-8B", status=504))
    for address in (
        KITE,
        f"{KITE}/commits/main",
        f"{KITE}/tree/main",
        "/harbour-ai/Kite-2-8B/resolve/main/config.json",
    ):
        assert [ask(hub, address).status for _ in range(2)] == [504, 504]
    assert ask(hub, f"{KITE}-Base/commits/main").status == 200
    assert ask(hub, "/api/models?author=harbour-ai").status == 200


def test_a_fault_strikes_the_trees_of_one_repository(hub: HubServer) -> None:
    hub.faults.append(Fault(FaultKind.STATUS, path=f"{KITE}/tree/*", status=504))
    assert ask(hub, f"{KITE}/tree/main?recursive=true").status == 504
    assert ask(hub, f"{KITE}/commits/main").status == 200 == ask(hub, f"{KITE}-Base/tree/main").status


@pytest.mark.parametrize("status", [403, 451, 500])
def test_a_fault_strikes_the_lists_of_one_author(hub: HubServer, status: int) -> None:
    hub.faults.append(Fault(FaultKind.STATUS, author="quillwork", status=status))
    assert ask(hub, "/api/models?author=quillwork&limit=5").status == status
    assert (
        ask(hub, "/api/models?author=harbour-ai").status == 200 == ask(hub, "/api/models/quillwork/Quill-3.5-9B").status
    )


def test_a_fault_strikes_pages_of_more_rows_than_it_allows(hub: HubServer) -> None:
    hub.page_size = 2  # what is asked for counts, not what is there
    hub.faults.append(Fault(FaultKind.STATUS, status=504, limit_over=250))
    assert [ask(hub, f"{LIST}&limit={limit}").status for limit in (1000, 500, 251, 250, 50)] == [
        504,
        504,
        504,
        200,
        200,
    ]
    assert ask(hub, LIST).status == 504  # by default a thousand
    assert ask(hub, f"{KITE}/commits/main").status == 200  # by default fifty
    hub.faults[0] = Fault(FaultKind.LARGE, size=50_000, limit_over=250)
    assert [len(ask(hub, f"{LIST}&limit={limit}").body) > 49_999 for limit in (1000, 250)] == [True, False]


def test_the_first_fault_that_is_due_strikes(hub: HubServer) -> None:
    hub.faults += [Fault(FaultKind.STATUS, times=1, status=500), Fault(FaultKind.STATUS, status=503)]
    assert [ask(hub, KITE).status for _ in range(3)] == [500, 503, 503]


def test_a_file_can_be_faulty_where_it_is_asked_for_or_where_it_lies(hub: HubServer) -> None:
    address = "/harbour-ai/Kite-2-8B/resolve/main/onnx/model.onnx"
    location = ask(hub, address).headers["location"]
    hub.faults.append(Fault(FaultKind.TRUNCATED, path="/cdn/*/onnx/model.onnx"))
    assert ask(hub, address).status == 302 and len(ask(hub, location).body) == len("invented: onnx/model.onnx\n") // 2
    hub.faults.append(Fault(FaultKind.STATUS, path="*/resolve/*/onnx/model.onnx", status=503))
    assert ask(hub, address).status == 503


def test_a_server_that_ends_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    faults = [Fault(kind, path=f"*/{kind.name}") for kind in (FaultKind.HANG, FaultKind.DRIP, FaultKind.EARLY_HINTS)]
    with HubServer(invented_world(), faults=faults) as hub:
        for fault in faults:
            raw(hub, f"/{fault.kind.name}", seconds=0.1)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and "process_request" in thread.name:
            thread.join(2)
    assert threading.active_count() <= before
