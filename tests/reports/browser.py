"""Chromium driven over WebDriver by the standard library: enough to open a page and ask what it did."""

import json
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Browser:
    """One headless browser with an empty profile; a context manager that ends what it started."""

    def __init__(self, chromium: str, driver: str) -> None:
        self._chromium, self._driver = chromium, driver
        self._profile = tempfile.TemporaryDirectory(prefix="openlag-browser-", ignore_cleanup_errors=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""

    def __enter__(self) -> Self:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._process = subprocess.Popen(
            [self._driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        base = f"http://127.0.0.1:{port}"
        options = {
            "binary": self._chromium,
            "args": [*FLAGS, f"--user-data-dir={self._profile.name}"],
            "perfLoggingPrefs": {"enableNetwork": True, "enablePage": False},
        }
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        try:
            self._wait_until_ready(base)
            session = _call("POST", f"{base}/session", {"capabilities": {"alwaysMatch": wanted}})
        except BaseException:
            self.__exit__()
            raise
        self._address = f"{base}/session/{session['sessionId']}"
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._address:
                _call("DELETE", self._address)
        finally:
            if self._process:
                self._process.terminate()
                self._process.wait(timeout=20)
            self._profile.cleanup()

    def forget(self) -> None:
        """Leave nothing of what was opened before: no page, size, media, pointer, cache or cookie, and logs that begin empty.

        A window of its own for each test would be a process of its own: twice the processor time of opening a page in the same one.
        """
        self.open_address("about:blank")
        self.devtools("Emulation.setScriptExecutionDisabled", value=False)
        self.devtools("Emulation.clearDeviceMetricsOverride")
        self.devtools("Emulation.setEmulatedMedia", features=[])
        self.devtools("Input.dispatchMouseEvent", type="mouseMoved", x=0, y=0)
        self.devtools("Network.clearBrowserCache")
        self.devtools("Network.clearBrowserCookies")
        self.console(), self.requests()

    def _wait_until_ready(self, base: str) -> None:
        for _ in range(100):
            try:
                if _call("GET", f"{base}/status")["ready"]:
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise TimeoutError("chromedriver did not start within ten seconds; run it by hand to see why.")

    def open(self, page: Path) -> None:
        """Load a file and wait until nothing is left to draw."""
        self.open_address(page.resolve().as_uri())

    def open_address(self, address: str) -> None:
        _call("POST", f"{self._address}/url", {"url": address})

    def run(self, script: str) -> Any:
        """Return what a script's return statement gives."""
        return _call("POST", f"{self._address}/execute/sync", {"script": script, "args": []})

    def devtools(self, command: str, **params: Any) -> Any:
        """Send a command of the DevTools protocol."""
        return _call("POST", f"{self._address}/goog/cdp/execute", {"cmd": command, "params": params})

    def set_width(self, width: int, height: int = 844, *, dark: bool = False) -> None:
        """Make the page as wide as a screen of so many CSS pixels, light or dark."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.devtools("Emulation.setEmulatedMedia", features=[scheme])

    def wait_for(self, condition: str, seconds: float = 20) -> None:
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(f"{condition} did not become true within {seconds} seconds.")
            time.sleep(0.1)

    def console(self) -> list[str]:
        """Return what the page wrote to the console since the last call, warnings and errors of the browser included."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """Return every address asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = _call("POST", f"{self._address}/se/log", {"type": kind})
        return entries


def _call(method: str, address: str, body: dict[str, Any] | None = None) -> Any:
    data = None if method in ("GET", "DELETE") else json.dumps(body or {}).encode()
    request = urllib.request.Request(address, data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["value"]
    except urllib.error.HTTPError as error:
        with error:
            raise RuntimeError(f"{method} {address}: {error.read().decode()[:500]}") from None
