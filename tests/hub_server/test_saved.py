"""Answers of the real Hub, kept in a folder and given again."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hub_server import Fault, FaultKind, HubServer, invented_world, read_saved
from tests.hub_server.ask import ask

ROW = {"_id": "6a180e5a00cc0bea772f12d4", "id": "harbour-ai/Kite-2-8B", "downloads": 7}
LIST = "/api/models?author=harbour-ai&limit=2&expand=downloads&expand%5B%5D=likes"


def save(folder: Path, name: str, **changes: Any) -> None:
    answer = {
        "path": LIST,
        "status": 200,
        "headers": {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Encoding": "gzip",
            "Transfer-Encoding": "chunked",
            "RateLimit": '"api";r=488;t=223',
            "Link": '<https://huggingface.co/api/models?cursor=abc&limit=2>; rel="next"',
        },
        "body": json.dumps([ROW]),
    }
    (folder / f"{name}.json").write_text(json.dumps(answer | changes), encoding="utf-8")


def test_a_saved_answer_comes_before_all_else_whatever_the_order_of_its_parameters(tmp_path: Path) -> None:
    save(tmp_path, "list")
    with HubServer(invented_world(), saved=read_saved(tmp_path)) as hub:
        same = "/api/models?expand[]=likes&expand=downloads&limit=2&author=harbour-ai"
        for address in (LIST, same):
            got = ask(hub, address)
            assert (got.status, got.content) == (200, [ROW])
            assert got.headers["ratelimit"] == '"api";r=488;t=223'
            assert got.next == f"{hub.endpoint}/api/models?cursor=abc&limit=2"
        for address in (
            LIST + "&expand=downloads",
            LIST.replace("limit=2", "limit=3"),
            "/api/models?author=harbour-ai",
        ):
            assert ask(hub, address).content != [ROW]


def test_a_saved_refusal_and_a_saved_move_are_given_as_they_were(tmp_path: Path) -> None:
    moved = {"Location": "/api/models/harbour-ai/Kite-2-8B", "X-Error-Code": "invented"}
    save(tmp_path, "a", path="/api/models/harbour-ai/Old", status=307, headers=moved, body="Temporary Redirect")
    save(tmp_path, "b", path="/api/models/harbour-ai/Kite-2-8B/commits/main", status=504, headers={}, body="")
    with HubServer(invented_world(), saved=read_saved(tmp_path)) as hub:
        got = ask(hub, "/api/models/harbour-ai/Old")
        assert (got.status, got.headers["location"], got.body) == (307, moved["Location"], b"Temporary Redirect")
        assert "ratelimit" in got.headers  # where none was saved, the server's own
        assert ask(hub, "/api/models/harbour-ai/Kite-2-8B/commits/main").status == 504


def test_faults_and_quotas_hold_for_saved_answers_too(tmp_path: Path) -> None:
    save(tmp_path, "list")
    faults = [Fault(FaultKind.STATUS, author="harbour-ai", status=503, times=1)]
    with HubServer(saved=read_saved(tmp_path), faults=faults, quotas={"api": 2}) as hub:
        assert [ask(hub, LIST).status for _ in range(3)] == [503, 200, 429]


@pytest.mark.parametrize(
    "changes",
    [{"path": "https://huggingface.co/api/models"}, {"status": "200"}, {"body": None}, {"headers": []}, {"path": 7}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_file_that_is_no_saved_answer_is_named(tmp_path: Path, changes: dict[str, object]) -> None:
    save(tmp_path, "odd", **changes)
    with pytest.raises(ValueError, match=r"odd\.json: no saved answer"):
        read_saved(tmp_path)


def test_a_file_that_is_no_json_and_a_folder_without_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no saved answer"):
        read_saved(tmp_path)
    (tmp_path / "half.json").write_text('{"path": "/api', encoding="utf-8")
    with pytest.raises(ValueError, match=r"half\.json: no saved answer"):
        read_saved(tmp_path)


def test_two_answers_to_one_address_are_one_too_many(tmp_path: Path) -> None:
    save(tmp_path, "a")
    save(tmp_path, "b", path="/api/models?limit=2&author=harbour-ai&expand=downloads&expand[]=likes")
    with pytest.raises(ValueError, match=r"b\.json: the folder has another answer to /api/models"):
        read_saved(tmp_path)
