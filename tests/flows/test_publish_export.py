"""`openlag export` and `openlag publish` by the command line: a dry run asks nobody, a push sends the export and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.share.dataset_hub import TOKEN, Hub, make_warehouse, serving


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as server:
        yield server


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def settings(hub: Hub | None, tmp_path: Path, token: str | None = TOKEN) -> dict[str, str]:
    chosen = {"HF_HOME": str(tmp_path / "hf"), "HF_ENDPOINT": hub.endpoint if hub else "http://127.0.0.1:9"}
    return chosen | ({"HF_TOKEN": token} if token else {})


def test_an_export_and_its_push_by_the_command_line(openlag, command, hub, tmp_path):
    make_warehouse(tmp_path / "home" / "openlag.duckdb")
    nothing = command("publish", "owner/name", settings=settings(hub, tmp_path))
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert "there is no export here" in nothing.stderr and "openlag export" in nothing.stderr

    done = command("export")
    folder = tmp_path / "home" / "export"
    assert done.returncode == 0, done.stderr
    assert f"2 marts as of 2026-08-11 are in {folder}: 4 files" in done.stdout
    assert "Export: 2 of 2 marts" in done.stderr
    again = command("export", "--format", "csv", "--output", str(tmp_path / "other"))
    assert (
        again.returncode == 0
        and (tmp_path / "other" / "releases.csv").read_text() == "release_id,name\nkimi-k3,Kimi K3\n"
    )
    (folder / "notes.txt").write_text("mine")
    refused = command("export")
    assert (
        refused.returncode == 1
        and "'notes.txt', which is not of an export" in refused.stderr
        and "Traceback" not in refused.stderr
    )

    dry = command("publish", "owner/name", settings=settings(hub, tmp_path))
    assert dry.returncode == 0, dry.stderr
    assert hub.asked == []  # a dry run asks nobody
    assert "owner/name (private" in dry.stdout and "Nothing was sent; --really pushes." in dry.stdout
    for name in ("README.md", "datapackage.json", "releases.parquet", "sources.parquet"):
        assert f"{name} " in dry.stdout and f"{(folder / name).stat().st_size:,} bytes" in dry.stdout
    assert "notes.txt" not in dry.stdout

    tokenless = openlag("publish", "owner/name", "--really", settings=settings(hub, tmp_path, token=None))
    assert tokenless.returncode == 1 and "There is no token; set HF_TOKEN" in tokenless.stderr and hub.asked == []

    pushed = openlag("publish", "owner/name", "--really", "--public", settings=settings(hub, tmp_path))
    assert pushed.returncode == 0, pushed.stderr
    assert f"Pushed: {hub.endpoint}/datasets/owner/name/commit/abc holds all 4 files as they are here." in pushed.stdout
    (folder / "notes.txt").unlink()
    assert hub.files == contents(folder)
    everything = "".join(run.stdout + run.stderr for run in (nothing, done, again, refused, dry, tokenless, pushed))
    assert TOKEN not in everything and "Traceback" not in everything and "secret" not in everything
    assert not any(TOKEN.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_calls_that_make_no_sense_end_with_code_2(command, tmp_path):
    make_warehouse(tmp_path / "home" / "openlag.duckdb")
    for arguments, sentence in (
        (("publish", "no-owner"), "write it as owner/name"),
        (("export", "--format", "xlsx"), "xlsx"),
        (("explain", "Kimi K33"), "There is no release 'Kimi K33'; did you mean Kimi K3 (kimi-k3)?"),
    ):
        run = command(*arguments)
        assert (run.returncode, sentence in " ".join(run.stderr.split())) == (2, True), run.stderr
        assert "Traceback" not in run.stderr and run.stdout == ""


@pytest.mark.parametrize("name", ["explain", "export", "publish"])
def test_the_commands_have_help_with_an_example(command, name):
    run = command(name, "--help")
    assert run.returncode == 0 and f"openlag {name} " in run.stdout and "Example" in run.stdout
