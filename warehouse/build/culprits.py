"""Which loads break a build: those that are damaged, and those found by building the broken table again without them.

Damaged ones are set aside, and the build goes on from the load before; where one is the newest of a source that the headline needs, it
stops. Of those that break a table, only loads that the served warehouse was not built from can be it, and of these only those whose tables
the broken one rests on. All of the optional ones are left out together; if that mends the table, each is let in again, and those that break
it stay out. A source that the headline needs is named and nothing more: which of its loads to believe is a person's choice.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from warehouse.build.heads import BrokenTable, BuildError, Check, DamagedLoads, Model, UnreadableLoad, read_checks
from warehouse.build.runner import build, load_raw
from warehouse.build.selection import select
from warehouse.build.swap import (
    Built,
    attach_served,
    chosen_day,
    keep_draws,
    limit_memory,
    load_history,
    rebuild,
    usable_loads,
    without_superseded,
)
from warehouse.history.engine import History
from warehouse.landing import Load, Mark, every_load, find_damage, finished_loads, loads_set_aside, set_aside
from warehouse.settings import N_DRAWS


def rebuild_without_broken(
    landing: Path,
    reference: Load,
    warehouse: Path,
    *,
    optional: Collection[str],
    required: Collection[str],
    history: History | None = None,
    memory: str | None = None,
    as_of: date | None = None,
    n_draws: int = N_DRAWS,
    may_keep: bool = False,
) -> tuple[Built, list[Mark]]:
    """Build and swap, without the loads that break the build, which are set aside. Raises BuildError where none of `optional` is the cause.

    optional, required: names of sources, by whether the headline does without them. history, memory, may_keep: as `rebuild` takes them.
    """
    build_all = partial(
        rebuild,
        landing,
        reference,
        warehouse,
        history=history,
        memory=memory,
        as_of=as_of,
        n_draws=n_draws,
        may_keep=may_keep,
    )
    marks: list[Mark] = []
    while True:
        try:
            return without_damaged(build_all, landing, reference, required=required, marks=marks), marks
        except (BrokenTable, UnreadableLoad) as error:
            # Each round sets a load aside or raises, so it ends.
            trial = _Trial(landing, reference, warehouse, as_of, error, history, memory)
            found = trial.breaking(optional)
            if not found:
                raise trial.blame(required) from error
            reason = f"The build fails with it ({_first_line(error)})."
            marks += [set_aside(load, landing, reason) for load in found]


def without_damaged(
    build_all: Callable[[], Built], landing: Path, reference: Load, *, required: Collection[str], marks: list[Mark]
) -> Built:
    """What a build makes without the loads that are not as they were landed, which are set aside and added to marks.

    Raises BuildError where one is the load of the reference files, or the newest of a source that is required.
    """
    while True:
        _refuse_damaged_newest(landing, required)
        try:
            return build_all()
        except DamagedLoads as error:  # each round sets a load aside or raises, so it ends
            marks += [set_aside(load, landing, reason, is_damaged=True) for load, reason in error.damaged]
            if any(load.label == reference.label for load, _ in error.damaged):
                raise BuildError(f"{error} It is set aside; run again, and it is landed anew.") from error


def _refuse_damaged_newest(landing: Path, required: Collection[str]) -> None:
    """Stop where the newest load of a source is set aside and damaged: what is in use is then not what was read last.

    The copy of a load that is in use, in the folder of another day, was never read.
    """
    whole = {load.load_id for load in finished_loads(landing)}
    newest = {
        load.source: load
        for load in every_load(landing)
        if load.source in required and (load.label == load.load_id or load.load_id not in whole)
    }
    aside = {mark.load.folder for mark in loads_set_aside(landing)}
    for source, load in newest.items():
        damage = find_damage(load) if load.folder in aside else None
        if damage is not None:
            raise BuildError(
                f"The newest load of {source}, {load.label}, is damaged and set aside: {damage} The headline needs it, so nothing is "
                f"built; `openlag weekly` reads it anew, or move {load.folder} away to build on the load before it."
            )


class _Trial:
    """One broken build, tried again in memory with some of its loads left out."""

    def __init__(
        self,
        landing: Path,
        reference: Load,
        warehouse: Path,
        as_of: date | None,
        error: BrokenTable | UnreadableLoad,
        history: History | None,
        memory: str | None,
    ) -> None:
        self.history, self.memory = history, memory
        self.loads, self.aside = usable_loads(landing, reference), loads_set_aside(landing)
        self.reference, self.warehouse, self.as_of, self.error = reference, warehouse, as_of, error
        self.models: list[Model] = []
        self.checks: list[Check] = []
        tables = set[str]()
        if isinstance(error, BrokenTable):
            self.models, self.checks = _what_it_rests_on(error.table)
            tables = {table.removeprefix("raw.") for model in self.models for table in model.reads}
            tables |= {table.removeprefix("raw.") for check in self.checks for table in check.reads}
        served = _served_loads(warehouse)
        self.suspects = [
            load
            for load in self.loads
            if (
                load.load_id == error.load_id
                if isinstance(error, UnreadableLoad)
                else tables & {*load.tables} and load.load_id not in served
            )
        ]

    def breaking(self, sources: Collection[str]) -> list[Load]:
        """The suspects of these sources without which the table is whole again; none if they are not the cause."""
        out = [load for load in self.suspects if load.source in sources]
        if not out or isinstance(self.error, UnreadableLoad):
            return out
        if not self._is_whole(out):
            return []
        for load in list(out):
            rest = [other for other in out if other != load]
            if self._is_whole(rest):
                out = rest
        return out

    def blame(self, required: Collection[str]) -> BuildError:
        """The error, with the load of a source that the headline needs, where one is the cause."""
        found = self.breaking(required)
        if not found or isinstance(self.error, UnreadableLoad):
            return self.error
        names = " and ".join(load.load_id for load in found)
        folders = " and ".join(str(load.folder) for load in found)
        return BuildError(
            f"{self.error} It comes of the load {names}, without which the table can be made; correct its source, or move {folders} away "
            "to build on the load before it."
        )

    def _is_whole(self, out: list[Load]) -> bool:
        """Whether the broken table can be made without these loads."""
        loads = [load for load in self.loads if load not in out]
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            try:
                day = chosen_day(loads, self.reference, self.as_of)
                limit_memory(connection, self.memory)
                load_raw(connection, without_superseded(loads, day), self.aside)
                load_history(connection, self.history, day, self.memory)
                keep_draws(connection, self.warehouse)
                build(connection, self.models, as_of=day, checks=self.checks)
            except BuildError:
                return False
        return True


def _what_it_rests_on(table: str) -> tuple[list[Model], list[Check]]:
    """The models to make a table anew, or a check and those to make what it reads."""
    checks = [check for check in read_checks() if check.name == table]
    wanted = [name for check in checks for name in check.reads if not name.startswith("raw.")] or [table]
    models = {model.name: model for name in wanted for model in select(f"+{name}")}
    return list(models.values()), checks


def _served_loads(warehouse: Path) -> set[str]:
    """The loads that the served warehouse was built from, which cannot be what is new; none if there is no such file."""
    query = "select load_id from served.raw.loads where retrieved_on <= (select as_of from served.raw.warehouse)"
    with suppress(duckdb.Error), duckdb.connect() as connection:
        attach_served(connection, warehouse)
        return {load_id for (load_id,) in connection.execute(query).fetchall()}
    return set()


def _first_line(error: BuildError) -> str:
    return str(error).splitlines()[0].rstrip(".")
