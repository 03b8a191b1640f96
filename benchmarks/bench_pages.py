"""Weight of every page of a report and the first paint of it on a slow line: `python -m benchmarks.bench_pages FOLDER`.

FOLDER is that of a week. The pages are served gzipped from loopback; Chromium's own throttle gives 1.6 Mbit/s with 150 ms of latency.
"""

import gzip
import statistics
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from reports.pages import PAGES
from tests.reports.browser import Browser

LATENCY_MS, BYTES_A_SECOND = 150, 1.6e6 / 8
RUNS = 5
PAINTED = "return (performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime"


def serve(folder: Path) -> ThreadingHTTPServer:
    """A server of the folder on loopback, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = folder / self.path.lstrip("/").partition("?")[0]
            if not file.is_file():
                self.send_error(404)
                return
            body = gzip.compress(file.read_bytes(), 9)
            self.send_response(200)
            self.send_header(
                "Content-Type", "text/html; charset=utf-8" if file.suffix == ".html" else "text/javascript"
            )
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written for a request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main(folder: Path) -> None:
    server = serve(folder)
    files = [file for file in (*(page.file for page in PAGES), "explore.html") if (folder / file).is_file()]
    with Browser("/usr/bin/chromium", "/usr/bin/chromedriver") as browser:
        browser.set_width(390)
        browser.devtools("Network.enable")
        browser.devtools(
            "Network.emulateNetworkConditions", offline=False, latency=LATENCY_MS,
            downloadThroughput=BYTES_A_SECOND, uploadThroughput=BYTES_A_SECOND,
        )  # fmt: skip
        print(f"{'page':<18} {'bytes':>9} {'gzipped':>9} {'first paint, ms (least, median, most)'}")
        for file in files:
            body = (folder / file).read_bytes()
            paints = []
            for run in range(RUNS):
                browser.devtools("Network.clearBrowserCache")
                browser.open_address(f"http://127.0.0.1:{server.server_port}/{file}?{run}")
                browser.wait_for(PAINTED.removeprefix("return "))
                paints.append(browser.run(PAINTED))
            times = ", ".join(f"{time:.0f}" for time in (min(paints), statistics.median(paints), max(paints)))
            print(f"{file:<18} {len(body):>9,} {len(gzip.compress(body, 9)):>9,} {times}")
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
