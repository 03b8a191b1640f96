"""Prefect's local server for one run of the command line, started first so that it boots while the rest is imported.

Left alone, Prefect starts such a server when the first flow begins: its process then waits idle for ten seconds and more, after having
imported the whole server too, and it answers whoever asks. Where the settings name a server, that one is used and none is started.
"""

import atexit
import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from cli import starts
from cli.local_server import LocalServer
from warehouse.landing import SourceError

_DIRECT = build_opener(ProxyHandler({}))  # a proxy of the machine knows nothing of the loopback interface


class Server:
    """The server of this run: ours, or one that the settings name. What is imported until it is waited for is not searched for garbage."""

    def __init__(self) -> None:
        gc.disable()
        self.local: LocalServer | None = None
        self.named = ""
        self.start = starts.new_name()
        self._held: IO[str] | None = None
        self._is_ending = False

    def launch(self, home: Path) -> LocalServer:
        """Begin to start it. Raises SourceError for a home that cannot be written, which Prefect would only say after two whole starts."""
        self._held = starts.hold(home, self.start)
        self.local = LocalServer("run")
        return self.local

    def wait(self) -> list[str]:
        """Return when it answers, with what it has to say. Raises SourceError if it does not."""
        gc.freeze()
        gc.enable()
        if self.local is None:
            if not answers(self.named):
                raise SourceError(
                    f"Prefect's server does not answer at {self.named}, which PREFECT_API_URL or the profile names; start it, or unset it."
                )
            return []
        said = self.local.wait()
        threading.Thread(target=self._watch, args=(self.local,), daemon=True).start()
        return said

    def kill(self) -> None:
        """End it at once; for a run that is interrupted."""
        self._is_ending = True
        if self.local is not None:
            self.local.kill()

    def end(self) -> None:
        """End it in good order."""
        self._is_ending = True
        if self.local is not None:
            self.local.end()

    def _watch(self, local: LocalServer) -> None:
        """A run whose server is gone would wait for it for ever."""
        assert local.process is not None
        local.process.wait()
        if not self._is_ending:
            words = "openlag: Prefect's local server ended before the run did; what has landed stays, and the next run goes on from there."
            os.write(2, f"{words} ({local.last_words()})\n".encode())
            os._exit(1)


@contextmanager
def temporary_server(server: Server) -> Iterator[None]:
    """Start a server on the loopback interface, and let every flow begun inside talk to it; it ends with this process."""
    from warehouse.sources.net.transport import require_usable

    require_usable()  # Prefect's client would meet the same proxies with a traceback
    from prefect.settings import (
        PREFECT_API_AUTH_STRING,
        PREFECT_API_KEY,
        PREFECT_API_URL,
        PREFECT_CLIENT_CSRF_SUPPORT_ENABLED,
        PREFECT_CLIENT_CUSTOM_HEADERS,
        get_current_settings,
        temporary_settings,
    )

    settings = get_current_settings()
    if settings.api.url is not None:
        server.named = str(settings.api.url).rstrip("/")
        yield
        return
    if not settings.server.ephemeral.enabled:
        raise SourceError(
            "PREFECT_SERVER_EPHEMERAL_ENABLED forbids a local server and no PREFECT_API_URL names another; set one of them."
        )
    local = server.launch(settings.home)
    atexit.register(server.end)  # after Prefect's own last words, which it sends when the interpreter ends
    local.start(settings)
    from prefect.context import tags

    ours = {
        PREFECT_API_URL: local.api,
        PREFECT_API_AUTH_STRING: local.key,
        PREFECT_CLIENT_CSRF_SUPPORT_ENABLED: True,
    }
    # Another server's, which the settings may hold though they name none.
    others = {PREFECT_API_KEY, PREFECT_CLIENT_CUSTOM_HEADERS}
    with temporary_settings(ours, restore_defaults=others), tags(server.start):
        yield


def answers(api: str) -> bool:
    """Whether a Prefect server is at an address; one that wants a key is there."""
    opener = _DIRECT if api.startswith("http://127.0.0.1") else build_opener()
    try:
        with opener.open(f"{api}/health", timeout=5):
            return True
    except HTTPError as error:
        return error.code < 500
    except (OSError, HTTPException):
        return False
