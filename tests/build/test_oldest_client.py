"""The oldest DuckDB that docs/use.md names reads every table: of a whole build, and of one in which some were made anew."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Home, copy_warehouse
from warehouse.build.swap import rebuild_selected

# A Python with DuckDB 1.2.0; `.ci/run` makes one.
OLDEST = os.environ.get("OPENLAG_OLDEST_DUCKDB")
READ = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
tables = connection.execute("select schema_name, table_name from duckdb_tables() where not temporary").fetchall()
for schema, table in tables:
    connection.execute(f'create or replace temp table probe as from openlag."{schema}"."{table}"')
print(duckdb.__version__, len(tables))
"""


@pytest.fixture(scope="module")
def oldest() -> str:
    """Absent, the test is skipped, except in CI, where it fails."""
    if OLDEST is not None:
        return OLDEST
    reason = "OPENLAG_OLDEST_DUCKDB names no Python with DuckDB 1.2.0, as .ci/run makes one"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.parametrize("wanted", [None, "core.survival+"])
def test_the_oldest_client_reads_every_table(oldest: str, built: Home, tmp_path: Path, wanted: str | None) -> None:
    warehouse = tmp_path / "openlag.duckdb"
    copy_warehouse(built.warehouse, warehouse)
    if wanted is not None:
        rebuild_selected(warehouse, wanted)
    run = subprocess.run([oldest, "-c", READ, warehouse], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-1000:]
    version, n_tables = run.stdout.split()
    assert version == "1.2.0" and int(n_tables) > 200
