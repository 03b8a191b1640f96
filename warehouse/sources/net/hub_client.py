"""Guarded GETs to the Hub on huggingface_hub's endpoint, token, session, headers, rate-limit parser and error classes.

The loop around the session is ours: `http_backoff` sleeps for as long as a server asks, tells nobody that it waits and takes HTML with
status 200 for success; `HfApi` passes no timeout and follows a Link to any host, with the token, for ever.
"""

import email.utils
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2  # the HTTP library huggingface_hub stands on; its exceptions and addresses come from there
from huggingface_hub import constants, get_session
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, OfflineModeIsEnabled, RepositoryNotFoundError
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status, parse_ratelimit_headers  # type: ignore[attr-defined]

from warehouse.landing import SourceError, TransientError

# With telemetry on, building headers asks {endpoint}/api/agent-harnesses first, and a replay or mirror that answers it with a list
# breaks every later call. The environment was read when huggingface_hub was imported, perhaps before us; this is read at each call.
constants.HF_HUB_DISABLE_TELEMETRY = True

LATER = "run again later, or `openlag weekly --offline` goes on without the network."
LONGEST_BACK_OFF_SECONDS = 8.0
MOST_REDIRECTS = 5
UNFINISHED = "no whole answer within"
SHORTEST_SECRET = 8  # a shorter "token" is not one, and taking it out of a page would tear the page


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait and how much to take.

    timeout_seconds: silence on one connection. answer_seconds: one whole answer, however it drips. tries: requests for one page.
    longest_wait_seconds: all waits together that the server asks for before one page.
    """

    timeout_seconds: float = 30.0
    answer_seconds: float = 120.0
    tries: int = 5
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 600.0
    most_pages: int = 1000
    most_bytes: int = 64 * 2**20


class Refused(SourceError):
    """The Hub answered with a status that asking again will not change.

    is_about_repository: the repository asked for is gone, private, gated or disabled; the token and the Hub itself are fine.
    """

    def __init__(self, message: str, *, status: int, reason: str, is_about_repository: bool) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.is_about_repository = is_about_repository


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing: its path and query, its text as received, the rows in it, and where the next one is."""

    path: str
    text: str
    rows: list[object]
    next_url: httpx2.URL | None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx2.Headers
    next_link: str | None
    body: bytes


class _NotAPage(Exception):
    """Status 200, but not the list of a page."""


class HubClient:
    """Reads listings of one Hub, and sends its token there and nowhere else.

    on_wait is called with the seconds of each wait before it. rate_limit_remaining is what the last answer said is left of the budget.
    """

    def __init__(
        self,
        endpoint: str | None,
        token: str | bool | None,
        limits: Limits,
        on_wait: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self.limits = limits
        self.rate_limit_remaining: int | None = None
        self.base = _read_endpoint(constants.ENDPOINT if endpoint is None else endpoint)
        self._headers = build_hf_headers(token=token, library_name="openlag", library_version="0.1")
        self._secret = self._headers.get("authorization", "").removeprefix("Bearer ")
        if not all("!" <= character <= "~" for character in self._secret):  # the HTTP library would print the value
            raise SourceError(
                "HF_TOKEN holds characters that no token has (blanks, line ends or accents); set it again."
            )
        self._on_wait = on_wait
        self._not_before = 0.0

    def url(self, path: str, query: list[tuple[str, str]]) -> httpx2.URL:
        """The address of a path on this Hub."""
        return httpx2.URL(str(self.base).rstrip("/") + path, params=httpx2.QueryParams(tuple(query)))

    def pages(self, url: httpx2.URL) -> Iterator[Page]:
        """Every page of a listing. Raises SourceError for a Link that loops or leaves the Hub, and beyond most_pages."""
        asked = set()
        for _ in range(self.limits.most_pages):
            asked.add(url)
            page = self.page(url)
            yield page
            if page.next_url is None:
                return
            url = page.next_url
            if url in asked:
                raise SourceError(f"{self._show(url)}: the Link to the next page names a page already read; {LATER}")
        raise SourceError(
            f"{self._show(url)}: more than {self.limits.most_pages} pages; the listing seems to have no end."
        )

    def page(self, url: httpx2.URL) -> Page:
        """One page, asked for again while the trouble may pass. Raises TransientError, Refused or SourceError."""
        trouble: SourceError = SourceError(f"{self._show(url)}: not asked for.")
        asked_seconds = 0.0
        for number in range(self.limits.tries):
            wait = min(self.limits.first_wait_seconds * 2**number, LONGEST_BACK_OFF_SECONDS)
            try:
                asked_seconds += self._keep_budget(url)
                answer = self._send(url)
                if answer.status not in (408, 429) and answer.status < 500:
                    self._require_success(url, answer)
                    return self._read_page(url, answer)
                trouble = TransientError(f"{self._show(url)}: {_say_status(answer)}, {self._tries()}; {LATER}")
                asked = _asked_wait(answer)
                asked_seconds += asked
                self._require_bearable(url, asked_seconds)
                wait = max(wait, asked)
            except _NotAPage as error:
                trouble = SourceError(f"{self._show(url)}: {error}, {self._tries()}; is this the address of a Hub?")
            except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
                trouble = TransientError(f"{self._show(url)}: {self._say(error)}, {self._tries()}; {LATER}")
            except OfflineModeIsEnabled:
                raise SourceError(f"{self._show(url)}: HF_HUB_OFFLINE is set; unset it, or use --offline.") from None
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                raise SourceError(f"{self._show(url)}: {self._say(error)}; check HF_ENDPOINT and the proxy.") from None
            if number + 1 < self.limits.tries:
                self._wait(wait)
        raise trouble

    def clean(self, text: str) -> str:
        """A text from outside without the token, should a server have echoed it."""
        return text.replace(self._secret, "[token]") if len(self._secret) >= SHORTEST_SECRET else text

    def _send(self, url: httpx2.URL) -> _Answer:
        for _ in range(MOST_REDIRECTS + 1):
            if not _is_same_host(url, self.base):
                raise SourceError(
                    f"{self._show(url)}: the Hub at {self._show(self.base)} points to another host, and openlag does not follow it "
                    "there; set HF_ENDPOINT to the host that answers."
                )
            if self.clean(str(url)) != str(url):  # the HTTP library logs addresses
                raise SourceError(f"{self._show(url)}: the Hub put the token into an address; check HF_ENDPOINT.")
            answer = self._read(url)
            if not (300 <= answer.status < 400 and "location" in answer.headers):
                return answer
            url = _join(url, answer.headers["location"])
        raise SourceError(f"{self._show(url)}: more than {MOST_REDIRECTS} redirects; {LATER}")

    def _read(self, url: httpx2.URL) -> _Answer:
        ends_at = time.monotonic() + self.limits.answer_seconds
        body = bytearray()
        # The timeout stands here because the session has none. Redirects are ours to judge, see _send.
        exchange = get_session().stream(
            "GET", url, headers=self._headers, timeout=self.limits.timeout_seconds, follow_redirects=False
        )
        with exchange as response:
            try:
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > self.limits.most_bytes:
                        raise SourceError(
                            f"{self._show(url)}: the answer is larger than {self.limits.most_bytes:,} bytes."
                        )
                    if time.monotonic() > ends_at:
                        raise httpx2.ReadTimeout(f"{UNFINISHED} {self.limits.answer_seconds:g} s")
            except httpx2.DecodingError:
                raise _NotAPage("the compressed answer is damaged") from None
        budget = parse_ratelimit_headers(response.headers)
        if budget is not None:
            self.rate_limit_remaining = budget.remaining
            if budget.remaining == 0 and response.status_code < 400:
                self._not_before = time.monotonic() + budget.reset_in_seconds + 1
        return _Answer(response.status_code, response.headers, response.links.get("next", {}).get("url"), bytes(body))

    def _read_page(self, url: httpx2.URL, answer: _Answer) -> Page:
        try:
            text = self.clean(answer.body.decode())
            rows = json.loads(text)
        except (ValueError, RecursionError):
            kind = answer.headers.get("content-type", "no content type").partition(";")[0]
            raise _NotAPage(f"the answer is not whole JSON ({kind[:60]}, {len(answer.body):,} bytes)") from None
        if not isinstance(rows, list):
            raise _NotAPage(f"the answer is JSON but no list ({type(rows).__name__})")
        next_url = _join(url, answer.next_link) if answer.next_link else None
        return Page(self.clean(url.raw_path.decode()), text, rows, next_url)

    def _require_success(self, url: httpx2.URL, answer: _Answer) -> None:
        if 200 <= answer.status < 300:
            return
        # Only the headers decide the class; a body that is no JSON object would break huggingface_hub's formatting of the message.
        codes = {name: value for name, value in answer.headers.items() if name.startswith("x-error-")}
        is_about_repository = True
        try:
            hf_raise_for_status(httpx2.Response(answer.status, headers=codes, request=httpx2.Request("GET", url)))
            reason = "the answer is a redirect to nowhere"
        except GatedRepoError:
            reason = "gated, and this token has no access"
        except RepositoryNotFoundError:
            reason = "gone, renamed or private"
        except HfHubHTTPError:
            reason = self._server_message(answer)
            # 401 to a token that was sent is about the token, unless the Hub says that the repository is not found.
            is_about_repository = answer.status in (403, 404, 410, 451) or (answer.status == 401 and not self._secret)
        advice = "check HF_TOKEN." if answer.status in (401, 403) else "check the name and HF_ENDPOINT."
        raise Refused(
            f"{self._show(url)}: {_say_status(answer)}: {reason}; {advice}",
            status=answer.status,
            reason=reason,
            is_about_repository=is_about_repository,
        ) from None

    def _server_message(self, answer: _Answer) -> str:
        text = answer.headers.get("x-error-message", "")
        if not text:
            try:
                text = str(json.loads(answer.body).get("error", ""))
            except (ValueError, RecursionError, AttributeError):
                text = ""
        printable = "".join(character if character.isprintable() else " " for character in self.clean(text))
        return printable[:300] or "no reason given"

    def _keep_budget(self, url: httpx2.URL) -> float:
        """Wait for the next window if the last answer used up this one."""
        wait = self._not_before - time.monotonic()
        if wait <= 0:
            return 0.0
        self._require_bearable(url, wait)
        self._wait(wait)
        return wait

    def _require_bearable(self, url: httpx2.URL, seconds: float) -> None:
        if seconds > self.limits.longest_wait_seconds:
            raise TransientError(
                f"{self._show(url)}: the Hub asks for a wait of {seconds:,.0f} s, and openlag waits "
                f"{self.limits.longest_wait_seconds:,.0f} s at most; {LATER}"
            )

    def _wait(self, seconds: float) -> None:
        self._on_wait(seconds)
        time.sleep(seconds)

    def _tries(self) -> str:
        return "asked once" if self.limits.tries == 1 else f"asked {self.limits.tries} times in a row"

    def _say(self, error: Exception) -> str:
        if isinstance(error, httpx2.TimeoutException):
            return (
                str(error)
                if str(error).startswith(UNFINISHED)
                else f"no answer within {self.limits.timeout_seconds:g} s"
            )
        return self.clean(str(error))[:200] or type(error).__name__

    def _show(self, url: httpx2.URL) -> str:
        """An address for a sentence: no user, no cursor, no token."""
        author = url.params.get("author")
        port = "" if url.port is None else f":{url.port}"
        return self.clean(f"{url.scheme}://{url.host}{port}{url.path}"[:300] + (f"?author={author}" if author else ""))


def _read_endpoint(text: str) -> httpx2.URL:
    try:
        url = httpx2.URL(text.rstrip("/"))
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise SourceError(
            "The Hub's address (HF_ENDPOINT) must read like https://huggingface.co, without user, query or fragment."
        )
    return url


def _join(url: httpx2.URL, reference: str) -> httpx2.URL:
    try:
        return url.join(reference)
    except ValueError as error:  # urllib's complaint about brackets
        raise httpx2.InvalidURL(str(error)) from None


def _is_same_host(url: httpx2.URL, base: httpx2.URL) -> bool:
    return (url.scheme, url.host, url.port, url.userinfo) == (base.scheme, base.host, base.port, base.userinfo)


def _say_status(answer: _Answer) -> str:
    return "429, too many requests" if answer.status == 429 else f"status {answer.status}"


def _asked_wait(answer: _Answer) -> float:
    """Seconds the server asks for: its RateLimit header when the budget is spent, else Retry-After as seconds or as a date."""
    budget = parse_ratelimit_headers(answer.headers)
    if answer.status == 429 and budget is not None and budget.remaining == 0:
        return budget.reset_in_seconds + 1.0  # whole seconds, so possibly rounded down
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0
