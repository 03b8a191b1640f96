"""Processes that work for another one."""

import os
import select
import subprocess
import sys

from warehouse.settings import PROJECT

PARENT = """
import os, time
from warehouse.processes import new_pool
pool = new_pool(1)
print(pool.submit(os.getpid).result(), flush=True)
time.sleep(60)
"""


def test_the_processes_of_a_pool_end_with_the_one_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=PROJECT) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline()) != parent.pid
        parent.kill()
        ready, _, _ = select.select([parent.stdout], [], [], 20)
        assert ready and os.read(parent.stdout.fileno(), 1) == b""  # all that held the other end are gone
