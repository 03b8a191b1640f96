"""What would end a run of minutes in a refusal is refused before Prefect starts and before anything is asked."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner

from cli import early, temporary_server
from cli.app import app
from flows import week
from flows.week import ClockError, require_clock, utc_now
from warehouse.landing import SourceError, finished_loads, land
from warehouse.settings import SettingError, read_settings
from warehouse.sources import reference


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(temporary_server, "temporary_server", lambda server: pytest.fail("Prefect was started"))
    return tmp_path / "home"


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    ("day", "words"), [("2999-01-01", "nothing is known"), ("1999-01-01", "nothing to compare"), ("2026-02-30", "does not match")]
)  # fmt: skip
@pytest.mark.parametrize("more", [(), ("--offline",)])
def test_an_as_of_day_of_which_nothing_can_be_known_is_refused_at_once(home, day, words, more):
    refused = run("weekly", "--as-of", day, *more)
    assert (refused.exit_code, words in " ".join(refused.output.split())) == (2, True), refused.output
    assert not home.exists()


def test_without_the_network_no_day_after_the_scores_that_are_there_is_known(home):
    today = utc_now().date()
    with pytest.raises(typer.BadParameter, match="the scores are of 2026-08-11 at the latest"):
        early.refuse_early(read_settings(), utc_now(), as_of=today, offline=True)
    early.refuse_early(read_settings(), utc_now(), as_of=today)  # today's may be read today


@pytest.mark.parametrize("command", ["weekly", "backfill"])
@pytest.mark.parametrize("place", ["home", "home/landing", "home/reports"])
def test_a_file_where_a_folder_is_needed_is_refused_at_once(home, command, place):
    home.mkdir() if place != "home" else None
    (home.parent / place).write_text("a file")
    refused = run(command)
    assert isinstance(refused.exception, SettingError) and "is a file and no folder" in str(refused.exception)


def test_reference_files_that_cannot_be_read_are_refused_at_once(home, tmp_path):
    settings = read_settings()
    shutil.copytree(settings.reference, tmp_path / "reference")
    (tmp_path / "reference" / "releases.csv").write_bytes(b"\xff\xfe no csv")
    broken = type(settings)(
        **{name: getattr(settings, name) for name in settings.__slots__} | {"reference": tmp_path / "reference"}
    )
    with pytest.raises(SourceError, match=r"releases\.csv"):
        early.refuse_early(broken, utc_now())


def test_backfill_without_a_warehouse_says_so_at_once(home):
    assert "there is no warehouse yet" in str(run("backfill").exception)


def test_a_clock_that_stands_before_the_landing_is_one_sentence_and_nothing_is_lost(tmp_path):
    now = datetime.now(UTC)
    land(reference.read(read_settings().reference, now=now), tmp_path, code_version="test")
    require_clock(tmp_path, now)
    before = [load.load_id for load in finished_loads(tmp_path)]
    with pytest.raises(ClockError, match=r"says 1999-12-31 23:00 UTC, and \S+ was landed at 20\d\d.*set the clock"):
        require_clock(tmp_path, datetime(1999, 12, 31, 23, tzinfo=UTC))
    assert [load.load_id for load in finished_loads(tmp_path)] == before != []


def test_a_clock_that_goes_back_during_a_run_is_told(monkeypatch):
    utc_now()
    monkeypatch.setattr(
        week, "STARTED_AT", week.STARTED_AT + timedelta(hours=1)
    )  # as if it had been an hour later then
    with pytest.raises(ClockError, match="went back during the run"):
        utc_now()
    monkeypatch.setattr(
        week, "STARTED_AT", week.STARTED_AT - timedelta(days=30)
    )  # after a sleep, or a correction forward
    assert json.dumps(utc_now().isoformat())
