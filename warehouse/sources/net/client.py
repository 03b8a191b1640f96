"""The one client of every source: GETs that end, wait as they are asked to, and tell in one sentence what went wrong.

Every exchange has a timeout, a deadline over all of its phases and an end to its bytes; redirects are judged here; the token goes to the
Hub it is meant for and nowhere else, and what is said of an answer, whoever gave it, is cleaned of it. Trouble that may pass is asked for
again, with growing waits or those that the server asks for; then it is a TransientError. The rest is a SourceError.
"""

import functools
import io
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx2
from socksio.exceptions import SOCKSError

from warehouse.landing import SourceError, TransientError
from warehouse.printable import printable, shown_address
from warehouse.sources.net import body, budget, cache, secrets, transport
from warehouse.sources.net.judge import WHOLE, Exchange, Refused, Token, Trouble, require_success

LONGEST_BACK_OFF_SECONDS = 8.0
MOST_REDIRECTS = 5

T = TypeVar("T")

__all__ = [
    "PROBE",
    "Answer",
    "Client",
    "Exchange",
    "Limits",
    "NotWhole",
    "Refused",
    "Token",
    "TooLarge",
    "TooSlow",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait and how much to take.

    timeout_seconds: silence on one connection. answer_seconds: one whole answer, from the connection to the last byte, however it drips.
    tries: requests for one answer. longest_wait_seconds: all waits together that the server asks for before one answer.
    """

    timeout_seconds: float = 30.0
    answer_seconds: float = 120.0
    tries: int = 5
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 600.0
    most_bytes: int = 64 * 2**20


# For a question whether a source is there: one try, and no wait.
PROBE = Limits(timeout_seconds=5.0, answer_seconds=5.0, tries=1, longest_wait_seconds=0.0)


class TooSlow(TransientError):
    """A gateway gave up (504) or no whole answer came in time: half as much may come."""


class TooLarge(SourceError):
    """The answer is larger than it may be: half as much may fit."""


class NotWhole(Exception):
    """The answer is not what was asked for, which may pass: half a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with a status of success.

    asked: the address that was asked for, which alone may be kept. url: where it came from, behind every redirect, whose query may be a
    signature. is_unchanged: by a 304, from the cache.
    """

    asked: httpx2.URL
    url: httpx2.URL
    headers: httpx2.Headers
    body: bytes
    is_unchanged: bool = False


# Called with every exchange of the process, each redirect and try among them; for `openlag doctor --live`, which looks at what is said.
OBSERVERS: list[Callable[[Exchange], None]] = []
# Called with an address before it is asked, at every try: machines that share a rate limit take turns there (flows/turns.py).
TURNS: list[Callable[[httpx2.URL], None]] = []


class Client:
    """GETs for one source.

    setting: the environment variable that holds its address, for advice. token: sent to `home`'s scheme, host and port alone. folder: of
    the cache. later: what to do when trouble stays. on_wait is called with the seconds of each wait before it.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        setting: str,
        token: Token | None = None,
        home: httpx2.URL | None = None,
        folder: Path | None = None,
        later: str = "run again later.",
        on_wait: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self.limits, self.setting, self.token, self.later = limits, setting, token, later
        self._home, self._folder, self._on_wait = home, folder, on_wait
        # A text from outside, without the token and those of the machine: who is sent none may know one all the same.
        self.clean = secrets.hider(*secrets.of_machine(), token.secret if token is not None else "")
        if token is not None and not all("!" <= sign <= "~" for sign in token.secret):  # the library would print it
            raise SourceError(
                f"{token.origin} holds characters that no token has (blanks, line ends or accents); set it again."
            )

    def get(
        self,
        address: str | httpx2.URL,
        read: Callable[[Answer], T],
        *,
        is_distant_allowed: bool = False,
        is_divisible: bool = False,
        is_cached: bool = False,
        first_bytes: int | None = None,
        into: Path | None = None,
    ) -> T:
        """What `read` makes of an answer; read may raise NotWhole, which is asked for again.

        is_distant_allowed: whether redirects may lead to other hosts, without the token. is_divisible: whether the caller can ask for half
        as much, so that a first TooSlow or TooLarge is raised at once. is_cached: whether the answer may be kept, and asked for by its
        validators. first_bytes: stop reading after so many, for a probe. into: write the body to this file and not into the answer.
        Raises TransientError, Refused or SourceError.
        """
        url = self._read_url(address)
        kept = cache.read(self._folder, str(url)) if is_cached and self._folder is not None else None
        waited = 0.0
        for number in range(1, self.limits.tries + 1):
            for take_turn in TURNS:
                take_turn(url)
            try:
                waited += self._keep_window(url, waited)
                found = self._follow(url, kept, is_distant_allowed, first_bytes, into)
                require_success(found, self.show(url), self.token, self.setting, self.clean)
                answer = Answer(url, found.url, found.headers, found.body)
                if found.status == 304:
                    assert kept is not None
                    return read(Answer(url, found.url, found.headers, kept.body, is_unchanged=True))
                if is_cached and self._folder is not None and first_bytes is None and self.token is None:
                    cache.keep(self._folder, str(url), found.headers, found.body)
                return read(answer)
            except NotWhole as error:
                trouble = Trouble(str(error), is_transient=False)
            except Trouble as error:
                trouble = error
            if trouble.is_slow and is_divisible:
                raise TooSlow(f"{self.show(url)}: {trouble}; {self.later}")
            waited += trouble.wait
            self._require_bearable(url, waited)
            if number < self.limits.tries:
                back_off = min(self.limits.first_wait_seconds * 2 ** (number - 1), LONGEST_BACK_OFF_SECONDS)
                self._wait(max(trouble.wait, back_off))
        asked = "asked once" if self.limits.tries == 1 else f"asked {self.limits.tries} times in a row"
        if trouble.is_transient:
            error_class = TooSlow if trouble.is_slow else TransientError
            raise error_class(f"{self.show(url)}: {trouble}, {asked}; {self.later}")
        raise SourceError(f"{self.show(url)}: {trouble}, {asked}; check {self.setting}.")

    def forget(self, address: str) -> None:
        """Take an answer that proved unreadable out of the cache."""
        if self._folder is not None:
            cache.forget(self._folder, str(self._read_url(address)))

    def show(self, url: httpx2.URL) -> str:
        """An address for a sentence: no user, no cursor, no signature, no token."""
        author = url.params.get("author")
        port = "" if url.port is None else f":{url.port}"
        shown = f"{url.scheme}://{url.host}{port}{url.path}" if url.host else url.path
        return printable(self.clean(shown), 300) + (f"?author={printable(self.clean(author), 100)}" if author else "")

    def _read_url(self, address: str | httpx2.URL) -> httpx2.URL:
        try:
            return self._without_user(httpx2.URL(address))
        except httpx2.InvalidURL as error:
            raise SourceError(
                f"{shown_address(str(address))}: not an address ({error}); mend {self.setting}."
            ) from None

    def _follow(
        self,
        url: httpx2.URL,
        kept: cache.Kept | None,
        is_distant_allowed: bool,
        first_bytes: int | None,
        into: Path | None,
    ) -> Exchange:
        ends_at = time.monotonic() + self.limits.answer_seconds
        start, validators = url, kept.validators if kept is not None else {}
        for _ in range(MOST_REDIRECTS + 1):
            if self.clean(str(url)) != str(url):  # the HTTP library logs addresses
                is_ours = url == start and self.token is None
                words = (
                    "the address holds the token of this machine"
                    if is_ours
                    else "the server put the token into an address"
                )
                raise SourceError(f"{self.show(url)}: {words}; check {self.setting}.")
            found = self._exchange(url, validators, ends_at, first_bytes, into)
            if not (300 <= found.status < 400 and "location" in found.headers):
                return found
            url = self._join(url, found.headers["location"])
            if not is_distant_allowed and _origin(url) != _origin(start):
                raise SourceError(
                    f"{self.show(url)}: the server at {start.scheme}://{start.host} points to another host, and openlag does not follow "
                    f"it there; set {self.setting} to the host that answers."
                )
            if start.scheme == "https" and url.scheme != "https":
                raise SourceError(
                    f"{self.show(url)}: the server points from https to {url.scheme}; check {self.setting}."
                )
        raise SourceError(f"{self.show(url)}: more than {MOST_REDIRECTS} redirects; check {self.setting}.")

    def _exchange(
        self, url: httpx2.URL, validators: dict[str, str], ends_at: float, first_bytes: int | None, into: Path | None
    ) -> Exchange:
        headers = {"accept-encoding": body.PACKING, "cache-control": "no-cache"} | validators
        if self.token is not None and self._home is not None and _origin(url) == _origin(self._home):
            headers["authorization"] = f"Bearer {self.token.secret}"
        try:
            with _session(transport.settings()).stream(
                "GET",
                url,
                headers=headers,
                timeout=self.limits.timeout_seconds,
                extensions={transport.DEADLINE: ends_at},
            ) as response:
                budget.note(url, response.headers)
                is_body_for_file = into is not None and response.status_code in WHOLE
                content = self._read_body(url, response, ends_at, first_bytes, into if is_body_for_file else None)
            found = Exchange(
                url, "authorization" in headers, response.status_code, response.headers, content, bool(validators)
            )
            for observe in OBSERVERS:
                observe(found)
            return found
        except httpx2.TimeoutException:
            over = time.monotonic() >= ends_at
            words = (
                f"no whole answer within {self.limits.answer_seconds:g} s"
                if over
                else f"no answer within {self.limits.timeout_seconds:g} s"
            )
            raise Trouble(words, is_slow=True) from None
        except httpx2.DecodingError as error:
            raise Trouble(f"the packed answer cannot be read ({self._say(error)})", is_transient=False) from None
        except httpx2.ProxyError as error:
            raise SourceError(
                f"{self.show(url)}: the proxy does not let the request through ({self._say(error)}); check "
                f"{transport.proxy_variables()}."
            ) from None
        except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
            if distrust := _certificate_error(error):
                raise SourceError(
                    f"{self.show(url)}: the server's certificate is not trusted here ({printable(distrust, 200)}); set SSL_CERT_FILE to "
                    "the certificates of your network, or check the clock of this machine."
                ) from None
            proxy = transport.proxy_of(_session(transport.settings()), url)
            raise Trouble(f"no answer{proxy} ({type(error).__name__}: {self._say(error)})") from None
        except (AssertionError, SOCKSError) as error:  # by which the library says so
            proxy = transport.proxy_of(_session(transport.settings()), url)
            raise Trouble(f"no answer{proxy}, whose words are none of such a proxy ({self._say(error)})") from None
        except (httpx2.RequestError, httpx2.InvalidURL, ValueError, OverflowError) as error:
            raise SourceError(
                f"{self.show(url)}: cannot be asked ({self._say(error)}); check {self.setting} and the proxy."
            ) from None

    def _read_body(
        self, url: httpx2.URL, response: httpx2.Response, ends_at: float, first_bytes: int | None, into: Path | None
    ) -> bytes:
        size = 0
        with into.open("wb") if into is not None else io.BytesIO() as sink:
            for chunk in body.unpacked(response):
                size += len(chunk)
                if first_bytes is not None and size >= first_bytes:
                    sink.write(chunk)
                    break
                if size > self.limits.most_bytes:
                    raise TooLarge(
                        f"{self.show(url)}: the answer is larger than {self.limits.most_bytes:,} bytes; it is not read."
                    )
                if time.monotonic() > ends_at:
                    raise httpx2.ReadTimeout("over")
                sink.write(chunk)
            return sink.getvalue() if isinstance(sink, io.BytesIO) else b""

    def _keep_window(self, url: httpx2.URL, waited: float) -> float:
        """Wait for the next window of the rate limit if this one is used up."""
        seconds = budget.seconds_to_wait(url)
        if seconds:
            self._require_bearable(url, waited + seconds)
            self._wait(seconds)
        return seconds

    def _require_bearable(self, url: httpx2.URL, seconds: float) -> None:
        if seconds > self.limits.longest_wait_seconds:
            raise TransientError(
                f"{self.show(url)}: the server asks for a wait of {seconds:,.0f} s, and openlag waits "
                f"{self.limits.longest_wait_seconds:,.0f} s at most; {self.later}"
            )

    def _wait(self, seconds: float) -> None:
        self._on_wait(seconds)
        time.sleep(seconds)

    def _say(self, error: Exception) -> str:
        return printable(self.clean(str(error)), 200).rstrip(".") or type(error).__name__

    def _join(self, url: httpx2.URL, reference: str) -> httpx2.URL:
        try:
            return self._without_user(url.join(reference))
        except (ValueError, httpx2.InvalidURL) as error:
            raise SourceError(
                f"{self.show(url)}: the server points to what is no address ({self._say(error)}); check {self.setting}."
            ) from None

    def _without_user(self, url: httpx2.URL) -> httpx2.URL:
        if url.userinfo:  # the library would send them
            raise SourceError(
                f"{self.show(url)}: the address holds a user or a password, which is not sent; check {self.setting}."
            )
        return url


@functools.cache  # never dropped: one that is dropped leaves its connections open
def _session(settings: tuple[tuple[str, str], ...]) -> httpx2.Client:
    """The session under the proxies and certificates that the environment names now; connections are kept between clients."""
    return transport.new_session()


def _origin(url: httpx2.URL) -> tuple[str, str, int | None, bytes]:
    return url.scheme, url.host, url.port, url.userinfo


def _certificate_error(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or str(error)
        error = error.__cause__ or error.__context__
    return None
