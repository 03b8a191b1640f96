"""Fixtures for every test: a quiet environment, the sources' files, and a warehouse built once for all workers."""

import fcntl
import gc
import os
import pickle
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

import pytest

import flows  # noqa: F401  (sets the environment before Prefect and huggingface_hub are imported)
from tests.source_files import write_epoch
from warehouse import garbage
from warehouse.build.heads import Check, Model, read_checks
from warehouse.build.selection import select
from warehouse.build.swap import rebuild
from warehouse.landing import Load, land
from warehouse.settings import PROJECT
from warehouse.sources import epoch, reference
from warehouse.sources.hub.snapshot import pull_snapshot

os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
REFERENCE = PROJECT / "warehouse" / "reference"
SOURCE_FILES = os.environ.get("OPENLAG_SOURCE_FILES")
T = TypeVar("T")
Once = Callable[[str, Callable[[Path], T]], T]
HERE = Path(__file__).parent
# Files that take the longest, in this order before all others, so that the workers end together; those that wait for servers and limits of
# time much of it (first contact, the command line, serving, optional sources, a page in a browser) stand apart, beside others that compute.
LONGEST = (
    "flows/test_weekly.py", "flows/test_first_contact.py", "warehouse/test_changed_names.py", "estimates/test_weeks.py",
    "build/test_swap.py", "flows/test_cli.py", "reports/test_charts.py", "history/test_listings.py", "reports/test_axe.py",
    "flows/test_serving.py", "read/test_explain.py", "reports/test_page.py", "flows/test_optional_sources.py", "share/test_export.py",
    "reports/test_explore.py", "cli/test_lag.py", "sources/test_hub.py", "flows/test_crawl.py", "build/test_kept.py",
    "build/test_accidents.py", "share/test_upload.py", "sources/test_hub_crawl.py", "history/test_sums.py", "reports/test_answer.py",
    "sources/test_deadlines.py", "cli/test_query.py", "sources/test_arena.py", "test_chaos.py", "hub_server/test_faults.py",
    "review/test_release_proposals.py", "build/test_damage.py", "sources/test_hub_bulk.py", "review/test_queue.py",
    "reports/test_report.py", "sources/test_client.py", "lag/test_index.py", "build/test_earlier.py", "build/test_culprits.py",
    "flows/test_turns.py", "build/test_changed_words.py", "reports/test_files.py", "sources/test_hub_contract.py",
    "read/test_answer.py", "reports/test_choices.py", "sql/test_forecasts.py", "cli/test_local_server.py", "sources/test_secrets.py",
    "reports/test_exhibits.py",
)  # fmt: skip


# Of what is imported and collected nothing is garbage, and there are some millions of objects to look through; later it is looked for as
# seldom as in a run of the command line.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    garbage.look_seldom()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {HERE / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session")
def source_files() -> Path:
    """The folder of the sources' own files, to compare the reference files with them."""
    if SOURCE_FILES is None:
        pytest.skip("OPENLAG_SOURCE_FILES names no folder of the sources' own files (docs/validation.md)")
    return Path(SOURCE_FILES)


@pytest.fixture(scope="session")
def epoch_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Epoch's two files of 2026-08-11: its own where they are given, else written from the reference files."""
    return write_epoch(tmp_path_factory.mktemp("epoch")) if SOURCE_FILES is None else Path(SOURCE_FILES) / "epoch"


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("OPENLAG_", "HF_TOKEN", "HF_ENDPOINT")) and name != "OPENLAG_CHROMIUM":
            monkeypatch.delenv(name)


@dataclass
class Loopback:
    """A server on this machine that serves `files` (path -> body) with `headers`, and honours conditional requests against them.

    asked: headers of every request, in order. posted: path and body of each POST. answer: takes the place of the files, where a test needs
    another kind of answer.
    """

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    posted: list[tuple[str, bytes]] = field(default_factory=list)
    bodies_sent: int = 0
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    is_over: threading.Event = field(default_factory=threading.Event)

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append({name.lower(): value for name, value in handler.headers.items()})
        asked, body = self.asked[-1], self.files.get(handler.path)
        if self.answer is not None:
            self.answer(handler)
        elif body is None:
            self.send(handler, 404)
        elif any(
            asked.get(name, "") == self.headers.get(own)
            for name, own in (("if-none-match", "etag"), ("if-modified-since", "last-modified"))
        ):
            self.send(handler, 304, **{name: value for name, value in self.headers.items() if name != "set-cookie"})
        else:
            self.bodies_sent += 1
            self.send(handler, 200, body, **self.headers)

    @staticmethod
    def send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
        """One whole answer."""
        handler.send_response(status)
        length = {} if status == 304 else {"content-length": str(len(body))}
        for name, value in (length | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A server for the length of one test."""
    state = Loopback()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.respond(self)

        def do_POST(self) -> None:
            state.posted.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            state.respond(self)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        state.is_over.set()
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Home:
    """A folder as OPENLAG_HOME makes it."""

    landing: Path
    warehouse: Path
    reference: Load


def now() -> datetime:
    return datetime.now(UTC)


def make_home(folder: Path, *, with_hub: bool = False) -> Home:
    landing = folder / "landing"
    pull = reference.read(REFERENCE, now=now())
    if with_hub:
        stored = pull_snapshot(REFERENCE, reference.tracked_namespaces(pull), now=now)
        land(stored, landing, code_version="test")
    return Home(landing, folder / "openlag.duckdb", land(pull, landing, code_version="test"))


def copy_home(home: Home, folder: Path) -> Home:
    """A home of one's own, as another was left: what a test changes is made once for all of them."""
    shutil.copytree(home.landing.parent, folder, dirs_exist_ok=True)
    place = folder / home.reference.folder.relative_to(home.landing.parent)
    return Home(folder / home.landing.name, folder / home.warehouse.name, replace(home.reference, folder=place))


def copy_warehouse(warehouse: Path, place: Path) -> None:
    """A warehouse with its sum: without it no draw is taken over."""
    for ending in ("", ".sha256"):
        shutil.copy(f"{warehouse}{ending}", f"{place}{ending}")


def resting(*tables: str) -> list[Model]:
    """The models of these tables and of all that they read."""
    return list({model.name: model for table in tables for model in select(f"+{table}")}.values())


def checks_of(*tables: str) -> list[Check]:
    """The checks of what these tables rest on."""
    made = {model.name for model in resting(*tables)}
    return [check for check in read_checks() if check.reads <= made]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once[T]:
    """`once(name, make)`: what `make(folder)` returns, made by the first worker that asks; tests of every worker only read the folder."""
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def run(name: str, make: Callable[[Path], T]) -> T:
        folder, returned = common / name, common / f"{name}.returned"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not returned.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a try that failed
                folder.mkdir()
                content = pickle.dumps(make(folder))
                returned.write_bytes(content)
        made: T = pickle.loads(returned.read_bytes())
        return made

    return run


@pytest.fixture(scope="session")
def pictures(once: Once[Path]) -> Path:
    """Where the reports of all tests keep their pictures: one of the same is drawn once."""
    return once("pictures", lambda folder: folder)


@pytest.fixture(scope="session")
def built(once: Once[Home]) -> Home:
    """A home whose warehouse is built as of the day of the reference scores, with all draws."""

    def make(folder: Path) -> Home:
        home = make_home(folder, with_hub=True)
        rebuild(home.landing, home.reference, home.warehouse, as_of=date(2026, 8, 11))
        return home

    return once("built", make)


@pytest.fixture(scope="session")
def epochs(once: Once[Home], epoch_files: Path) -> Home:
    """A home whose warehouse is built from Epoch's files, read as a folder, with the marts that are compared."""

    def make(folder: Path) -> Home:
        home = make_home(folder)
        pull = epoch.pull(epoch_files.as_uri(), now=now(), retrieved_on=date(2026, 8, 11))
        land(pull, home.landing, code_version="test")
        asked = (
            "marts.releases",
            "marts.lag_by_record",
            "marts.lag_summary",
            "marts.index_fit",
            "marts.headline_published",
        )
        rebuild(
            home.landing,
            home.reference,
            home.warehouse,
            n_draws=20,
            models=resting(*asked),
            checks=checks_of(*asked),
        )
        return home

    return once("epochs", make)
