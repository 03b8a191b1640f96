"""The list of commands: complete, whole lines, and no library waited for."""

import subprocess
import sys
from importlib import import_module

import pytest
import typer
from typer.testing import CliRunner

from cli.app import COMMANDS, app
from warehouse.settings import PROJECT

RUN = CliRunner()


def test_the_help_names_every_command_in_a_whole_line():
    shown = RUN.invoke(app, ["--help"]).stdout
    for name, (_, words) in COMMANDS.items():
        assert any(line.split() == [name, *words.split()] for line in shown.splitlines()), name
    assert "..." not in shown.partition("Commands:")[2]


def test_every_command_of_every_file_is_listed_and_the_other_way_round():
    held = set()
    for file in {file for file, _ in COMMANDS.values()}:
        found = typer.main.get_command(import_module(f"cli.{file}").commands)
        held |= set(getattr(found, "commands", {found.name: found}))
    assert held == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name):
    result = RUN.invoke(app, [name, "--help"])
    assert result.exit_code == 0 and f"openlag {name}" in result.stdout and "Example" in result.stdout


@pytest.mark.parametrize(
    ("typed", "meant"), [("weekley", "weekly"), ("tabels", "tables"), ("docter", "doctor"), ("pull", None)]
)
def test_a_typo_is_answered_with_the_command_that_was_meant_or_with_none(typed, meant):
    result = RUN.invoke(app, [typed])
    assert result.exit_code == 2 and f"No such command '{typed}'." in result.output
    assert ("Did you mean" in result.output) == (meant is not None)
    assert meant is None or f"Did you mean '{meant}'?" in result.output


def test_the_version_names_the_code():
    assert RUN.invoke(app, ["--version"]).stdout.startswith("openlag 0.")


def test_help_imports_neither_duckdb_nor_polars_nor_prefect():
    code = (
        "import sys, cli.main\nfrom cli.app import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'duckdb', 'polars', 'prefect', 'huggingface_hub', 'numpy'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.splitlines()[-1] == "[]"
