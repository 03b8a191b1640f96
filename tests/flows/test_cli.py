"""The command line: answers on standard output, one sentence on standard error, exit codes that mean something."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from prefect import flow, task
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_EPHEMERAL_ENABLED, temporary_settings

from cli import temporary_server
from cli import weekly as weekly_command
from cli.app import say
from flows import report as report_flow
from flows.ingest import is_transient
from flows.weekly import WeeklyRun
from reports.sums import remember
from reports.verdict_changes import Changes
from tests.flows.conftest import report_in_short
from tests.hub_server import Commit, HubServer, Repository, snapshot_world
from tests.reports.test_sums import complete_report
from tests.reports.test_verdict_changes import write
from warehouse.build.swap import Built
from warehouse.landing import TransientError

PROJECT = Path(__file__).parents[2]
TOKEN = "hf_a_token_that_must_not_leak"


def test_a_live_week_reads_the_hub_and_epoch_and_then_answers_questions(
    prefect_server, command, epoch_folder, tmp_path, monkeypatch
):
    report_in_short(monkeypatch)
    history = [Commit("a" * 40, "2025-01-19T01:00:00.000Z", "initial commit", (".gitattributes",)),
               Commit("b" * 40, "2025-01-20T03:00:00.000Z", "Upload", ("model.safetensors",))]  # fmt: skip
    world = snapshot_world()
    for row in world.models:  # the Hub says these of every repository, and a pull in which they are blank is set aside
        for field, value in {
            "lastModified": "2026-03-18T00:00:00.000Z",
            "gated": False,
            "tags": ["text-generation"],
        }.items():
            row.setdefault(field, value)
    world.repositories["deepseek-ai/DeepSeek-R1"] = Repository(history)
    world.tokens[TOKEN] = ()
    with HubServer(world) as server:
        settings = {"HF_ENDPOINT": server.endpoint, "HF_TOKEN": TOKEN, "OPENLAG_EPOCH_URL": epoch_folder.as_uri()}
        run = command("weekly", settings=settings)
        assert run.returncode == 0, run.stderr
    assert "As of 15 March 2024" in run.stdout
    for word in ("Report ", "Warehouse ", "Time ", "ingest", "transform", "report", "start of Prefect"):
        assert word in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    assert TOKEN not in run.stdout + run.stderr
    home = tmp_path / "home"
    assert not any(TOKEN.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())

    rows = command(
        "sql",
        "select name, hub_first_weights_on from marts.releases where hub_first_weights_on is not null",
        "--format",
        "csv",
    )
    assert list(csv.DictReader(io.StringIO(rows.stdout))) == [
        {"name": "DeepSeek-R1", "hub_first_weights_on": "2025-01-20"}
    ]
    rejects = command("sql", "select file, reason from marts.rejects where source = 'epoch'", "--format", "json")
    (reject,) = json.loads(rejects.stdout)
    assert reject["file"] == "eci_scores.csv" and "not a number" in reject["reason"]
    assert "not a number" in (home / "reports" / "weekly" / "2024-W11" / "index.html").read_text(encoding="utf-8")

    target = tmp_path / "records.parquet"
    assert command("sql", "from marts.lag_by_record", "--format", "parquet", "--output", str(target)).returncode == 0
    assert pl.read_parquet(target).height > 0
    assert "lag_by_record" in command("tables").stdout
    columns = command("tables", "lag_by_record").stdout
    assert "lag_days" in columns and "negative" in columns
    printed = command("sql", "select 1 as one", "--format", "json").stdout
    assert printed.endswith("\n") and json.loads(printed) == [{"one": 1}]
    queue = command("review", "--source", "hub")
    assert (
        queue.returncode == 0 and "meta-llama/Llama-2-7b-hf" in queue.stdout and "Answer with --accept" in queue.stdout
    )
    told = command("doctor", settings={"HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": TOKEN})
    assert told.returncode == 0
    assert "landed: hub" in told.stdout and "token" in told.stdout and TOKEN not in told.stdout

    for arguments, sentence in (
        (("sql", "drop table marts.records"), "Only reading is possible"),
        (("sql", "nonsense"), "No query is named"),
        (("sql", "select [1::hugeint] as x", "--format", "parquet"), "would lose digits"),
        (("sql", "select nothing from marts.records"), "The query failed"),
        (("tables", "nonsense"), "There is no mart named"),
        (("review", "--accept", "nope"), "There is no proposal 'nope'"),
        (("review", "--reject", "nope"), "--reject needs --reason"),
        (("review", "--accept", "nope", "--reason", "x"), "--reason goes with --reject or with --release"),
        (("review", "--limit", "9" * 20), "Invalid value for '--limit'"),
        (("sql",), "Missing argument"),
        (("weekly", "--as-of", "yesterday"), "does not match"),
    ):
        refused = command(*arguments)
        assert (refused.returncode, sentence in refused.stderr) == (2, True), refused.stderr
        assert "Traceback" not in refused.stderr


def test_doctor_names_the_weeks_and_the_memory_that_are_not_as_they_were_written(command, tmp_path):
    weekly = tmp_path / "home" / "reports" / "weekly"
    asked = {"HF_ENDPOINT": "http://127.0.0.1:9", "OPENLAG_EPOCH_URL": "file:///nowhere"}
    for week in ("2026-W31", "2026-W32", "2026-W33"):
        write(weekly, week, complete_report())
        remember(weekly / week, {})
    (weekly / "2026-W31.sha256").unlink()
    said = " ".join(command("doctor", settings=asked).stdout.split())
    assert "reports without sums 1 week, the newest 2026-W31" in said
    assert "damaged report" not in said and "told changes" not in said
    (weekly / "2026-W32" / "report.json").write_text("{}", encoding="utf-8")
    (weekly / "told.json").write_text("[]", encoding="utf-8")
    told = command("doctor", settings=asked)
    said = " ".join(told.stdout.split())
    assert told.returncode == 0 and "damaged report: 2026-W32 report.json of 2026-W32 is not as it was written" in said
    assert "damaged report: 2026-W33" not in said and "what was told before cannot be read" in said


def test_a_hub_that_cannot_be_reached_fails_the_run_and_names_the_way_out(prefect_server, command, epoch_folder):
    run = command("weekly", settings={"HF_ENDPOINT": "http://127.0.0.1:9", "OPENLAG_EPOCH_URL": epoch_folder.as_uri()})
    assert run.returncode == 1
    assert "127.0.0.1:9" in run.stderr and "--fallback" in run.stderr
    assert "Traceback" not in run.stderr and run.stdout == ""


def test_what_is_said_while_a_flow_runs_is_seen(prefect_server, capsys):
    def fail():
        raise TransientError("The Hub does not answer.")

    @flow(log_prints=True)
    def talking():
        say("openlag: interrupted.")
        task(fail, retries=1, retry_condition_fn=is_transient)()

    with pytest.raises(TransientError):
        talking()
    said = capsys.readouterr().err
    assert "openlag: interrupted.\n" in said and "The Hub does not answer. Trying again; Ctrl-C stops.\n" in said


@pytest.mark.parametrize(
    ("send", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM), (os.kill, signal.SIGKILL)]
)
def test_an_interrupted_run_ends_at_once_and_leaves_nothing_running(tmp_path, send, number):
    """Ctrl-C reaches the whole group, a scheduler's signal the run alone, and a full memory tells nobody."""
    environment = os.environ | {"OPENLAG_HOME": str(tmp_path / "home"), "PREFECT_HOME": str(tmp_path / "prefect")}
    command = [sys.executable, "-m", "cli.main", "weekly", "--offline"]
    run = subprocess.Popen(command, env=environment, cwd=PROJECT, start_new_session=True, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    end = time.monotonic() + 60
    while not children.read_text() and time.monotonic() < end:  # the local server has begun to start
        time.sleep(0.05)
    send(run.pid, number)
    assert run.wait(timeout=20) == (-number if number == signal.SIGKILL else 128 + number)
    end = time.monotonic() + 10
    while _is_group_alive(run.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _is_group_alive(run.pid)


def _is_group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {PREFECT_API_URL: "http://127.0.0.1:9/api"},
            "does not answer at http://127.0.0.1:9/api, which PREFECT_API_URL",
        ),
        (
            {PREFECT_API_URL: None, PREFECT_SERVER_EPHEMERAL_ENABLED: False},
            "forbids a local server and no PREFECT_API_URL names another",
        ),
    ],
)
def test_a_server_that_does_not_answer_or_may_not_start_is_one_sentence(command, settings, sentence):
    with temporary_settings(settings):
        run = command("weekly", "--offline")
    assert (run.returncode, run.stdout) == (1, "")
    assert sentence in run.stderr and "Traceback" not in run.stderr


def test_a_prefect_home_that_cannot_be_written_is_one_sentence(openlag, tmp_path):
    (tmp_path / "file").write_text("no folder")
    run = openlag("weekly", "--offline", settings={"PREFECT_HOME": str(tmp_path / "file" / "prefect")})
    assert (run.returncode, run.stdout) == (1, "")
    assert "cannot be written (Not a directory); set PREFECT_HOME to a folder of yours." in run.stderr
    assert "Traceback" not in run.stderr


def test_no_warehouse_is_one_sentence_and_exit_code_1(openlag):
    run = openlag("sql", "headline")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("openlag: ") and "run `openlag weekly` first" in run.stderr


def test_a_setting_that_makes_no_sense_is_named(command):
    run = command("sql", "headline", settings={"OPENLAG_SQL_SECONDS": "soon"})
    assert run.returncode == 1
    assert "OPENLAG_SQL_SECONDS='soon' is not a positive number" in run.stderr


@pytest.mark.parametrize("name", ["weekly", "backfill", "sql", "tables", "review", "doctor", "serve"])
def test_every_command_has_help_with_an_example(command, name):
    run = command(name, "--help")
    assert run.returncode == 0
    assert f"openlag {name}" in run.stdout.replace("openlag weekly --offline", "") and "Example" in run.stdout


def test_a_name_in_the_answer_is_plain_text_on_the_page_of_the_run():
    said = report_flow.in_short(report_flow.Written("[Nobody 9](https://evil.example) leads.", ("*First*.",), None))
    assert said == "\\*First\\*.\n\n\\[Nobody 9\\](https&#58;//evil.example) leads."


def test_what_a_reader_must_know_first_is_printed_above_the_headline(capsys, tmp_path):
    run = WeeklyRun(
        "The answer.", ("Nobody 9 is counted nowhere.",), tmp_path / "index.html", tmp_path / "openlag.duckdb",
        Built(tmp_path / "openlag.duckdb", date(2026, 8, 11), 1, []), "not registered: a day was chosen.",
        Changes("2026-W33", "2026-W32"), {"report": 1.0}, False,
    )  # fmt: skip
    weekly_command._print_run(run, total=2.0)
    printed = capsys.readouterr().out
    assert printed.startswith("Nobody 9 is counted nowhere.\nThe answer.\n\nReport ")
    assert "\nForecasts  not registered: a day was chosen.\n" in printed
    assert (
        "\nChanges    No verdict has changed since 2026-W32, no record was matched for the first time, and no match was undone.\n"
        in printed
    )


@pytest.mark.parametrize(
    ("arguments", "found", "is_behind", "code"),
    [
        ((), {"changes": ({"kind": "verdict"},)}, False, 0),
        (("--exit-code",), {}, False, 0),
        (("--exit-code",), {"changes": ({"kind": "first_match"},)}, False, 10),
        (("--exit-code",), {"withdrawn": ({"kind": "first_match"},)}, False, 10),
        # A change on an older load wants to be looked into first.
        (("--exit-code",), {"changes": ({"kind": "verdict"},)}, True, 3),
        (("--exit-code",), {"withdrawn": ({"kind": "verdict"},)}, True, 3),
        ((), {}, True, 3),
    ],
)
def test_the_exit_code_says_whether_anything_changed_where_that_is_asked(
    command, monkeypatch, arguments, found, is_behind, code
):
    built = Built(Path("openlag.duckdb"), date(2026, 8, 11), 1, [])
    run = WeeklyRun(
        "", (), Path("index.html"), built.path, built, "", Changes("2026-W33", "2026-W32", **found), {}, is_behind
    )
    monkeypatch.setattr(weekly_command, "_run_week", lambda *_, **__: run)
    monkeypatch.setattr(temporary_server, "temporary_server", lambda server: nullcontext())
    assert command("weekly", *arguments).returncode == code
