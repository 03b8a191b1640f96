"""Processes that work for another one."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.processes import new_pool
from warehouse.settings import PROJECT

PARENT = """
import os, time
from warehouse.processes import new_pool
pool = new_pool(1)
print(pool.submit(os.getpid).result(), flush=True)
time.sleep(60)
"""


def test_the_processes_of_a_pool_end_with_the_one_that_is_killed():
    command, pipe = [sys.executable, "-c", PARENT], subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=PROJECT) as parent:
        assert parent.stdout is not None and parent.stderr is not None
        assert int(parent.stdout.readline()) != parent.pid
        parent.kill()
        ready, _, _ = select.select([parent.stdout], [], [], 20)
        assert ready and os.read(parent.stdout.fileno(), 1) == b""  # all that held the other end are gone
        assert parent.stderr.read() == ""  # of Python, nothing about what it had to remove


def test_the_script_that_asks_for_processes_is_not_run_again_by_them(tmp_path: Path):
    """A script, or a cell of a notebook, that builds without an `if __name__ == "__main__"`."""
    script = tmp_path / "mine.py"
    script.write_text(
        'print("once")\nimport os\nfrom warehouse.processes import new_pool\n'
        "with new_pool(2) as pool:\n    print(len({pool.submit(os.getpid).result(), os.getpid()}))\n",
        encoding="utf-8",
    )
    command, environment = [sys.executable, str(script)], os.environ | {"PYTHONPATH": str(PROJECT)}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert (ran.stdout, ran.stderr) == ("once\n2\n", "")


def test_an_interrupt_at_the_keyboard_is_left_to_the_one_that_gives_the_work():
    with new_pool(1) as pool:
        pool.submit(signal.raise_signal, signal.SIGINT).result(20)
        assert pool.submit(os.getpid).result(20) != os.getpid()


@pytest.mark.parametrize(
    "connection",
    [
        "from warehouse.sources.hub.columns import connect; held = connect()",
        "from pathlib import Path; from warehouse.history.engine import engine; it = engine(Path('none'), '1GB'); held = it.__enter__()",
    ],
)
def test_duckdb_prints_no_progress_in_a_process_that_is_no_script(connection: str):
    ask = f"{connection}; print(held.sql(\"select current_setting('enable_progress_bar')\").fetchall())"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert said.stdout == "[(False,)]\n"
