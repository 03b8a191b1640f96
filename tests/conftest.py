"""Fixtures for every test: the environment that keeps libraries quiet, and real data where it lies beside the checkout."""

import os
from pathlib import Path

import pytest

import flows  # noqa: F401  (sets the environment before Prefect and huggingface_hub are imported)

os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is absent: real source files to compare with lie there")
    return folder


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("OPENLAG_", "HF_TOKEN", "HF_ENDPOINT")) and name != "OPENLAG_CHROMIUM":
            monkeypatch.delenv(name)
