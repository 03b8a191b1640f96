"""A home of its own for every flow test, and the command line as a child process."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from prefect.testing.utilities import prefect_test_harness

PROJECT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
# Addresses where nothing is: each fails alone, and no test asks the live services.
NO_OPTIONAL_SOURCES = {
    f"OPENLAG_{name}_URL": "file:///nowhere/of/the/tests" for name in ("MODELSDEV", "CATALOGUE", "ARCHIVE", "ARENA")
}


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(autouse=True)
def _no_optional_source_is_live(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_OPTIONAL_SOURCES.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def openlag_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def openlag(tmp_path: Path) -> Run:
    """Run the command line with a home and settings of its own."""

    def run(
        *arguments: str, settings: Mapping[str, str] | None = None, seconds: float = 180
    ) -> "subprocess.CompletedProcess[str]":
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "OPENLAG_", "HF_"))
        }
        environment = (
            kept
            | {"OPENLAG_HOME": str(tmp_path / "home"), "PREFECT_HOME": str(tmp_path / "prefect")}
            | NO_OPTIONAL_SOURCES
            | dict(settings or {})
        )
        command = [sys.executable, "-m", "cli.main", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=seconds, check=False
        )

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
