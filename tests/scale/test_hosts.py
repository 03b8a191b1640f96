"""A crawl on three hosts, each a network namespace with an address of its own: servers and lister on one, a worker on each other."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scale.servers import PROJECT

NAMES = ("openlag-a", "openlag-b", "openlag-c")
NETWORK = "10.213.7"

pytestmark = pytest.mark.long


def ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no network namespaces here: `ip {' '.join(arguments)}`: {done.stderr.strip()}")


@pytest.fixture
def hosts() -> Iterator[None]:
    """Three namespaces on a bridge, which no other network reaches."""
    try:
        for name in NAMES:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("-n", NAMES[0], "link", "add", "bridge", "type", "bridge")
        ip("-n", NAMES[0], "address", "add", f"{NETWORK}.1/24", "dev", "bridge")
        ip("-n", NAMES[0], "link", "set", "bridge", "up")
        for number, name in enumerate(NAMES[1:], start=2):
            ip("-n", NAMES[0], "link", "add", f"port{number}", "type", "veth", "peer", "name", "network", "netns", name)
            ip("-n", NAMES[0], "link", "set", f"port{number}", "master", "bridge", "up")
            ip("-n", name, "address", "add", f"{NETWORK}.{number}/24", "dev", "network")
            ip("-n", name, "link", "set", "network", "up")
        yield
    finally:
        for name in NAMES:
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


def test_workers_on_other_hosts_give_the_rows_of_one_process(hosts, tmp_path):
    inner = "tests/scale/test_crawl.py::test_two_workers_give_the_rows_of_one_process"
    command = [sys.executable, "-m", "pytest", inner, "-m", "scale", "-q", "--basetemp", str(tmp_path / "inner")]
    own = {"SCALE_HOST": f"{NETWORK}.1", "SCALE_OTHERS": " ".join(NAMES[1:]), "NO_PROXY": "*", "no_proxy": "*"}
    done = subprocess.run(
        ["ip", "netns", "exec", NAMES[0], *command], cwd=PROJECT, env=os.environ | own, capture_output=True, text=True
    )
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout[-5000:]
    (log,) = (tmp_path / "inner").glob("test_two_workers*0/dask.log")
    said = Path(log).read_text()
    assert all(f"tcp://{NETWORK}.{number}:" in said for number in (2, 3))
