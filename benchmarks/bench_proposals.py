"""How long proposing new releases takes over invented pulls of the Hub: `python benchmarks/bench_proposals.py --repositories 10000`.

Prints the processor seconds of each table that core.release_proposals needs. No repository is known, which is the dearest case.
"""

import argparse
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl

from warehouse.build.runner import build, load_raw
from warehouse.build.selection import select
from warehouse.landing import Load, Pull, land
from warehouse.settings import PROJECT
from warehouse.sources import reference
from warehouse.sources.hub.rows import MODEL_SCHEMA

LAST_DAY = datetime(2026, 8, 11, tzinfo=UTC)
ENDINGS = ("", "-Base", "-Instruct", "-FP8", "-GGUF", "-AWQ")
TASKS = ("text-generation", "text-generation", "fill-mask", None)


def invented_repositories(namespaces: list[str], count: int) -> pl.DataFrame:
    """Repositories with the tags of real ones, half of them converted and a quarter of another task."""
    dice = random.Random(1)  # noqa: S311  (no secret)
    blank = dict.fromkeys(MODEL_SCHEMA)
    rows = []
    for number in range(count):
        namespace = dice.choice(namespaces)
        name = f"{namespace}/Model-{number}-{dice.choice([7, 70])}B{dice.choice(ENDINGS)}"
        stated = {"licence": "mit", "library": "transformers", "task": dice.choice(TASKS), "is_private": False}
        tags = ["transformers", "safetensors", "license:mit", f"arxiv:{number}", *["en", "fr"] * 8]
        created_at = LAST_DAY - timedelta(days=30)
        rows.append(blank | stated | {"hub_id": f"{number:024x}", "hub_model_id": name, "namespace": namespace,
                                      "created_at": created_at, "tags": tags})  # fmt: skip
    return pl.DataFrame(rows, schema=MODEL_SCHEMA)


def landed(landing: Path, repositories: int, pulls: int) -> list[Load]:
    """The reference files, and the same repositories pulled on some days."""
    facts = reference.read(PROJECT / "warehouse" / "reference", now=LAST_DAY)
    models = invented_repositories(reference.tracked_namespaces(facts), repositories)
    loads = [land(facts, landing, code_version="benchmark")]
    for number in range(pulls):
        day = LAST_DAY - timedelta(days=number)
        pull = Pull("hub", "invented", "invented", "invented", "", "none", day.date(), day, day, {"hub_models": models})
        loads.append(land(pull, landing, code_version="benchmark"))
    return loads


def main() -> None:
    """Time it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repositories", type=int, default=10_000, help="in each pull (default: %(default)s)")
    parser.add_argument("--pulls", type=int, default=1, help="days with a pull (default: %(default)s)")
    given = parser.parse_args()
    started: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        load_raw(connection, landed(Path(folder), given.repositories, given.pulls))
        build(connection, select("+core.release_proposals"), as_of=date(2026, 8, 11),
              on_table=lambda name: started.append((name, time.process_time())))  # fmt: skip
        started.append(("", time.process_time()))
        for (name, start), (_, end) in pairwise(started):
            print(f"{name:26} {end - start:6.2f} s")
        ((count,),) = connection.execute("select count(*) from core.release_proposals").fetchall()
        print(f"{count:,} proposals")


if __name__ == "__main__":
    main()
