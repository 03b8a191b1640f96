"""Requests that run out, and windows that come again."""

import re
import time

from tests.hub_server import HubServer, invented_world
from tests.hub_server.ask import ask
from tests.hub_server.invented import WITHOUT_ACCESS

KITE = "/api/models/harbour-ai/Kite-2-8B"


def test_every_answer_of_the_api_says_what_is_left(hub: HubServer) -> None:
    first, second = ask(hub, "/api/models"), ask(hub, "/api/models?sort=siblings")
    assert re.fullmatch(r'"api";r=499;t=(300|299)', first.headers["ratelimit"])
    assert first.headers["ratelimit-policy"] == '"fixed window";"api";q=500;w=300'
    assert second.status == 400 and second.headers["ratelimit"].startswith('"api";r=498;t=')


def test_a_bucket_each_is_counted_and_somebody_with_a_token_has_one_of_his_own(hub: HubServer) -> None:
    ask(hub, "/api/models")
    for address, token, expected in (
        ("/harbour-ai/Kite-2-8B/resolve/main/config.json", "", '"resolvers";r=2999'),
        ("/harbour-ai/Kite-2-8B", "", '"pages";r=99'),
        (KITE, "", '"api";r=498'),
        (KITE, WITHOUT_ACCESS, '"api";r=999'),
    ):
        assert ask(hub, address, token=token).headers["ratelimit"].rpartition(";")[0] == expected


def test_what_is_used_up_is_refused_until_the_window_is_over() -> None:
    with HubServer(invented_world(), quotas={"api": 2}, window_seconds=0.6) as hub:
        answers = [ask(hub, KITE) for _ in range(4)]
        assert [got.status for got in answers] == [200, 200, 429, 429]
        assert [got.headers["ratelimit"] for got in answers] == [f'"api";r={left};t=1' for left in (1, 0, 0, 0)]
        assert answers[2].headers["ratelimit-policy"] == '"fixed window";"api";q=2;w=1'
        assert answers[2].headers["retry-after"] == "1" and "retry-after" not in answers[1].headers
        assert ask(hub, "/harbour-ai/Kite-2-8B/resolve/main/config.json").status == 200
        time.sleep(0.65)
        assert ask(hub, KITE).headers["ratelimit"].startswith('"api";r=1;')


def test_a_quota_of_nothing_answers_nothing() -> None:
    with HubServer(invented_world(), quotas={"api": 0}) as hub:
        assert ask(hub, KITE).status == 429
