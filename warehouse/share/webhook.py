"""The webhook of whoever wants to be told: one POST of JSON, bounded in time and size, to an address that may itself be a secret.

So nothing that is said of a sending names the address, a part of it, or what a library says of it; and the HTTP library, which would log
it, is silent meanwhile. Redirects are not followed, the answer's body is not read, and nothing is asked twice.
"""

import ipaddress
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2

from warehouse.sources.net import transport

SETTING = "OPENLAG_WEBHOOK_URL"
SECONDS = 15.0  # from the name of the host to the answer's head, whatever drips
MOST_BYTES = 256 * 1024
LOGS = ("httpx2", "httpcore2")


class WebhookError(Exception):
    """What was to be sent was not taken. The message is a sentence without the address."""


def is_set() -> bool:
    """Whether anybody wants to be told."""
    return bool(os.environ.get(SETTING, "").strip())


def escaped(text: str) -> str:
    """A text as Slack and its like take it: without signs that would make a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def require_usable() -> httpx2.URL:
    """The address. Raises WebhookError for one to which nothing is sent."""
    try:
        url = httpx2.URL(os.environ.get(SETTING, "").strip())
    except (httpx2.InvalidURL, ValueError):
        raise WebhookError(f"{SETTING} is not an address; mend it or unset it.") from None
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and _is_here(url.host))):
        raise WebhookError(
            f"{SETTING} is not an https:// address (http:// to this machine alone); mend it or unset it."
        )
    return url


def send(content: Mapping[str, Any]) -> None:
    """Send it. Raises WebhookError unless the server answers that it has it."""
    url = require_usable()
    body = json.dumps(content, ensure_ascii=False).encode()
    if len(body) > MOST_BYTES:
        raise WebhookError(f"The message would be larger than {MOST_BYTES:,} bytes; nothing was sent to {SETTING}.")
    reason = _post(url, body)
    if reason:
        raise WebhookError(f"{SETTING}: {reason}.")


def _post(url: httpx2.URL, body: bytes) -> str:
    """Why it was not taken, "" if it was: words and not an error, which would carry the request along."""
    try:
        with (
            _quiet(),
            transport.new_session() as session,
            session.stream(
                "POST",
                url,
                content=body,
                headers={"content-type": "application/json"},
                timeout=SECONDS,
                extensions={transport.DEADLINE: time.monotonic() + SECONDS},
            ) as answer,
        ):
            status = answer.status_code
    except httpx2.TimeoutException:
        return f"no answer within {SECONDS:g} s"
    except Exception as error:  # of whatever layer: its words may hold the address
        return f"no answer ({type(error).__name__})"
    if 200 <= status < 300:
        return ""
    return f"the server answered {status}" + (", and redirects are not followed" if 300 <= status < 400 else "")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the lines in which the HTTP library logs addresses."""
    logs = [logging.getLogger(name) for name in LOGS]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)
