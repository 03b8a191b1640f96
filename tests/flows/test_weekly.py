"""The weekly run end to end: real Prefect, real DuckDB, the stored snapshot."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import get_current_settings

from flows import backfill as backfill_module
from flows.ingest import land_snapshot
from flows.report import REPORT_KEPT, Written
from flows.transform import WAREHOUSE_KEPT, transform
from flows.week import monday
from flows.weekly import WeeklyRun, describe_week, weekly
from reports.render import ReportPaths
from reports.verdict_changes import Changes
from tests.conftest import copy_warehouse
from tests.flows.conftest import report_in_short
from warehouse.build.heads import BuildError
from warehouse.build.runner import CheckResult
from warehouse.build.swap import Built
from warehouse.estimates.week_draws import weeks_to_draw
from warehouse.landing import SourceError, finished_loads
from warehouse.read.connect import open_warehouse
from warehouse.settings import PROJECT
from warehouse.sources.net import budget
from warehouse.sources.registry import SOURCES

# A day on which there is less to build than today, and an index already.
PAST = date(2023, 7, 2)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def home(prefect_server, built, pictures, tmp_path_factory) -> Path:
    """A home that serves a warehouse of the same scores already, whose 500 draws the week takes over, with the pictures of all tests."""
    folder = tmp_path_factory.mktemp("weekly")
    (folder / "cache").mkdir()
    (folder / "cache" / "pictures").symlink_to(pictures)
    copy_warehouse(built.warehouse, folder / "openlag.duckdb")
    return folder


def run_week(home: Path, monkeypatch: pytest.MonkeyPatch, **parameters) -> WeeklyRun:
    monkeypatch.setenv("OPENLAG_HOME", str(home))
    state = weekly(return_state=True, **parameters)
    result = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return result


def test_a_week_by_the_command_line_leaves_landing_warehouse_and_report(home, openlag, tmp_path):
    """The whole of it, in a process and on a server of its own."""
    run = openlag("weekly", "--offline", settings={"OPENLAG_HOME": str(home), "OPENLAG_DRAWS": "500"})
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    assert {load.source for load in finished_loads(home / "landing")} == {"hub", "reference"}
    for words in (
        "\nForecasts  not registered: the stored stand-in was used for epoch and hub.\n",
        "\nChanges    No earlier week has been reported",
        "\nTime       ",
        "start of Prefect",
    ):
        assert words in run.stdout
    with closing(sqlite3.connect(tmp_path / "prefect" / "prefect.db")) as database:
        runs = database.execute("select name, date(expected_start_time) from flow_run").fetchall()
    due = {f"{year}-W{week:02}" for year, week, _ in (date.fromisoformat(day).isocalendar() for _, day in runs)}
    names = {name for name, _ in runs}
    assert "report 2026-W33" in names and len(names) == 4
    assert all(names & {f"{flow} {week}" for week in due} for flow in ("weekly", "transform", "ingest"))
    with open_warehouse(home / "openlag.duckdb") as connection:
        headline = connection.execute(
            "select n_records, median_days from marts.lag_summary where pairing_id = 'us_any__cn_open' "
            "and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict' and start_on is not null "
            "and cohort_id = 'records' and censoring_id = 'as_of'"
        ).fetchone()
        repositories = connection.execute("select count(*), bool_and(is_snapshot) from marts.hub_models").fetchone()
        releases = connection.execute("select release_id from marts.releases").fetchall()
    assert headline is not None and repositories is not None
    assert repositories[0] > 200 and repositories[1]
    folder = home / "reports" / "weekly" / "2026-W33"
    assert f"\nReport     {folder / 'index.html'}\n" in run.stdout
    for text in (
        run.stdout,
        (folder / "report.md").read_text(encoding="utf-8"),
        (folder / "index.html").read_text(encoding="utf-8"),
    ):
        assert f"{headline[1]:.0f} days" in text
        assert f"n = {headline[0]}" in text
    for name in ("report.md", "index.html"):
        assert "stored snapshot of 18 March 2026" in (folder / name).read_text(encoding="utf-8")
    assert json.loads((folder / "params.json").read_text(encoding="utf-8"))["as_of"] == "2026-08-11"
    assert (home / "reports" / "index.html").is_file()
    pages = {path.name for path in (folder / "releases").iterdir()}
    assert pages == {f"{release_id}.html" for (release_id,) in releases} | {"index.html"}
    linked = re.findall(r"\]\(releases/(.*?)\)", (folder / "report.md").read_text(encoding="utf-8"))
    assert set(linked) <= pages and {"o3.html", "kimi-k2-5.html"} <= set(linked)


def test_the_same_landing_gives_the_same_marts_by_a_week_and_by_a_build(home, built):
    with open_warehouse(home / "openlag.duckdb") as week, open_warehouse(built.warehouse) as build:
        marts = build.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        for (mart,) in marts:
            assert week.sql(f"from marts.{mart}").pl().equals(build.sql(f"from marts.{mart}").pl()), mart
    assert len(marts) > 30


def test_a_day_in_the_past_has_a_report_of_its_own_week(home, monkeypatch):
    report_in_short(monkeypatch)
    run = run_week(home, monkeypatch, snapshot_for=list(SOURCES), as_of=PAST)
    assert run.report.parent.name == "2023-W26"
    trial = "This is a trial with 20 draws of the index in place of 500: no end of an interval in it is one to quote."
    text = run.report.with_name("report.md").read_text(encoding="utf-8")
    assert trial in run.first_lines and trial in text.partition("**")[0]
    index = (home / "reports" / "index.html").read_text(encoding="utf-8")
    assert "2023-W26" in index and 'href="weekly/2026-W33/' in index
    assert "not as it was written" not in index  # each has the sum that it was written with


def test_the_same_week_again_is_kept_and_made_anew_has_the_same_bytes(home, monkeypatch):
    report_in_short(monkeypatch)
    built, drawn = home / "openlag.duckdb", home / "reports" / "weekly" / "2023-W26.sha256"
    before = files(home / "landing") | files(home / "reports") | {"warehouse": built.read_bytes()}
    again = run_week(home, monkeypatch, snapshot_for=list(SOURCES), as_of=PAST)
    assert again.kept == (WAREHOUSE_KEPT, REPORT_KEPT)
    assert files(home / "landing") | files(home / "reports") | {"warehouse": built.read_bytes()} == before
    _, *sums = drawn.read_text(encoding="utf-8").splitlines()
    (built.with_name("openlag.duckdb.sha256")).unlink()
    (drawn.with_suffix("") / "index.html").unlink()
    anew = run_week(home, monkeypatch, snapshot_for=list(SOURCES), as_of=PAST)
    assert anew.kept == () and anew.headline == again.headline and anew.first_lines == again.first_lines
    assert drawn.read_text(encoding="utf-8").splitlines()[1:] == sums
    assert run_week(home, monkeypatch, snapshot_for=list(SOURCES), as_of=PAST).kept == again.kept


def test_a_backfill_lands_the_weeks_it_drew_and_the_next_one_goes_on_from_there(home, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(home))
    with open_warehouse(home / "openlag.duckdb") as connection:
        groups = weeks_to_draw(connection)
    monkeypatch.setattr(backfill_module, "weeks_to_draw", lambda connection: weeks_to_draw(connection)[:2])
    monkeypatch.setattr(backfill_module, "BATCH", 1)
    report_in_short(monkeypatch)
    run = backfill_module.backfill()
    assert run.n_weeks == len(groups[0]) + len(groups[1])
    assert (
        run.written is not None and run.written.paths.week == "2023-W26"
    )  # as of the day of the warehouse that was there
    assert [load.source for load in finished_loads(home / "landing")].count("backfill") == 2
    with open_warehouse(home / "openlag.duckdb") as connection:
        drawn = connection.execute("select count(*) from marts.verdict_by_week where n_draws = 20").fetchall()
        left = weeks_to_draw(connection)
    assert drawn == [(run.n_weeks,)]
    assert [group[0].week for group in left] == [group[0].week for group in groups[2:]]
    monkeypatch.setattr(backfill_module, "weeks_to_draw", lambda connection: [])
    assert backfill_module.backfill().written is None


def test_a_failing_week_says_why_and_keeps_what_was_there(home, monkeypatch):
    monkeypatch.setenv("OPENLAG_EPOCH_URL", (home / "nowhere").as_uri())
    before = files(home / "reports") | files(home / "landing")
    with pytest.raises(SourceError, match=r"eci_scores\.csv: the file cannot be read"):
        run_week(home, monkeypatch, snapshot_for=["hub"])
    assert files(home / "reports") | files(home / "landing") == before


def test_the_runs_page_holds_rows_checks_and_the_headline(home, prefect_server):
    with get_client(sync_client=True) as client:
        artifacts = client.read_artifacts()
    # Other tests run flows on the same server: any run's page will do.
    for key, part in (
        ("ingest", "| hub | 2026-03-18 |"),
        ("transform", "fail_empty_pairing"),
        ("weekly", "US record model"),
    ):
        assert any(part in str(artifact.data) for artifact in artifacts if artifact.key == key), key


def test_runs_are_named_by_the_week_of_their_chosen_day(home):
    with get_client(sync_client=True) as client:
        named = {run.name for run in client.read_flow_runs()}
    assert {"weekly 2023-W26", "transform 2023-W26", "report 2023-W26"} <= named
    assert "ingest 2023-W26" not in named


def test_the_page_of_a_build_that_stops_says_why(prefect_server, openlag_home):
    with pytest.raises(BuildError, match="there is nothing to compare; choose a later day"):
        transform(as_of=date(1990, 1, 1))
    with get_client(sync_client=True) as client:
        pages = [artifact for artifact in client.read_artifacts() if artifact.description == "Why the build stopped"]
    assert "there is nothing to compare; choose a later day" in str(pages[0].data)


def test_the_page_of_a_week_says_the_answer_what_changed_where_the_report_is_and_first_the_checks_that_found_rows(
    tmp_path,
):
    checks = [
        CheckResult("fail_quiet", "Quiet.", 0),
        CheckResult("warn_loud", "Loud.", 3),
        CheckResult("warn_quiet", "Quiet, too.", 0),
    ]
    paths = ReportPaths("2026-W33", *[tmp_path] * 8)
    page = describe_week(
        Written("The answer.", ("Know this first.",), paths),
        Changes("2026-W33", "2026-W32"),
        Built(tmp_path, PAST, 2, checks),
        "none.",
        "https://a.example/reports",
    )
    order = [
        "Know this first.",
        "The answer.",
        "No verdict has changed since 2026-W32",
        f"Report: `{tmp_path}`, <https://a.example/reports/weekly/2026-W33/>",
        "2 tables as of 2023-07-02; 1 of 3 checks found rows",
        "| warn_loud | 3 | Loud. |",
        "| fail_quiet | 0 |",
        "| warn_quiet | 0 |",
        "Forecasts: none.",
    ]
    places = [page.index(part) for part in order]
    assert places == sorted(places)


def test_a_run_on_a_server_of_ones_own_leaves_its_log_there_and_none_of_it_on_the_terminal(prefect_server, tmp_path):
    code = (
        "from cli.main import keep_log_off_the_terminal\nkeep_log_off_the_terminal()\nfrom prefect import flow\n"
        "@flow(log_prints=True)\ndef told():\n    print('said within the run')\n    raise ValueError('and why it failed')\n"
        "try:\n    told()\nexcept ValueError:\n    pass\n"
    )
    own = get_current_settings().to_environment_variables(exclude_unset=True) | {"PREFECT_HOME": str(tmp_path)}
    others = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment = others | {name: value for name, value in own.items() if name != "PREFECT_LOGGING_LEVEL"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
    with get_client(sync_client=True) as client:
        said = [
            line.message
            for line in client.read_logs()
            if "said within" in line.message or "why it failed" in line.message
        ]
    assert said[0] == "said within the run" and len(said) > 1


def test_the_snapshot_lands_without_a_request_or_the_token(openlag_home, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret_of_the_test")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    asked = budget.REQUESTS.copy()
    load = land_snapshot.fn("hub")
    assert asked == budget.REQUESTS
    assert load.is_snapshot and load.retrieved_on == date(2026, 3, 18)
    assert not any(b"hf_secret_of_the_test" in content for content in files(openlag_home).values())


def test_a_week_starts_on_monday():
    assert monday(date(2026, 11, 24)) == date(2026, 11, 23)
    assert monday(date(2026, 11, 23)) == date(2026, 11, 23)
    assert monday(date(2026, 11, 29)) == date(2026, 11, 23)
