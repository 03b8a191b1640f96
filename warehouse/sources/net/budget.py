"""How many requests a server still allows, and how many it was asked, counted over the whole process.

The window of a rate limit belongs to this machine's address or to the token, and not to a client object: a source that asks after
another one of the same server finds the window as that one left it.
"""

import email.utils
import math
import time
from collections import Counter
from dataclasses import dataclass, replace

import httpx2
from huggingface_hub.utils import RateLimitInfo, parse_ratelimit_headers  # type: ignore[attr-defined]

# Requests by host, every try and redirect among them.
REQUESTS: Counter[str] = Counter()
MOST = 10**9  # requests, or seconds: whatever a header says beyond, nobody waits for


@dataclass(frozen=True, slots=True)
class Window:
    """What a RateLimit header said. quota and seconds: of a whole window, None where the server does not say."""

    remaining: int
    resets_at: float
    quota: int | None
    seconds: int | None

    def seconds_for(self, count: int) -> float:
        """How long so many further requests wait for the windows after this one; where a quota is unknown, for the next one alone."""
        beyond = count - self.remaining
        if beyond <= 0:
            return 0.0
        later = math.ceil(beyond / self.quota) - 1 if self.quota else 0
        return max(0.0, self.resets_at - time.monotonic()) + later * (self.seconds or 0)


_WINDOWS: dict[tuple[str, str], Window] = {}


def note(url: httpx2.URL, headers: httpx2.Headers) -> None:
    """Count a request, and keep what its answer says of the window."""
    REQUESTS[_origin(url)] += 1
    found = _limit(headers)
    if found is not None:
        window = Window(
            found.remaining, time.monotonic() + found.reset_in_seconds + 1, found.limit, found.window_seconds
        )
        _WINDOWS[_origin(url), _bucket(url)] = window


def window(url: httpx2.URL) -> Window | None:
    """The window that a request to this address would fall into; None where the server has named none that still runs."""
    found = _WINDOWS.get((_origin(url), _bucket(url)))
    return found if found is not None and found.resets_at > time.monotonic() else None


def seconds_to_wait(url: httpx2.URL) -> float:
    """How long until a request to this address is allowed; 0 while the window has some left."""
    found = window(url)
    return max(0.0, found.resets_at - time.monotonic()) if found is not None and found.remaining == 0 else 0.0


def asked_seconds(status: int, headers: httpx2.Headers) -> float:
    """How long an answer asks to wait: by its RateLimit header when the window is used up, else by Retry-After as seconds or as a date."""
    found = _limit(headers)
    if status == 429 and found is not None and found.remaining == 0:
        return found.reset_in_seconds + 1.0  # whole seconds, so possibly rounded down
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return min(float(text), MOST)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _limit(headers: httpx2.Headers) -> RateLimitInfo | None:
    """What the RateLimit headers say, each number within what can be; None where they say nothing that can be read."""
    try:
        found = parse_ratelimit_headers(headers)
    except ValueError:  # thousands of digits
        return None
    if found is None:
        return None
    numbers = ("remaining", "reset_in_seconds", "limit", "window_seconds")
    return replace(found, **{name: min(value, MOST) for name in numbers if (value := getattr(found, name)) is not None})


def _origin(url: httpx2.URL) -> str:
    return f"{url.host}:{url.port}" if url.port else url.host


def _bucket(url: httpx2.URL) -> str:
    """The Hub counts its API, its files and its pages apart; other servers have one count."""
    return "api" if "/api/" in url.path else "resolvers" if "/resolve/" in url.path else "pages"
