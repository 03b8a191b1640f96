"""No accident loses or half-writes the warehouse: locks, kills, readers, foreign files. On three tables: nothing here asks for figures."""

import hashlib
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Home, copy_home, make_home
from tests.toy import write
from warehouse.build.heads import BuildError, Model, read_checks, read_models
from warehouse.build.runner import make_raw
from warehouse.build.swap import is_as_built, keep_draws, rebuild, rebuild_selected
from warehouse.files import sidecars
from warehouse.read.ask import WarehouseError
from warehouse.read.connect import open_warehouse

PROJECT = Path(__file__).parents[2]
FIRST, SECOND = date(2026, 8, 11), date(2026, 8, 10)


@pytest.fixture(scope="module")
def toy(tmp_path_factory) -> list[Model]:
    return read_models(write(tmp_path_factory.mktemp("sql")))


@pytest.fixture(scope="module")
def first(tmp_path_factory, toy) -> Home:
    home = make_home(tmp_path_factory.mktemp("first"))
    rebuild(home.landing, home.reference, home.warehouse, as_of=FIRST, models=toy, checks=[])
    return home


@pytest.fixture
def served(first, tmp_path) -> Home:
    """A home with a warehouse of three tables, and their files in sql/."""
    write(tmp_path / "sql")
    return copy_home(first, tmp_path)


def ask(home, sql: str):
    with open_warehouse(home.warehouse) as connection:
        return connection.execute(sql).fetchall()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name not in ("landing", "sql"))


def test_a_build_that_fails_leaves_the_old_warehouse_and_no_leftovers(served, tmp_path):
    before = served.warehouse.read_bytes()
    broken = read_models(write(tmp_path / "sql", toy="select nowhere from staging.counts cross join core.index_fit"))
    with pytest.raises(BuildError, match=r"sql/marts/toy\.sql: .*nowhere"):
        rebuild(served.landing, served.reference, served.warehouse, models=broken, checks=[])
    assert served.warehouse.read_bytes() == before
    assert names(served.warehouse.parent) == ["openlag.duckdb", "openlag.duckdb.lock", "openlag.duckdb.sha256"]


def test_a_check_that_fails_leaves_the_old_warehouse(served, toy, tmp_path):
    (tmp_path / "fail_toy.sql").write_text("-- Readers would see nonsense.\nselect n from marts.toy", encoding="utf-8")
    before = served.warehouse.read_bytes()
    with pytest.raises(BuildError, match=r"fail_toy\.sql: Readers would see nonsense\."):
        rebuild(served.landing, served.reference, served.warehouse, models=toy, checks=read_checks(tmp_path))
    assert served.warehouse.read_bytes() == before


def test_a_build_that_is_killed_leaves_a_warehouse_that_opens(served, toy, tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from warehouse.landing import finished_loads\n"
        "from warehouse.build.heads import read_models; from warehouse.build.swap import rebuild\n"
        f"landing, warehouse = Path({str(served.landing)!r}), Path({str(served.warehouse)!r})\n"
        f"models = read_models(Path({str(tmp_path / 'sql')!r}))\n"
        "load = next(load for load in finished_loads(landing) if load.source == 'reference')\n"
        "def stop(name):\n"
        "    if name == 'marts.toy': print('there', flush=True); time.sleep(60)\n"
        "rebuild(landing, load, warehouse, on_table=stop, models=models, checks=[])\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=PROJECT, text=True) as build:
        assert build.stdout is not None
        assert build.stdout.readline().strip() == "there"
        build.send_signal(signal.SIGKILL)
    assert ".openlag.duckdb.next" in names(served.warehouse.parent)
    assert ask(served, "select as_of from marts.toy") == [(FIRST,)]
    rebuild(served.landing, served.reference, served.warehouse, as_of=SECOND, models=toy, checks=[])
    assert names(served.warehouse.parent) == ["openlag.duckdb", "openlag.duckdb.lock", "openlag.duckdb.sha256"]
    assert ask(served, "select as_of from marts.toy") == [(SECOND,)]


def test_a_reader_keeps_the_file_it_opened_and_does_not_block_the_swap(served, toy):
    script = (
        f"import duckdb, sys; c = duckdb.connect({str(served.warehouse)!r}, read_only=True); print('open', flush=True)\n"
        "sys.stdin.readline(); print(c.execute('select as_of from marts.toy').fetchall()[0][0])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        rebuild(served.landing, served.reference, served.warehouse, as_of=SECOND, models=toy, checks=[])
        answer, _ = reader.communicate("go\n", timeout=30)
    assert answer.strip() == str(FIRST)
    assert ask(served, "select as_of from marts.toy") == [(SECOND,)]


def test_two_builds_at_once_are_refused_in_words(home, toy):
    script = (
        f"import fcntl, sys; f = open({str(home.warehouse) + '.lock'!r}, 'w'); fcntl.flock(f, fcntl.LOCK_EX)\n"
        "print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(BuildError, match="another build is running"):
            rebuild(home.landing, home.reference, home.warehouse, models=toy, checks=[])
        other.terminate()


def test_a_folder_that_cannot_be_written_is_named(home, toy, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BuildError, match="cannot be written .*OPENLAG_HOME"):
        rebuild(home.landing, home.reference, tmp_path / "file" / "openlag.duckdb", models=toy, checks=[])


def test_a_damaged_landing_is_named(home, toy):
    (home.reference.folder / "scores.parquet").write_bytes(b"PAR1 cut")
    with pytest.raises(
        BuildError, match=rf"load {home.reference.load_id} is damaged: scores\.parquet is 8 bytes long, and"
    ):
        rebuild(home.landing, home.reference, home.warehouse, models=toy, checks=[])


@pytest.mark.parametrize("content", [b"my notes\n" * 10, b"", b"DUCK" * 2])
def test_a_file_of_somebody_else_is_not_replaced(home, toy, content):
    home.warehouse.write_bytes(content)
    with pytest.raises(
        BuildError, match=r"not a DuckDB file; move it away, or choose another place \(--into, or OPENLAG_HOME"
    ):
        rebuild(home.landing, home.reference, home.warehouse, models=toy, checks=[])
    assert home.warehouse.read_bytes() == content


def test_a_folder_is_no_place_for_a_warehouse(home, toy, tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(
        BuildError, match=r"there: a folder and no file; name a file in it, or choose another place \(--into"
    ):
        rebuild(home.landing, home.reference, tmp_path / "there", models=toy, checks=[])
    assert list((tmp_path / "there").iterdir()) == []


def test_a_database_of_somebody_else_is_not_replaced_nor_what_lies_beside_it(home, toy):
    mine = {home.warehouse.with_name(name): b"mine" for name in ("openlag.next.duckdb", "openlag.duckdb.lock")}
    for path, content in mine.items():
        path.write_bytes(content)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("create schema raw; create table raw.precious as select 42 as n")
    before = home.warehouse.read_bytes()
    for content in (before, before[:5000]):
        home.warehouse.write_bytes(content)
        with pytest.raises(BuildError, match="no build of openlag made, or that cannot be read any more; move it away"):
            rebuild(home.landing, home.reference, home.warehouse, models=toy, checks=[])
        assert home.warehouse.read_bytes() == content
    home.warehouse.unlink()
    rebuild(home.landing, home.reference, home.warehouse, models=toy, checks=[])
    assert all(path.read_bytes() == content for path, content in mine.items())


def test_a_warehouse_of_before_sums_were_kept_is_replaced_and_so_is_a_damaged_one_with_its_sum(served, toy):
    sums = served.warehouse.with_name("openlag.duckdb.sha256")
    sums.unlink()
    rebuild(served.landing, served.reference, served.warehouse, models=toy, checks=[])
    served.warehouse.write_bytes(served.warehouse.read_bytes()[:5000])
    rebuild(served.landing, served.reference, served.warehouse, models=toy, checks=[])
    assert ask(served, "select as_of from marts.toy") and sums.exists()


def test_what_the_build_needs_on_the_way_is_not_left_in_the_warehouse(served):
    assert ask(served, "select table_name from duckdb_tables() where table_name like 'kept%'") == []


# What lies beside the warehouse and would be taken for a part of it.


def write_and_be_killed(warehouse: Path, sql: str) -> None:
    """A program that has the file open for writing, and ends as by `kill -9`: its log stays."""
    script = f"import duckdb, os; c = duckdb.connect({str(warehouse)!r}); c.execute({sql!r}); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script], check=False)
    assert warehouse.with_name(f"{warehouse.name}.wal").stat().st_size > 0


def test_the_log_of_a_killed_program_is_not_replayed_onto_the_next_warehouse(served, toy):
    """An old `create or replace` of a mart once showed through a new build."""
    write_and_be_killed(
        served.warehouse, "create or replace table marts.toy as select 99 as n, date '2020-01-01' as as_of"
    )
    for _ in range(2):
        with pytest.raises(WarehouseError, match=r"openlag\.duckdb\.wal lies beside it, .* run `openlag build`"):
            open_warehouse(served.warehouse)
    rebuild(served.landing, served.reference, served.warehouse, as_of=SECOND, models=toy, checks=[])
    assert names(served.warehouse.parent) == ["openlag.duckdb", "openlag.duckdb.lock", "openlag.duckdb.sha256"]
    assert ask(served, "select as_of from marts.toy") == [(SECOND,)]


def test_whatever_duckdb_keeps_beside_a_file_goes_with_it_and_nothing_else_does(served, toy):
    folder, logs = served.warehouse.parent, ("wal", "wal.checkpoint", "wal.recovery")
    for ending in logs:
        path = folder / f"openlag.duckdb.{ending}"
        path.write_bytes(b"left by a killed program")
        with pytest.raises(WarehouseError, match=rf"openlag\.duckdb\.{ending} lies beside it"):
            open_warehouse(served.warehouse)
        path.unlink()
    for path in [
        folder / f"{name}.{ending}"
        for name in ("openlag.duckdb", ".openlag.duckdb.next")
        for ending in (*logs, "tmp/block")
    ]:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"left by a killed program")
    other = folder / "openlag.duckdb.walrus"
    other.write_bytes(b"mine")
    rebuild(served.landing, served.reference, served.warehouse, as_of=SECOND, models=toy, checks=[])
    other.unlink()
    assert names(folder) == ["openlag.duckdb", "openlag.duckdb.lock", "openlag.duckdb.sha256"]


def test_the_sum_of_the_warehouse_is_one_that_sha256sum_checks(served):
    digest = hashlib.sha256(served.warehouse.read_bytes()).hexdigest()
    assert served.warehouse.with_name("openlag.duckdb.sha256").read_text() == f"{digest}  openlag.duckdb\n"


def test_a_part_is_not_built_on_a_warehouse_that_was_changed_since_it_was_built(served, toy):
    with duckdb.connect(str(served.warehouse)) as connection:
        connection.execute("update raw.releases set family = 'changed'")
    assert not is_as_built(served.warehouse)
    with pytest.raises(BuildError, match=r"was changed since it was built; run `openlag build` to make all of it anew"):
        rebuild_selected(served.warehouse, "marts.toy", models=toy, checks=[])


def kept_draws(warehouse: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        make_raw(connection)
        keep_draws(connection, warehouse)
        return connection.execute("select value, draw_key from raw.kept_draws cross join raw.kept_fit").fetchall()


def test_draws_are_taken_over_only_from_a_warehouse_that_is_as_it_was_built(home, tmp_path):
    """Draws changed in the old warehouse once survived a rebuild and moved a median from 183 to 46 days."""
    fit = "select 'k' as draw_key, 0 as n_draws_failed, 0 as n_unplaced, 0 as n_undrawn, getvariable('n_draws') as n_draws"
    folder = write(tmp_path / "sql", index_fit=f"{fit} from staging.counts")
    (folder / "core" / "index_draws.sql").write_text(
        "-- meaning: M.\n-- grain: one row\n-- key: draw\n"
        "select 0 as draw, 'release' as kind, 'a' as name_id, 183.0 as value from staging.counts",
        encoding="utf-8",
    )
    rebuild(home.landing, home.reference, home.warehouse, as_of=FIRST, models=read_models(folder), checks=[])
    kept, change = home.warehouse.with_name("openlag.duckdb.sha256"), "update core.index_draws set value = 46"
    whole, text = home.warehouse.read_bytes(), kept.read_text()

    def change_a_value() -> None:
        with duckdb.connect(str(home.warehouse)) as connection:
            connection.execute(change)

    changes = {
        "a value": change_a_value,
        "the log of a value": lambda: write_and_be_killed(home.warehouse, change),
        "a bit": lambda: home.warehouse.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1])),
        "no sum": kept.unlink,
        "another sum": lambda: kept.write_bytes(b"\xff\n"),
    }
    for what, make_change in changes.items():
        for path in sidecars(home.warehouse):
            path.unlink()
        home.warehouse.write_bytes(whole)
        kept.write_text(text)
        assert kept_draws(home.warehouse) == [(183.0, "k")]
        make_change()
        assert kept_draws(home.warehouse) == [], what


# A part of the warehouse.


def test_a_selection_is_made_anew_and_the_rest_stays_as_it_was(served, tmp_path):
    rebuild(
        served.landing,
        served.reference,
        served.warehouse,
        as_of=SECOND,
        n_draws=20,
        models=read_models(tmp_path / "sql"),
        checks=[],
    )
    new = read_models(write(tmp_path / "sql", counts="select 7 as n_releases, getvariable('as_of') as as_of"))
    seen = []
    done = rebuild_selected(served.warehouse, "marts.toy", models=new, checks=[], on_table=seen.append)
    assert (seen, done.table_count, done.as_of) == (["marts.toy"], 1, SECOND)
    assert ask(served, "select n from marts.toy") != [(7,)]
    rebuild_selected(served.warehouse, "+marts.toy", models=new, checks=[], on_table=seen.append)
    assert seen[1:] == ["staging.counts", "core.index_fit", "marts.toy"]
    # The as-of day and the number of draws are those of the warehouse.
    assert ask(served, "select n, as_of, n_draws from marts.toy cross join core.index_fit") == [(7, SECOND, 20)]


def test_a_selection_goes_into_a_scratch_copy_and_the_warehouse_stays(served, tmp_path):
    before, scratch = served.warehouse.read_bytes(), tmp_path / "scratch" / "trial.duckdb"
    new = read_models(write(tmp_path / "sql", counts="select 7 as n_releases, getvariable('as_of') as as_of"))
    done = rebuild_selected(served.warehouse, "staging.counts+", into=scratch, models=new, checks=[])
    assert (done.path, done.table_count) == (scratch, 3)
    assert served.warehouse.read_bytes() == before
    with open_warehouse(scratch) as connection:
        assert connection.execute("select n from marts.toy").fetchall() == [(7,)]


def test_a_check_runs_with_a_selection_that_it_reads_and_with_no_other(served, toy, tmp_path):
    (tmp_path / "fail_toy.sql").write_text("-- Nonsense.\nselect n from marts.toy", encoding="utf-8")
    checks = read_checks(tmp_path)
    before = served.warehouse.read_bytes()
    assert rebuild_selected(served.warehouse, "staging.counts", models=toy, checks=checks).checks == []
    after = served.warehouse.read_bytes()
    with pytest.raises(BuildError, match=r"fail_toy\.sql: Nonsense\."):
        rebuild_selected(served.warehouse, "marts.toy", models=toy, checks=checks)
    assert before is not after and served.warehouse.read_bytes() == after


def test_a_part_of_no_warehouse_is_refused_in_words(home, toy, tmp_path):
    with pytest.raises(BuildError, match=r"there is no warehouse to build a part of; run `openlag build` first"):
        rebuild_selected(home.warehouse, "marts.toy", models=toy, checks=[])
    home.warehouse.write_bytes(b"my notes\n" * 10)
    with pytest.raises(BuildError, match="not a DuckDB file; move it away"):
        rebuild_selected(home.warehouse, "marts.toy", models=toy, checks=[])
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("create table notes (x int)")
    with pytest.raises(BuildError, match="no build of openlag made"):
        rebuild_selected(tmp_path / "other.duckdb", "marts.toy", models=toy, checks=[])
