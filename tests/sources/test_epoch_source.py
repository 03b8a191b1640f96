"""Reading Epoch AI's three files, from a folder and over HTTP from a small local server."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest

from warehouse.landing import Pull, SourceError, TransientError
from warehouse.sources import epoch
from warehouse.sources.net import one_file

NOW = datetime(2026, 8, 12, 23, 30, tzinfo=timezone(timedelta(hours=-5)))  # the 13th in UTC
FILES = {
    "eci_scores.csv": (
        "Model,Display name,eci,eci_ci_low,eci_ci_high,date,Organization,Country (of organization),Model accessibility,"
        "Accessibility group,model_versions\n"
        "GPT-5,GPT-5,150.0,,,2025-08-07,OpenAI,United States of America,API access,Closed weights,\n"
        'StarCoder 2,StarCoder 2 (7B),104.2,98.0,109.5,2024-02-29,"Hugging Face,NVIDIA",United States of America,'
        "Open weights (restricted use),Open weights,\n"
    ),
    "eci_benchmarks.csv": (
        "model_id,benchmark_id,performance,benchmark,benchmark_release_date,optimized,model,model_version,Model,"
        "model_group,Model aggregation,Model Aggregation Date,date,source\n"
        "m1,b1,0.75,GPQA diamond,2023-11-20,True,GPT-5,gpt-5_high,GPT-5 family,GPT-5,,,2025-08-07,Epoch evaluations\n"
    ),
}


class Server(ThreadingHTTPServer):
    """Serves FILES, or for one of them what a test says."""

    daemon_threads = True
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]]
    is_over: threading.Event
    url: str


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        if name in self.server.answers:
            self.server.answers[name](self)
        else:
            send(self, 200, FILES[name].encode())

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in ({"content_type": "text/csv", "content_length": str(len(body))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, first_wait_seconds=0.01))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        running.answers = {}
        running.is_over = threading.Event()
        running.url = f"http://127.0.0.1:{running.server_address[1]}/data"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.is_over.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def pull(base_url: str, retrieved_on: date | None = None) -> Pull:
    return epoch.pull(base_url, now=NOW, retrieved_on=retrieved_on)


def pull_with(folder: Path, name: str, row: str) -> Pull:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    return pull(folder.as_uri())


def fails(base_url: str, kind: type[SourceError] = SourceError) -> str:
    with pytest.raises(SourceError) as error:
        pull(base_url)
    assert isinstance(error.value, TransientError) == (kind is TransientError)
    return str(error.value)


def test_the_files_are_typed_under_our_names(folder: Path) -> None:
    tables = pull(folder.as_uri()).tables
    assert tables["epoch_index"].row(0) == (
        "GPT-5", "GPT-5", 150.0, None, None, date(2025, 8, 7), "OpenAI", "United States of America", "API access",
        "Closed weights", None,
    )  # fmt: skip
    assert tables["epoch_scores"].drop("extra").row(0) == (
        "GPT-5", "gpt-5_high", "GPT-5 family", "GPQA diamond", 0.75, date(2023, 11, 20), date(2025, 8, 7),
        "Epoch evaluations",
    )  # fmt: skip
    assert tables["epoch_index"].schema["published_on"] == pl.Date()
    assert tables["epoch_scores"]["extra"].to_list() == [
        '{"benchmark_id": "b1", "model_group": "GPT-5", "model_id": "m1", "optimized": "True"}'
    ]


def test_a_folder_speaks_of_the_day_it_was_fetched(folder: Path) -> None:
    assert pull(folder.as_uri(), date(2026, 8, 11)).retrieved_on == date(2026, 8, 11)


def test_a_folder_of_unknown_age_speaks_of_the_newest_day_printed_in_it(folder: Path) -> None:
    assert pull(folder.as_uri()).retrieved_on == date(2025, 8, 7)


def test_a_day_printed_ahead_of_time_does_not_carry_a_folder_into_the_future(folder: Path) -> None:
    row = "m1,b1,0.8,GPQA diamond,2023-11-20,True,GPT-6,,,,,,2027-01-01,"
    pull = pull_with(folder, "eci_benchmarks.csv", row)
    assert pull.retrieved_on == date(2025, 8, 7)
    assert [reject.reason for reject in pull.rejects] == ["published_on 2027-01-01 lies in the future."]


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        (
            "eci_scores.csv",
            "GPT-6,x,149,150,151,2025-08-07,OpenAI,US,API access,,",
            "score 149.0 lies outside its own interval, 150.0 to 151.0.",
        ),
        (
            "eci_scores.csv",
            "GPT-6,x,149,,,2027-01-01,OpenAI,US,API access,,",
            "published_on 2027-01-01 lies in the future.",
        ),
        (
            "eci_benchmarks.csv",
            "m1,b1,0.8,GPQA-Diamond,2023-11-20,True,GPT-5,,,,,,2025-08-07,",
            "the benchmark GPQA-Diamond has the same id as GPQA diamond.",
        ),
        (
            "eci_benchmarks.csv",
            "m1,b1,0.8,GPQA diamond,2023-11-20,True,GPT-5,other,,,,,2025-08-07,",
            "model GPT-5, benchmark GPQA diamond repeats line 2.",
        ),
    ],
)
def test_a_row_that_contradicts_another_or_itself_is_rejected(folder: Path, name: str, row: str, reason: str) -> None:
    assert [reject.reason for reject in pull_with(folder, name, row).rejects] == [reason]


@pytest.mark.parametrize("name", ["GPT-5+", "gpt 5", "-->", "模型"])
def test_a_name_that_makes_the_id_of_another_or_none_is_no_reject(folder: Path, name: str) -> None:
    found = pull_with(folder, "eci_scores.csv", f"{name},x,149,,,2025-08-07,OpenAI,US,API access,,")
    assert found.rejects == [] and name in found.tables["epoch_index"]["model"]


def test_a_folder_fetched_in_the_future_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match="OPENLAG_EPOCH_DATE=2031-01-01 lies in the future"):
        pull(folder.as_uri(), date(2031, 1, 1))


def test_a_server_that_gives_pages_is_not_reachable_and_says_so(server: Server, folder: Path) -> None:
    epoch.probe(server.url)
    epoch.probe(folder.as_uri())
    server.answers["eci_scores.csv"] = lambda handler: send(handler, 200, b"<html>", content_type="text/html")
    with pytest.raises(SourceError, match="a web page and not with CSV"):
        epoch.probe(server.url)
    server.answers["eci_scores.csv"] = lambda handler: send(handler, 503, b"")
    with pytest.raises(TransientError, match="the server answered 503, asked once"):
        epoch.probe(server.url)
    with pytest.raises(TransientError, match="no answer"):
        epoch.probe("http://127.0.0.1:9")


def test_a_download_speaks_of_the_day_of_the_download_in_utc(server: Server) -> None:
    load = pull(server.url, date(2020, 1, 1))
    assert load.retrieved_on == date(2026, 8, 13)
    assert (load.source, load.producer, load.licence, load.url) == ("epoch", "Epoch AI", "CC BY 4.0", server.url)
    assert load.started_at == NOW
    assert NOW < load.finished_at < NOW + timedelta(minutes=1)


def test_a_folder_and_a_server_give_the_same_rows(folder: Path, server: Server) -> None:
    from_folder, from_server = pull(folder.as_uri()), pull(server.url + "/")
    assert all(frame.equals(from_server.tables[name]) for name, frame in from_folder.tables.items())


@pytest.mark.parametrize(
    ("name", "row", "table", "reason"),
    [
        ("eci_scores.csv", "X,X,n/a,,,2025-01-01,,,,,", "epoch_index", "eci is 'n/a', which is not a finite number."),
        ("eci_scores.csv", ",X,140,,,2025-01-01,,,,,", "epoch_index", "1 row has no Model and is left out."),
        ("eci_scores.csv", ",,,,,,,,,,", "epoch_index", "1 row has no Model and is left out."),
        ("eci_scores.csv", "X,X,140,,,2025-1-1,,,,,", "epoch_index",
         "date is '2025-1-1', which is not a day written as 2026-08-11."),
        ("eci_scores.csv", "GPT-5,X,140,,,2025-01-01,,,,,", "epoch_index", "model GPT-5 repeats line 2."),
        ("eci_benchmarks.csv", "m,b,NaN,Quiz,,True,GPT-5,v,,,,,,", "epoch_scores",
         "performance is 'NaN', which is not a finite number."),
        ("eci_benchmarks.csv", "m,b,0.5,Quiz,,True,,v,,,,,,", "epoch_scores",
         "1 row has no model or no benchmark and is left out."),
        ("eci_benchmarks.csv", "m,b,0.5, ,,True,GPT-5,v,,,,,,", "epoch_scores",
         "1 row has no model or no benchmark and is left out."),
        ("eci_benchmarks.csv", "m,b,,Quiz,,True,GPT-5,v,,,,,,", "epoch_scores", "performance is blank."),
    ],
)  # fmt: skip
def test_a_row_that_does_not_parse_is_rejected_with_its_reason(
    folder: Path, name: str, row: str, table: str, reason: str
) -> None:
    load = pull_with(folder, name, row)
    [reject] = load.rejects
    assert (reject.table, reject.file, reject.reason, reject.raw_text) == (table, name, reason, row)
    assert reject.row_number == FILES[name].count("\n") + 1
    assert load.tables[table].height == FILES[name].count("\n") - 1


def test_rows_without_a_key_are_counted_in_one_reject_and_not_listed(folder: Path) -> None:
    """Epoch's tables carry rows of commas alone, eleven of 1,139 in the archive of October 2026."""
    load = pull_with(folder, "eci_scores.csv", "\n".join([",,,,,,,,,,"] * 11))
    [reject] = load.rejects
    assert (reject.row_number, reject.reason) == (4, "11 rows have no Model and are left out, the first at line 4.")
    assert load.tables["epoch_index"].height == 2


def test_a_file_of_nothing_but_a_row_without_a_key_has_no_row(folder: Path) -> None:
    file = folder / "eci_scores.csv"
    header = file.read_text(encoding="utf-8").partition("\n")[0]
    file.write_text(f"{header}\n,,,,,,,,,,\n", encoding="utf-8")
    assert fails(folder.as_uri()) == (
        "eci_scores.csv: none of its 1 rows parses; the first, line 2: 1 row has no Model and is left out."
    )


def test_a_renamed_column_stops_the_run(folder: Path) -> None:
    file = folder / "eci_scores.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",eci,", ",index,"), encoding="utf-8")
    assert fails(folder.as_uri()).startswith(
        "eci_scores.csv: the column 'eci' is missing; the header is Model, Display name, index, eci_ci_low, "
    )


def test_a_folder_without_the_file_stops_the_run(folder: Path) -> None:
    file = folder / "eci_benchmarks.csv"
    file.unlink()
    assert fails(folder.as_uri()) == f"{file}: the file cannot be read (No such file or directory); check the folder."


@pytest.mark.parametrize("address", ["ftp://epoch.ai/data", "epoch.ai/data", "https://", "file://elsewhere/data"])
def test_an_address_that_is_none_stops_the_run(address: str) -> None:
    base = address.rstrip("/")
    assert fails(address) == (
        f"{base}/eci_scores.csv: not an https://, http:// or file:///folder address; mend OPENLAG_EPOCH_URL."
    )


def test_a_moment_without_time_zone_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        epoch.pull(folder.as_uri(), now=datetime(2026, 8, 12), retrieved_on=None)  # noqa: DTZ001


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_worth_another_try(server: Server, status: int) -> None:
    server.answers["eci_benchmarks.csv"] = lambda handler: send(handler, status, b"")
    sentence = fails(server.url, TransientError)
    assert sentence.startswith(f"{server.url}/eci_benchmarks.csv: the server answered {status}")
    assert sentence.endswith(", asked 2 times in a row; run again later.")


@pytest.mark.parametrize("status", [201, 202, 204, 205, 207, 226, 299, 403, 404])
def test_another_status_stops_the_run(server: Server, status: int) -> None:
    server.answers["eci_benchmarks.csv"] = lambda handler: send(handler, status, b"")
    told = f"{server.url}/eci_benchmarks.csv: the server answered {status}; check whether it has moved, and OPENLAG_EPOCH_URL."
    assert fails(server.url) == told


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/csv"])
def test_a_web_page_in_place_of_csv_stops_the_run(server: Server, content_type: str) -> None:
    page = b"\n<!doctype html><title>Just a moment</title>"
    server.answers["eci_scores.csv"] = lambda handler: send(handler, 200, page, content_type=content_type)
    assert fails(server.url) == (
        f"{server.url}/eci_scores.csv: the server answered with a web page and not with CSV; open it in a browser."
    )


def test_a_file_that_has_moved_is_followed(server: Server) -> None:
    def move(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.startswith("/data"):
            send(handler, 302, b"", location="/new/eci_scores.csv")
        else:
            send(handler, 200, FILES["eci_scores.csv"].encode())

    server.answers["eci_scores.csv"] = move
    assert pull(server.url).tables["epoch_index"].height == 2


def test_a_silent_server_is_worth_another_try(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, timeout_seconds=0.2))

    def stay_silent(handler: BaseHTTPRequestHandler) -> None:
        server.is_over.wait(10)

    server.answers["eci_scores.csv"] = stay_silent
    sentence = f"{server.url}/eci_scores.csv: no answer within 0.2 s, asked 2 times in a row; run again later."
    assert fails(server.url, TransientError) == sentence


def test_a_dripping_server_is_worth_another_try(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, answer_seconds=0.2))

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        for _ in range(100):
            if server.is_over.wait(0.05):
                return
            try:
                handler.wfile.write(b"a")
            except OSError:  # the reader has hung up, as it should
                return

    server.answers["eci_scores.csv"] = drip
    sentence = f"{server.url}/eci_scores.csv: no whole answer within 0.2 s, asked 2 times in a row; run again later."
    assert fails(server.url, TransientError) == sentence


def test_an_answer_that_breaks_off_is_worth_another_try(server: Server) -> None:
    text = FILES["eci_scores.csv"].encode()
    server.answers["eci_scores.csv"] = lambda handler: send(handler, 200, text[:150], content_length=str(len(text)))
    assert fails(server.url, TransientError).startswith(
        f"{server.url}/eci_scores.csv: no answer (RemoteProtocolError: "
    )


def test_a_refused_connection_is_worth_another_try() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        port = closed.server_address[1]
    address = f"http://127.0.0.1:{port}/data"
    assert fails(address, TransientError).startswith(f"{address}/eci_scores.csv: no answer (ConnectError: ")


def test_an_endless_answer_stops_the_run(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, most_bytes=100))
    assert fails(server.url) == f"{server.url}/eci_scores.csv: the answer is larger than 100 bytes; it is not read."


def test_redirects_in_a_circle_stop_the_run(server: Server) -> None:
    server.answers["eci_scores.csv"] = lambda handler: send(handler, 302, b"", location="/data/eci_scores.csv")
    assert fails(server.url).startswith(f"{server.url}/eci_scores.csv: more than 5 redirects")


def test_the_files_of_august_2026_are_read_whole(epoch_files: Path) -> None:
    load = pull(epoch_files.as_uri(), date(2026, 8, 11))
    assert load.rejects == []
    heights = {name: frame.height for name, frame in load.tables.items()}
    assert heights == {"epoch_index": 222, "epoch_scores": 2249}
    index = load.tables["epoch_index"]
    assert index.row(by_predicate=pl.col("model") == "GPT-5.6 Sol")[2:5] == (161.65, 159.11, 164.85)
    assert index["country"].null_count() == 17
    assert set(load.tables["epoch_scores"]["model"]) == set(index["model"])
    assert load.tables["epoch_scores"]["benchmark"].n_unique() == 57


def test_the_moment_of_the_pull_is_its_start(folder: Path) -> None:
    load = epoch.pull(folder.as_uri(), now=datetime(2026, 8, 12, tzinfo=UTC), retrieved_on=None)
    assert load.started_at == datetime(2026, 8, 12, tzinfo=UTC)
