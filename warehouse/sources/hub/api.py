"""The Hub's API as openlag asks it: address and token of the environment, pages of listings, single objects.

Raw pages and not `HfApi`: it passes no timeout, follows a Link to any host with the token, for ever, and one malformed row ends its whole
iteration. The token is the one that huggingface_hub finds (HF_TOKEN, a saved login), and goes to the Hub that HF_ENDPOINT names alone.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx2
from huggingface_hub import constants, get_token, set_client_factory
from huggingface_hub.errors import OIDCError

from warehouse.landing import SourceError
from warehouse.settings import hub_url
from warehouse.sources.net import budget, library, secrets
from warehouse.sources.net.client import Answer, Client, Limits, NotWhole, Refused, Token, TooLarge, TooSlow
from warehouse.sources.parse.json_text import loads

# With telemetry on, the library asks {endpoint}/api/agent-harnesses before a first request of its own, and a mirror that answers it with a
# list breaks every later call. The environment was read when huggingface_hub was imported, perhaps before us; this is read at each call.
constants.HF_HUB_DISABLE_TELEMETRY = True
# The library asks the network by itself wherever its token is asked for: a saved login that has run out is renewed.
set_client_factory(library.bounded_session)

LARGEST_PAGE = 1000  # the most the Hub gives
SMALLEST_PAGE = 50
MOST_PAGES = 1000
MOST_RAW_PAGES = 100_000  # five million models in pages of the smallest size
CANONICAL_HOST = "huggingface.co"
# Where huggingface_hub looks for a token, in its order, before it takes a saved login.
TOKENS = ("HF_OIDC_RESOURCE", *secrets.TOKENS)
LATER = "run again later, or `openlag weekly --offline` goes on without the network."
LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing: its path and query, its text as received, the rows in it, and where the next one is."""

    path: str
    text: str
    rows: list[Any]
    next_url: httpx2.URL | None

    def asked(self, parameter: str) -> list[str]:
        """Every value of a parameter of the page's query."""
        return httpx2.URL(self.path).params.get_list(parameter)


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page of a listing, its rows counted and not read: where it was, its text as received, and where the next one is."""

    path: str
    text: str
    row_count: int
    next_url: httpx2.URL | None

    @property
    def next_path(self) -> str | None:
        """The path and query of the next page."""
        return None if self.next_url is None else self.next_url.raw_path.decode()


class _Linked(Protocol):
    @property
    def next_url(self) -> httpx2.URL | None: ...


P = TypeVar("P", bound=_Linked)


class Hub:
    """One Hub, and the token that goes to it.

    endpoint: None is HF_ENDPOINT. token: None is the environment's, which goes to no other Hub than that of HF_ENDPOINT; False sends none.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: Token | str | bool | None = None,
        limits: Limits = LIMITS,
        *,
        setting: str = "HF_ENDPOINT",
        on_wait: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self.base = read_endpoint(endpoint if endpoint is not None else hub_url())
        if token is None and _origin(self.base) == _origin(read_endpoint(hub_url())):
            token = find_token()
        if isinstance(token, str):
            token = Token(token, "the token")
        self.token = token if isinstance(token, Token) else None
        self.limits = limits
        self.client = Client(limits, setting=setting, token=self.token, home=self.base, later=LATER, on_wait=on_wait)

    def url(self, path: str, query: list[tuple[str, str]] | None = None) -> httpx2.URL:
        """The address of a path on this Hub; the Hub's own address may have a path too."""
        return httpx2.URL(str(self.base).rstrip("/") + path, params=httpx2.QueryParams(tuple(query or ())))

    def window(self) -> budget.Window | None:
        """What is left of the API's rate limit, as the last answer said."""
        return budget.window(self.url("/api/"))

    def pages(self, path: str, query: list[tuple[str, str]], *, page_size: int = LARGEST_PAGE) -> Iterator[Page]:
        """Every page of a listing; the page halves, down to SMALLEST_PAGE, where the Hub gives up (504), is too slow or says too much.

        Raises TransientError, Refused or SourceError; also for a Link that names a page already read, leads elsewhere, or has no end.
        """
        yield from self._walk(self.url(path, [*query, ("limit", str(page_size))]), self._read_page, MOST_PAGES)

    def raw_pages(self, path: str, count: Callable[[str], int]) -> Iterator[RawPage]:
        """Every page from a path with its query on, as `pages` gives them, without an object of Python for what is in them.

        count: the rows of a text; raises ValueError for what is no list in JSON. Raises as `pages` does.
        """
        url = self.base.copy_with(raw_path=path.encode())
        yield from self._walk(url, partial(self._read_raw_page, count), MOST_RAW_PAGES)

    def _walk(self, url: httpx2.URL, read: Callable[[Answer], P], most_pages: int) -> Iterator[P]:
        asked = set()
        for _ in range(most_pages):
            if url in asked:
                raise SourceError(
                    f"{self.client.show(url)}: the Link to the next page names a page already read; {LATER}"
                )
            asked.add(url)
            page_size = _page_size(url)
            try:
                page: P = self._ask(url, read, is_divisible=page_size > SMALLEST_PAGE)
            except (TooSlow, TooLarge):
                if page_size <= SMALLEST_PAGE:
                    raise
                url = _halved(url, page_size)
                continue
            yield page
            if page.next_url is None:
                return
            url = page.next_url
        raise SourceError(f"{self.client.show(url)}: more than {most_pages:,} pages; the listing seems to have no end.")

    def page(self, path: str, query: list[tuple[str, str]]) -> Page:
        """One page, as it was asked for. Raises as `pages` does."""
        page: Page = self._ask(self.url(path, query), self._read_page)
        return page

    def object(self, path: str, query: list[tuple[str, str]] | None = None) -> dict[str, Any]:
        """One JSON object; a redirect on this Hub (a renamed repository) is followed. Raises as `pages` does."""
        found: dict[str, Any] = self._ask(self.url(path, query), self._read_object)
        return found

    def is_about_repository(self, error: Refused) -> bool:
        """Whether a refusal is of one repository or organisation, while the token and the Hub itself are fine."""
        if error.code in ("RepoNotFound", "GatedRepo", "DisabledRepo", "RevisionNotFound", "EntryNotFound"):
            return True
        # Without a token 401 is the Hub's word for a repository that is not there; with one it is about the token.
        return error.status in (403, 404, 410, 451) or (error.status == 401 and self.token is None)

    def _ask(self, url: httpx2.URL, read: Callable[[Answer], Any], *, is_divisible: bool = False) -> Any:
        if constants.is_offline_mode():
            raise SourceError(f"{self.client.show(url)}: HF_HUB_OFFLINE is set; unset it, or use --offline.")
        return self.client.get(url, read, is_divisible=is_divisible)

    def _read_page(self, answer: Answer) -> Page:
        text, rows = self._read_json(answer)
        if not isinstance(rows, list):
            raise NotWhole(f"the answer is JSON but no list ({type(rows).__name__})")
        return Page(self.client.clean(answer.asked.raw_path.decode()), text, rows, self._link(answer))

    def _read_raw_page(self, count: Callable[[str], int], answer: Answer) -> RawPage:
        try:
            text = self.client.clean(answer.body.decode())
            rows = count(text)
        except ValueError:
            raise NotWhole(f"the answer is no list in JSON ({_kind(answer)})") from None
        return RawPage(self.client.clean(answer.asked.raw_path.decode()), text, rows, self._link(answer))

    def _read_object(self, answer: Answer) -> dict[str, Any]:
        _, found = self._read_json(answer)
        if not isinstance(found, dict):
            raise NotWhole(f"the answer is JSON but no object ({type(found).__name__})")
        return found

    def _read_json(self, answer: Answer) -> tuple[str, Any]:
        try:
            text = self.client.clean(answer.body.decode())
            found = loads(text)
        except ValueError:
            raise NotWhole(f"the answer is not whole JSON ({_kind(answer)})") from None
        return text, found

    def _link(self, answer: Answer) -> httpx2.URL | None:
        link = httpx2.Response(200, headers=answer.headers).links.get("next", {}).get("url")
        return self._next(answer.url, link) if link else None

    def _next(self, url: httpx2.URL, link: str) -> httpx2.URL:
        """Where a Link leads: on this Hub. A mirror may pass on the Links of the Hub behind it, whose query holds here too."""
        try:
            following = url.join(link)
        except (ValueError, httpx2.InvalidURL):
            raise SourceError(
                f"{self.client.show(url)}: the Link to the next page is no address; check {self.client.setting}."
            ) from None
        if _origin(following) == _origin(self.base):
            return following
        if following.host == CANONICAL_HOST and url.path.endswith(following.path):
            return url.copy_with(query=following.query)
        raise SourceError(
            f"{self.client.show(following)}: the Hub at {self.client.show(self.base)} points to another host, and openlag does not follow "
            "it there; set HF_ENDPOINT to the host that answers."
        )


def _kind(answer: Answer) -> str:
    kind = answer.headers.get("content-type", "no content type").partition(";")[0][:60]
    return f"{kind}, {len(answer.body):,} bytes"


def _page_size(url: httpx2.URL) -> int:
    """The rows a page that an address asks for; a Link that names none, or nothing that is a number, gets the most there is."""
    text = url.params.get("limit", "")
    return int(text) if text.isdecimal() and len(text) < 10 else LARGEST_PAGE


def _halved(url: httpx2.URL, page_size: int) -> httpx2.URL:
    """The same place of a listing in smaller pages. Commits are paged by number, so the number grows; rows may come twice."""
    size = max(SMALLEST_PAGE, page_size // 2)
    if url.params.get("p", "").isdecimal():
        url = url.copy_set_param("p", str(int(url.params["p"]) * page_size // size))
    return url.copy_set_param("limit", str(size))


def read_endpoint(text: str) -> httpx2.URL:
    """The address of a Hub. Raises SourceError without repeating what may hold a secret."""
    try:
        url = httpx2.URL(text.rstrip("/"))
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise SourceError(
            "The Hub's address (HF_ENDPOINT) must read like https://huggingface.co, without user, query or fragment."
        )
    return url


def find_token() -> Token | None:
    """The token that huggingface_hub finds, and where: the environment, or a saved login, which it may renew. Raises SourceError."""
    if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN:
        return None
    named = next((name for name in TOKENS if os.environ.get(name)), None)
    origin = named or f"the login saved in {Path(constants.HF_TOKEN_PATH)}"
    try:
        secret = get_token()
    except (
        OSError,
        OIDCError,
        httpx2.HTTPError,
        ValueError,
        KeyError,
        TypeError,
    ) as error:  # of a file, or of who gives tokens
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise SourceError(f"No token can be had from {origin} ({reason}); mend it, or do without.") from None
    if not secret:
        return None
    if named not in secrets.TOKENS:
        secrets.GIVEN.add(secret)
    return Token(secret, origin)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
