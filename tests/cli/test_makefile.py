"""The Makefile makes its environment in .venv, whatever the caller's shell says, from the index that it names."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from warehouse.settings import PROJECT

ELSEWHERE = {
    "UV_PROJECT_ENVIRONMENT": "/elsewhere", "UV_PROJECT": "/elsewhere", "UV_PYTHON": "3.9", "UV_SYSTEM_PYTHON": "1", "UV_NO_EDITABLE": "1",
    "PIP_TARGET": "/elsewhere", "PIP_USER": "1", "VIRTUAL_ENV": "/elsewhere", "PYTHONPATH": "/elsewhere", "PYTHONHOME": "/elsewhere",
}  # fmt: skip
REACHED_BY = {
    "UV_DEFAULT_INDEX": "https://mirror.test", "UV_INDEX_URL": "https://mirror.test", "UV_INDEX_MIRROR_PASSWORD": "p",
    "UV_PYTHON_INSTALL_MIRROR": "https://mirror.test", "PIP_INDEX_URL": "https://mirror.test", "PIP_CERT": "/ca.pem",
    "PIP_DEFAULT_TIMEOUT": "9", "HTTPS_PROXY": "http://proxy.test", "SSL_CERT_FILE": "/ca.pem",
}  # fmt: skip
COMMAND = "#!/bin/sh\nexit 0\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The Makefile beside an environment whose uv writes down the variables it is called with, and runs `then` of the folder."""
    for name in ("Makefile", "uv.lock", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    _write(tmp_path / ".venv/bin/python", COMMAND)
    _write(tmp_path / ".venv/bin/uv", "#!/bin/sh\nenv > called\ntest ! -e then || . ./then\n")
    return tmp_path


def test_an_environment_elsewhere_is_not_made_and_a_mirror_is_still_asked(checkout):
    (checkout / "then").write_text("printf '#!/bin/sh\\n' > .venv/bin/openlag; chmod +x .venv/bin/openlag")
    done = make(checkout, ".venv/ready")
    assert done.returncode == 0 and (checkout / ".venv/ready").exists()
    seen = dict(line.partition("=")[::2] for line in (checkout / "called").read_text().splitlines())
    assert {name: value for name, value in seen.items() if name in ELSEWHERE} == {}
    assert {name: seen.get(name) for name in REACHED_BY} == REACHED_BY


def test_an_environment_without_the_command_is_not_marked_as_ready(checkout):
    assert make(checkout, ".venv/ready").returncode != 0
    assert not (checkout / ".venv/ready").exists()


def test_a_mark_without_the_command_is_not_believed(checkout):
    (checkout / ".venv/ready").touch()
    assert make(checkout, ".venv/ready").returncode != 0
    assert (checkout / "called").exists()


def test_an_environment_that_is_ready_is_left_alone(checkout):
    _write(checkout / ".venv/bin/openlag", COMMAND)
    (checkout / ".venv/ready").touch()
    assert make(checkout, ".venv/ready").returncode == 0
    assert not (checkout / "called").exists()


def make(folder: Path, target: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | ELSEWHERE | REACHED_BY
    return subprocess.run(["make", target], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
