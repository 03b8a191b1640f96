"""Requests taken apart, answers before they are sent, and the two ways in which the Hub pages."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.hub_server.world import Json

MOST_ROWS = 1000  # a page, of any listing
COMMITS_A_PAGE = 50  # unless `limit` asks for more
NO_NUMBER = "Invalid input: expected number, received NaN"

Query = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in: path with its query and without the server's prefix, names of headers in lower case."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"

    @property
    def place(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path

    @property
    def query(self) -> Query:
        """The parameters in their order; one may come several times."""
        return parse_qsl(urlsplit(self.path).query, keep_blank_values=True)

    @property
    def token(self) -> str | None:
        """The token sent with it; None for anonymous."""
        return self.headers.get("authorization", "").removeprefix("Bearer ") or None

    @property
    def kind(self) -> str:
        """What is asked for: list, info, commits, tree, resolve, cdn, or other."""
        pieces = self.place.strip("/").split("/")
        if pieces[0] == "cdn":
            return "cdn"
        if pieces == ["api", "models"]:
            return "list"
        if pieces[0] != "api":
            return "resolve" if "resolve" in pieces[2:4] else "other"
        if pieces[1:2] not in (["models"], ["datasets"]):
            return "other"
        return (
            pieces[4]
            if len(pieces) > 5 and pieces[4] in ("commits", "tree")
            else "info"
            if len(pieces) <= 4
            else "other"
        )

    @property
    def repository(self) -> str:
        """The name of the repository that is asked about, else blank."""
        pieces = self.place.strip("/").split("/")
        match pieces:
            case ["api", "models" | "datasets", owner, name, *_]:
                return f"{owner}/{name}"
            case ["datasets", owner, name, "resolve", *_] | [owner, name, "resolve", *_]:
                return f"{owner}/{name}"
        return ""


@dataclass(slots=True)
class Answer:
    """An answer before it is sent. content: bytes as they are, all else as JSON.

    page: of a listing, from 1. limit: rows a page as asked for, or by default.
    """

    content: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    page: int | None = None
    limit: int = 0


class Refusal(Exception):
    """An answer with an error status and the Hub's sentence; code is its X-Error-Code, where it has one."""

    def __init__(self, status: int, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.status, self.code = status, code

    def answer(self) -> Answer:
        """The answer to send; its sentence stands in a header too, as far as a header can hold it."""
        sentence = str(self)
        headers = {"X-Error-Code": self.code} if self.code else {}
        if sentence.isascii():
            headers["X-Error-Message"] = sentence
        return Answer({"error": sentence}, self.status, headers)


def page_by_cursor(rows: Sequence[Json], request: Request, base: str, most: int, default: int = MOST_ROWS) -> Answer:
    """One page of a listing with an opaque cursor. base: what the address in Link begins with."""
    given = dict(request.query)
    limit = read_limit(given, default)
    size = min(limit, most)
    start = _read_cursor(given.get("cursor"))
    rest = [pair for pair in request.query if pair[0] != "cursor"] + [("cursor", _cursor(start + size))]
    return _page(rows, start, size, limit, f"{base}{request.place}?{urlencode(rest)}")


def page_by_number(rows: Sequence[Json], request: Request, base: str, most: int) -> Answer:
    """One page of commits, numbered from 0 in `p`, with the count of all of them."""
    given = dict(request.query)
    limit = read_limit(given, COMMITS_A_PAGE)
    size = min(limit, most)
    number = given.get("p", "0")
    if not (number.isascii() and number.isdecimal()):
        raise invalid(NO_NUMBER, "p")
    rest = [("p", str(int(number) + 1))] + [pair for pair in request.query if pair[0] != "p"]
    answer = _page(rows, int(number) * size, size, limit, f"{base}{request.place}?{urlencode(rest)}")
    answer.headers["X-Total-Count"] = str(len(rows))
    return answer


def _page(rows: Sequence[Json], start: int, size: int, limit: int, next_address: str) -> Answer:
    headers = {"Link": f'<{next_address}>; rel="next"'} if start + size < len(rows) else {}
    return Answer(list(rows[start : start + size]), headers=headers, page=start // size + 1, limit=limit)


def read_limit(given: Mapping[str, str], default: int) -> int:
    """The rows asked for, at most a thousand."""
    text = given.get("limit", str(default))
    if not (text.isascii() and text.isdecimal()):
        raise invalid(NO_NUMBER, "limit")
    if int(text) == 0:
        raise invalid("Too small: expected number to be >0", "limit")
    return min(int(text), MOST_ROWS)


def invalid(sentence: str, place: str) -> Refusal:
    """The Hub's way to say which parameter it does not take."""
    return Refusal(400, f"✖ {sentence} → at {place}")


def no_option(known: Sequence[str]) -> str:
    """The sentence about a value that is none of those known."""
    return "Invalid option: expected one of " + "|".join(json.dumps(value) for value in known)


def _cursor(start: int) -> str:
    return base64.b64encode(json.dumps({"start": start}).encode()).decode()


def _read_cursor(text: str | None) -> int:
    if text is None:
        return 0
    try:
        start = json.loads(base64.b64decode(text, validate=True))["start"]
        if type(start) is int and start >= 0:
            return start
    except (ValueError, KeyError, TypeError):
        pass
    raise Refusal(400, "Invalid cursor")
