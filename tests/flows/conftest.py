"""A home of its own for every flow test, Prefect's server for those of a worker, and the command line in this process or in a child."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from cli import weekly
from cli.main import main
from cli.temporary_server import Server, temporary_server
from reports import pages, render
from reports.charts.converter import Converter
from reports.language import ENGLISH
from reports.sections import answer, sources
from tests.conftest import Once

PROJECT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
# Addresses where nothing is: each fails alone, and no test asks the live services. And few draws: no test here asks for their figures.
SETTINGS = {
    f"OPENLAG_{name}_URL": "file:///nowhere/of/the/tests" for name in ("MODELSDEV", "CATALOGUE", "ARCHIVE", "ARENA")
} | {"OPENLAG_DRAWS": "20"}


@contextmanager
def server_in(home: Path) -> Iterator[None]:
    """Prefect's server as a run of the command line starts it, with its database in this folder."""
    server = Server()
    with temporary_settings({PREFECT_HOME: home}, restore_defaults={PREFECT_API_URL}), temporary_server(server):
        try:
            server.wait()
            yield
        finally:
            server.end()


@pytest.fixture(scope="session")
def prefect_made(once: Once[Path]) -> Path:
    """A home of Prefect with the database that a first start makes, to copy: making it takes longer than the rest of a start."""

    def make(folder: Path) -> Path:
        with server_in(folder):
            return folder

    return once("prefect", make)


@pytest.fixture(scope="session")
def prefect_server(prefect_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with server_in(shutil.copytree(prefect_made, tmp_path_factory.mktemp("server") / "prefect")):
        yield


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


def report_in_short(patch: pytest.MonkeyPatch) -> None:
    """Of the report the answer and the sources alone, in English, without pages of releases: charts and pages take most of its time."""
    kept = [page for page in pages.PAGES if {answer, sources} & set(page.sections)]
    short = tuple(replace(page, sections=tuple(m for m in page.sections if m in (answer, sources))) for page in kept)
    for module in (pages, render):
        patch.setattr(module, "PAGES", short)
    patch.setitem(render.write_report.__kwdefaults__, "languages", (ENGLISH,))
    patch.setattr(render, "_write_releases", lambda folder, *_: folder.mkdir())
    patch.setattr(Converter, "bundle", lambda converter: iter([""]))


@pytest.fixture
def openlag_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def openlag(tmp_path: Path, prefect_made: Path) -> Run:
    """Run the command line as a process of its own, with a home and settings of its own."""

    def run(
        *arguments: str, settings: Mapping[str, str] | None = None, seconds: float = 180
    ) -> "subprocess.CompletedProcess[str]":
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "OPENLAG_", "HF_"))
        }
        prefect = shutil.copytree(prefect_made, tmp_path / "prefect", dirs_exist_ok=True)
        environment = (
            kept
            | {"OPENLAG_HOME": str(tmp_path / "home"), "PREFECT_HOME": str(prefect)}
            | SETTINGS
            | dict(settings or {})
        )
        command = [sys.executable, "-m", "cli.main", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=seconds, check=False
        )

    return run


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process, in the home that `openlag` has: for all that is not about a process."""
    monkeypatch.setattr(weekly, "end_at_once_when_interrupted", lambda server: None)

    def run(*arguments: str, settings: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        code = 0
        capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["openlag", *arguments])
            for name, value in ({"OPENLAG_HOME": str(tmp_path / "home")} | dict(settings or {})).items():
                patch.setenv(name, value)
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        printed = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def epoch_folder(tmp_path_factory) -> Path:
    """Epoch's two files in small, of invented models: GPT-4's level is reached by an invented Chinese one."""
    folder = tmp_path_factory.mktemp("epoch")
    (folder / "eci_scores.csv").write_text(
        "Model,Display name,eci,eci_ci_low,eci_ci_high,date,Organization,Country (of organization),Model accessibility,"
        "Accessibility group,model_versions\n"
        "GPT-4 (Mar 2023),GPT-4,125.0,120,130,2023-03-15,OpenAI,United States of America,API access,Closed weights,\n"
        "Invented 2,Invented 2,126.0,120,130,2024-03-15,DeepSeek,China,Open weights (unrestricted),Open weights,\n"
        "Invented 3,Invented 3,not a number,120,130,2024-03-15,DeepSeek,China,Open weights (unrestricted),Open weights,\n",
        encoding="utf-8",
    )
    (folder / "eci_benchmarks.csv").write_text(
        "model_id,benchmark_id,performance,benchmark,benchmark_release_date,optimized,model,model_version,Model,"
        "model_group,Model aggregation,Model Aggregation Date,date,source\n"
        "m1,b1,0.5,GPQA diamond,2023-11-20,True,GPT-4 (Mar 2023),gpt-4-0314,GPT-4,GPT-4,,,2023-03-15,Epoch evaluations\n",
        encoding="utf-8",
    )
    return folder
