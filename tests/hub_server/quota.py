"""How many requests the Hub answers in a window, counted down a bucket, with the headers that say so."""

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

WINDOW_SECONDS = 300.0
ANONYMOUS = {"api": 500, "resolvers": 3000, "pages": 100}
WITH_TOKEN = {"api": 1000, "resolvers": 5000, "pages": 200}


@dataclass(slots=True)
class Quota:
    """given: requests a window by bucket, in place of the Hub's own. A window begins with its first request."""

    given: Mapping[str, int] = field(default_factory=dict)
    window_seconds: float = WINDOW_SECONDS
    _windows: dict[tuple[str, str | None], tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, bucket: str, token: str | None) -> tuple[bool, dict[str, str]]:
        """Whether this request is still answered, and its headers."""
        quota = self.given.get(bucket, (ANONYMOUS if token is None else WITH_TOKEN)[bucket])
        now = time.monotonic()
        with self._lock:
            ends_at, used = self._windows.get((bucket, token), (0.0, 0))
            if now >= ends_at:
                ends_at, used = now + self.window_seconds, 0
            is_answered = used < quota
            used = min(used + 1, quota)
            self._windows[bucket, token] = ends_at, used
        left = math.ceil(round(ends_at - now, 6))  # now + 300 - now can be a last bit above 300
        headers = {
            "RateLimit": f'"{bucket}";r={quota - used};t={left}',
            "RateLimit-Policy": f'"fixed window";"{bucket}";q={quota};w={math.ceil(self.window_seconds)}',
        }
        return is_answered, headers if is_answered else headers | {"Retry-After": str(left)}


def bucket(place: str) -> str | None:
    """The bucket of a path; None for the other host, which counts nothing."""
    if place.startswith("/cdn/"):
        return None
    if place.startswith("/api/"):
        return "api"
    return "resolvers" if "/resolve/" in place else "pages"
