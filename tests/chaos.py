"""Kill runs at every file operation and at random, and flip bits of what is landed and kept: nothing is lost, changed or left behind.

A run lands two pulls, builds a warehouse of three tables, writes the report of a week and keeps an answer. It is done in a child that kills
itself before its n-th file operation or half way through a write, or that is killed at a random moment; another child then looks at what is
there, runs it again, and looks for what is left over. This process only starts children, since threads do not survive a fork.

    python -m tests.chaos --kills 500 --flips 1000
"""

import argparse
import os
import pickle
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ |= {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import duckdb
import httpx2
import polars as pl

from reports.query import ReportError
from reports.weeks import replace_week, write_file
from tests.toy import write
from warehouse.build.culprits import without_damaged
from warehouse.build.heads import BuildError, Model, read_models
from warehouse.build.runner import load_raw
from warehouse.build.swap import attach_served, rebuild, usable_loads
from warehouse.landing import (
    SET_ASIDE,
    Mark,
    Pull,
    SourceError,
    every_load,
    find_damage,
    finished_loads,
    land,
    landed_table,
    loads_to_check,
)
from warehouse.read.ask import WarehouseError
from warehouse.read.connect import open_warehouse
from warehouse.sources.net import cache

ADDRESS, WEEK = "https://example.org/x.csv", "2026-W33"
FAULTS = ("lost rows", "silent changes", "not opened", "left behind")
OPERATIONS = frozenset({
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir", "os.utime", "shutil.rmtree", "shutil.copyfile",
    "fcntl.flock", "ctypes.dlsym",
})  # fmt: skip
Child = tuple[int, int]
View = dict[str, Any]


# What a run does, and what is there after it.


def pull(source: str, generation: int) -> Pull:
    """The facts of a source in one generation: the base has 0 and 1, a run brings 2."""
    moment = datetime(2026, 8, 4, 6, tzinfo=UTC) + timedelta(weeks=generation)
    names = [f"{source}-{generation}-{number}" for number in range(4)]
    frames = {
        "reference": {"releases": pl.DataFrame({"release_id": names, "family": names})},
        "hub_top": {"hub_top": pl.DataFrame({"list": names, "rank": range(4), "hub_id": names, "likes": [generation] * 4})},
    }  # fmt: skip
    return Pull(source, "", "", "https://example.org", "", "", moment.date(), moment, moment, frames[source])


def run(home: Path, models: list[Model], generation: int) -> None:
    """Land, build, report and keep an answer; without models, all but the build."""
    reference = land(pull("reference", generation), home / "landing", code_version="test")
    land(pull("hub_top", generation), home / "landing", code_version="test")
    if models:
        rebuild(home / "landing", reference, home / "openlag.duckdb", models=models, checks=[])
    with replace_week(home / "weekly", WEEK) as folder:
        for name in ("index.html", "report.md"):
            (folder / name).write_text(f"report {generation}", encoding="utf-8")
    write_file(home / "index.html", f"report {generation}")
    cache.keep(home / "cache", ADDRESS, httpx2.Headers({"etag": f'"{generation}"'}), b"answer %d" % generation)


def landed(home: Path) -> View:
    """The rows of every finished load that holds, by its id."""
    return {
        load.load_id: [pl.read_parquet(load.folder / f"{table}.parquet").rows() for table in load.tables]
        for load in finished_loads(home / "landing")
        if find_damage(load) is None
    }


def look(home: Path, *, is_built: bool) -> View:
    """Everything that is there; is_built: the warehouse too. Raises WarehouseError or OSError where it cannot be read."""
    week = [(home / "weekly" / WEEK / name).read_text(encoding="utf-8") for name in ("index.html", "report.md")]
    kept = cache.read(home / "cache", ADDRESS)
    names = [path.relative_to(home) for path in home.rglob("*") if path.is_file() or path.name.startswith(".")]
    return {
        "landed": landed(home),
        "served": served(home) if is_built else None,
        "week": week,
        "index": (home / "index.html").read_text(encoding="utf-8"),
        "kept": None if kept is None else kept.body,
        "names": sorted(map(str, names)),
    }


def served(home: Path) -> list[Any]:
    """The rows of the warehouse."""
    with open_warehouse(home / "openlag.duckdb") as connection:
        tables = ("raw.hub_top", "raw.releases", "marts.toy")
        return [connection.execute(f"from {name} order by all").fetchall() for name in tables]


# Children.


def start(work: Callable[[], Any]) -> Child:
    """Do something in a child; its process and where its result comes."""
    receive, send = os.pipe()
    process = os.fork()
    if process:
        os.close(send)
        return process, receive
    try:
        with os.fdopen(send, "wb") as pipe:
            pipe.write(pickle.dumps(work()))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    os._exit(1)


def finish(child: Child) -> Any:
    """What a child found; None if it did not live to say it."""
    process, receive = child
    with os.fdopen(receive, "rb") as pipe:
        content = pipe.read()
    os.waitpid(process, 0)
    return pickle.loads(content) if content else None


def done(work: Callable[..., Any], *arguments: Any) -> Any:
    """What something done in a child found."""
    return finish(start(partial(work, *arguments)))


# Kills.


def run_and_die(home: Path, models: list[Model], number: int) -> int:
    """Run, with a kill at the n-th file operation; how many there are, if it lives."""
    count = 0

    def tick() -> None:
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        if event in OPERATIONS and (event != "open" or str(arguments[0]).startswith(str(home))):
            tick()

    def halved(write_all: Callable[..., Any]) -> Callable[..., Any]:
        def write_half_first(owner: Any, *arguments: Any, **options: Any) -> Any:
            result = write_all(owner, *arguments, **options)
            with open(owner if isinstance(owner, Path) else arguments[0], "r+b") as file:
                content = file.read()
                file.truncate(len(content) // 2)
                tick()
                os.pwrite(file.fileno(), content, 0)
            return result

        return write_half_first

    for owner, name in ((Path, "write_bytes"), (Path, "write_text"), (pl.DataFrame, "write_parquet")):
        setattr(owner, name, halved(getattr(owner, name)))
    sys.addaudithook(see)
    run(home, models, 2)
    return count


def examine(home: Path, models: list[Model], before: View, after: View) -> list[str]:
    """The faults of a home in which a run was killed, and of the same after another run."""
    faults = []
    try:
        found = look(home, is_built=bool(models))
        if any(found["landed"].get(load_id) != rows for load_id, rows in before["landed"].items()):
            faults.append("lost rows")
        if any(after["landed"].get(load_id) != rows for load_id, rows in found["landed"].items()):
            faults.append("silent changes")
        faults += [
            "silent changes"
            for name in ("served", "week", "index", "kept")
            if found[name] not in (before[name], after[name]) and (name, found[name]) != ("kept", None)
        ]
        run(home, models, 2)
        again = look(home, is_built=bool(models))
    except (BuildError, OSError, ReportError, SourceError, WarehouseError):
        traceback.print_exc()
        return [*faults, "not opened"]
    if any(again[name] != after[name] for name in after if name != "names"):
        faults.append("lost rows")
    if again["names"] != after["names"]:
        faults.append("left behind")
    return faults


def kill_one(
    base: Path, models: list[Model], views: Sequence[View], number: int | None, seconds: float
) -> list[str] | None:
    """The faults after a kill at the n-th file operation, or after so many seconds; None where the run ended before."""
    with TemporaryDirectory(prefix="openlag-chaos-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(base, home)
        child = start(partial(run_and_die, home, models, number or 0))
        if number is None:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.kill(child[0], signal.SIGKILL)
        if finish(child) is not None:
            return None
        faults = done(examine, home, models, *views)
        return ["not opened"] if faults is None else list(faults)


def kill_share(
    base: Path,
    models: list[Model],
    views: Sequence[View],
    numbers: list[int | None],
    longest: float,
    seed: int,
    workers: int,
    worker: int,
) -> Counter[str]:
    """A worker's share of kills, one after another; a random one that comes too late is tried again, earlier."""
    found, dice = Counter[str](), random.Random(seed + worker)
    for number in numbers[worker::workers]:
        seconds = dice.uniform(0.0, longest)
        while (faults := kill_one(base, models, views, number, seconds)) is None:
            seconds *= 0.8
        found.update(["kills", *faults])
        if faults:
            print(f"a kill at {number or f'{seconds:.3f} s'}: {faults}", file=sys.stderr)
    return found


# Flips.


def flip_share(base: Path, flips: int, seed: int, workers: int, worker: int) -> Counter[str]:
    """A worker's share of flips: one bit after another in a copy, each looked for in what is read, and flipped back."""
    found, dice = Counter[str](), random.Random(seed + worker)
    with TemporaryDirectory(prefix="openlag-chaos-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(base, home)
        truth = raw_rows(home, []), names_of(home)
        files = [path for place in ("landing", "cache") for path in sorted((home / place).rglob("*")) if path.is_file()]
        files += [home / "openlag.duckdb", home / "openlag.duckdb.sha256"]
        for number in range(worker, flips, workers):
            file = dice.choice(files)
            content = file.read_bytes()
            place = dice.randrange(8 * len(content))
            changed = bytearray(content)
            changed[place // 8] ^= 1 << place % 8
            file.write_bytes(changed)
            is_silent = not is_told(home, file, *truth, is_built=number % 10 == 0)
            file.write_bytes(content)
            shutil.rmtree(home / "landing" / SET_ASIDE, ignore_errors=True)
            found.update(["flips", *["silent changes"] * is_silent])
            if is_silent:
                print(f"a flip of bit {place} in {file.relative_to(home)}", file=sys.stderr)
    return found


def raw_rows(home: Path, marks: list[Mark]) -> dict[str, list[Any]]:
    """The rows of every load that a build reads, by its id; those that it sets aside are added to marks. Raises BuildError."""
    landing = home / "landing"
    reference = [load for load in every_load(landing) if load.source == "reference"][-1]

    def read() -> Any:
        with duckdb.connect() as connection:
            load_raw(connection, usable_loads(landing, reference))
            return [connection.execute(f"from raw.{name} order by all").fetchall() for name in ("hub_top", "releases")]

    tables = without_damaged(read, landing, reference, required=("reference",), marks=marks)
    rows: dict[str, list[Any]] = {}
    for row in (row for table in tables for row in table):
        rows.setdefault(row[0], []).append(row)
    return rows


def is_told(
    home: Path, file: Path, rows: dict[str, list[Any]], names: list[tuple[Any, ...]], *, is_built: bool
) -> bool:
    """Whether what a flip changed is nothing, or refused or set aside by name."""
    if home / "cache" in file.parents:
        kept = cache.read(home / "cache", ADDRESS)
        return kept is None or (kept.body, kept.validators) == (b"answer 1", {"if-none-match": '"1"'})
    if home / "landing" not in file.parents:
        with duckdb.connect() as connection:  # draws are taken over from it, if it is as it was built
            return not attach_served(connection, home / "openlag.duckdb") or file.suffix == ".sha256"
    flipped, marks = file.parent.name, list[Mark]()
    damaged = [load.load_id for load in loads_to_check(home / "landing") if find_damage(load) is not None]
    if damaged and not is_built:  # a build asks the same and stops there, which one flip of ten shows
        return damaged == [flipped]
    with suppress(SourceError):
        if not set(names_of(home)) <= set(names):
            return False
    try:
        found = raw_rows(home, marks)
    except BuildError as error:
        return flipped in str(error)
    aside = {mark.load.load_id for mark in marks}
    return aside <= {flipped} and found == {load_id: kept for load_id, kept in rows.items() if load_id not in aside}


def names_of(home: Path) -> list[tuple[Any, ...]]:
    """What a source that reads the landing finds in it."""
    return landed_table(home / "landing", "hub_top", "hub_top", ("hub_id", "likes"))


# The whole.


def prepare(base: Path, models: list[Model]) -> None:
    for generation in (0, 1):
        run(base, models, generation)


def chaos(kills: int, flips: int, *, seed: int = 1, workers: int = 2) -> Counter[str]:
    """Kill and flip so many times, and count what was found."""
    with TemporaryDirectory(prefix="openlag-chaos-") as folder:
        base, clean = Path(folder) / "base", Path(folder) / "clean"
        models = done(read_models, write(Path(folder) / "sql"))
        done(prepare, base, models)
        jobs: list[Callable[[int], Counter[str]]] = []
        for build, share in ((models, kills // 3), ([], kills - kills // 3)):
            shutil.copytree(base, clean)
            began = time.monotonic()
            count = done(run_and_die, clean, build, 0)
            longest = time.monotonic() - began
            views = [done(partial(look, is_built=bool(build)), home) for home in (base, clean)]
            shutil.rmtree(clean)
            # Every operation once where there are kills enough; else half of them, evenly spread. The others come at random.
            n_counted = count if share > count else share // 2
            numbers = [1 + number * count // n_counted for number in range(n_counted)] + [None] * (share - n_counted)
            jobs.append(partial(kill_share, base, build, views, numbers, longest, seed, workers))
        jobs.append(partial(flip_share, base, flips, seed, workers))

        def work(worker: int) -> Counter[str]:
            return sum((job(worker) for job in jobs), Counter[str]())

        children = [start(partial(work, worker)) for worker in range(workers)]
        return sum((finish(child) for child in children), Counter[str]())


def main() -> None:
    """Print one line, and end with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    for name, count in (("kills", 500), ("flips", 1000), ("seed", 1), ("workers", os.cpu_count() or 1)):
        parser.add_argument(f"--{name}", type=int, default=count)
    asked = parser.parse_args()
    began = time.monotonic()
    found = chaos(asked.kills, asked.flips, seed=asked.seed, workers=asked.workers)
    print(
        ", ".join(f"{name} {found[name]:,}" for name in ("kills", "flips", *FAULTS))
        + f" ({time.monotonic() - began:.0f} s)"
    )
    is_whole = (found["kills"], found["flips"]) == (asked.kills, asked.flips)
    sys.exit(0 if is_whole and not any(found[name] for name in FAULTS) else 1)


if __name__ == "__main__":
    main()
