"""Some of `make chaos`: kills at file operations and at random, and flipped bits."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def test_no_kill_and_no_flip_loses_changes_or_leaves_anything():
    """In a process of its own: this one has threads, which a fork would not copy."""
    command = [sys.executable, "-m", "tests.chaos", "--kills", "25", "--flips", "50"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    line = "kills 25, flips 50, lost rows 0, silent changes 0, not opened 0, left behind 0 ("
    assert (done.returncode, done.stdout.startswith(line)) == (0, True), done.stdout + done.stderr
