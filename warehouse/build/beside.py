"""Tables that take seconds, made in a process beside the build while it makes those that do not rest on them.

Which these are, the line `beside: yes` of their heads says: as many as let both processes end together. The process is started when a
first table of Python is not taken over from the warehouse in use: the scores are others then, and it is up by the time that the draws
are made.
"""

import importlib
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from warehouse.build.heads import BuildError, Model
from warehouse.processes import new_pool

Frame = Callable[[], pl.DataFrame]
Begin = Callable[[Callable[..., pl.DataFrame], Mapping[str, pl.DataFrame]], Frame]
# With fewer draws of the index no table takes as long as a process does to start.
MIN_DRAWS = 100


@dataclass(slots=True)
class Beside:
    """The process, the tables that are for it and wait for what they read, and those that were begun.

    pool: None where all is made in this process.
    """

    pool: ProcessPoolExecutor | None = None
    waiting: dict[str, Model] = field(default_factory=dict)
    begun: dict[str, Frame] = field(default_factory=dict)
    is_started: bool = False

    def arrange(self, order: Sequence[Model]) -> list[Model]:
        """The order with what these tables rest on first, and what rests on them last. One that rests on another is made as any other."""
        if self.pool is None:
            return list(order)
        late, early = set[str](), set[str]()
        for model in order:
            is_long = "beside" in model.head and not model.reads & late
            if is_long:
                self.waiting[model.name] = model
            if is_long or model.reads & late:
                late.add(model.name)
        for model in reversed(order):
            if model.name in self.waiting or model.name in early:
                early |= model.reads
        return sorted(order, key=lambda model: 0 if model.name in early else 2 if model.name in late else 1)

    def ready(self, built: set[str]) -> Iterator[Model]:
        """Those that waited for nothing but these tables, each once."""
        for model in [model for model in self.waiting.values() if model.reads <= built]:
            yield self.waiting.pop(model.name)

    def here(self, function: Callable[..., pl.DataFrame], frames: Mapping[str, pl.DataFrame]) -> Frame:
        """A table that is made in this process, while the other comes up and imports what it will need."""
        if self.pool is not None and not self.is_started:
            self.is_started = True
            self.pool.submit(_import, [model.function.__module__ for model in self.waiting.values() if model.function])
        return partial(function, **frames)

    def begin(self, function: Callable[..., pl.DataFrame], frames: Mapping[str, pl.DataFrame]) -> Frame:
        """A table that the other process makes from now on."""
        assert self.pool is not None
        return self.pool.submit(_call, function, frames).result


@contextmanager
def process_beside(n_draws: int) -> Iterator[Beside]:
    """A process for the length of a build; none with few draws, or on one core. Raises BuildError where something else ends it."""
    pool = new_pool(1) if n_draws >= MIN_DRAWS and (os.cpu_count() or 1) > 1 else None
    try:
        yield Beside(pool)
    except BrokenProcessPool as error:
        raise BuildError(
            "A process that made tables beside the build was ended, as a system short of memory does; run again."
        ) from error
    finally:
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _call(function: Callable[..., pl.DataFrame], frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What the function makes. An exception that does not pass between processes would be taken for the end of one."""
    try:
        return function(**frames)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        except Exception:  # whatever its class does
            raise ValueError(f"{type(error).__name__}: {error}") from None
        raise


def _import(modules: Sequence[str]) -> None:
    for module in modules:
        importlib.import_module(module)
