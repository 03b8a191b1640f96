"""What an answer's status means: success, trouble that may pass, or a refusal, told in the server's own words as far as they are safe."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from warehouse.landing import SourceError
from warehouse.printable import printable, shortened
from warehouse.sources.net import budget, transport

MOST_REASON = 300
# What a filter against bots leaves in its refusals, whose body is a page for people.
FILTER_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-datadome")
# With what was asked for, whole. The others of success hold nothing (202, 204, 205), a part (206), or what nobody asked for (207, 226).
WHOLE = (200, 203)
# "bytes 0-999/9999": the first and the last byte that are sent, and how many there are.
PART = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A secret, and where it was found, in words such as "HF_TOKEN"."""

    secret: str
    origin: str

    def __repr__(self) -> str:
        return f"Token({self.origin})"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, whatever came of it. has_token: whether the request carried one. is_conditional: whether it asked only
    for what has changed."""

    url: httpx2.URL
    has_token: bool
    status: int
    headers: httpx2.Headers
    body: bytes
    is_conditional: bool = False


class Refused(SourceError):
    """The server answered with a status that asking again will not change. code: the Hub's X-Error-Code, "" without one."""

    def __init__(self, message: str, *, status: int, reason: str, code: str) -> None:
        super().__init__(message)
        self.status, self.reason, self.code = status, reason, code


class Trouble(Exception):
    """What may pass: half a sentence, and the seconds that the server asks to wait."""

    def __init__(self, words: str, *, is_transient: bool = True, is_slow: bool = False, wait: float = 0.0) -> None:
        super().__init__(words)
        self.is_transient, self.is_slow, self.wait = is_transient, is_slow, wait


def require_success(
    found: Exchange, address: str, token: Token | None, setting: str, clean: Callable[[str], str]
) -> None:
    """Return for an answer that holds what was asked for. Raises Trouble or Refused.

    address: as it may be shown. clean: takes the token out of what the server says.
    """
    status = found.status
    part = _part(found)
    if (status == 304 and found.is_conditional) or (status in WHOLE and not part):
        return
    is_page = "html" in found.headers.get("content-type", "")
    if any(name in found.headers for name in FILTER_HEADERS) or (status == 403 and is_page):
        reason = "a filter against bots turns openlag away"
        advice = "open the address in a browser from this machine, or set OPENLAG_SITE_URL so that its operator sees who asks."
        raise Refused(
            f"{address}: the server answered {status}: {reason}; {advice}", status=status, reason=reason, code=""
        )
    if status in (*WHOLE, 206):
        raise Trouble(
            f"the server answered {status} with a part alone{part}, which nobody asked for", is_transient=False
        )
    reason = _reason(found, clean)
    if status in (408, 429) or status >= 500:
        said = "429, too many requests" if status == 429 else str(status)
        raise Trouble(
            f"the server answered {said}" + (f" ({reason})" if reason else ""),
            is_slow=status == 504,
            wait=budget.asked_seconds(status, found.headers),
        )
    raise Refused(
        f"{address}: the server answered {status}{f': {reason}' if reason else ''}; {_advice(status, token, setting)}",
        status=status,
        reason=reason or f"status {status}",
        code=found.headers.get("x-error-code", "")[:40],
    )


def _part(found: Exchange) -> str:
    """Which part of the whole an answer says it is, in brackets; "" where it is the whole, or does not say."""
    numbers = PART.fullmatch(found.headers.get("content-range", "").strip())
    if numbers is None:
        return ""
    first, last, total = numbers.groups()
    return "" if int(first) == 0 and total != "*" and int(last) + 1 == int(total) else f" ({numbers[0]})"


def _reason(found: Exchange, clean: Callable[[str], str]) -> str:
    """What the server says of itself, both ends of it where it is long: the last words name the option that is wrong."""
    text = found.headers.get("x-error-message", "")
    if not text and "json" in found.headers.get("content-type", ""):
        try:
            text = str(httpx2.Response(200, content=found.body).json()["error"])
        except (ValueError, KeyError, TypeError, RecursionError):
            text = ""
    return shortened(printable(clean(text), 20_000), MOST_REASON).rstrip(".")


def _advice(status: int, token: Token | None, setting: str) -> str:
    if status in (401, 403) and token is not None:
        return f"check the token of {token.origin}."
    if status == 407:
        return f"check {transport.proxy_variables()}."
    return f"check whether it has moved, and {setting}."
