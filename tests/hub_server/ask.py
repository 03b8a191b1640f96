"""Requests by a client that knows nothing of the Hub, follows nothing and asks nothing twice."""

import gzip
import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.hub_server.server import HubServer


@dataclass(frozen=True, slots=True)
class Got:
    """An answer as it came; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        """The JSON in it."""
        body = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return json.loads(body)

    @property
    def ids(self) -> list[str]:
        """The names of the models listed."""
        return [row["id"] for row in self.content]

    @property
    def next(self) -> str:
        """The address in Link, whose form is the recorded one."""
        address, _, rest = self.headers["link"].partition(">")
        assert (address[0], rest) == ("<", '; rel="next"')
        return address[1:]


def ask(server: HubServer | None, address: str, *, method: str = "GET", token: str = "", **headers: str) -> Got:
    """One request of an address, or of a path on the server."""
    here = f"http://127.0.0.1:{server.port}" if server else ""
    parts = urlsplit(address if "://" in address else here + address)
    given = headers | ({"Authorization": f"Bearer {token}"} if token else {})
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=given)
        response = connection.getresponse()
        body = response.read()
        return Got(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
    finally:
        connection.close()
