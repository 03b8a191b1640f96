"""Specifications to SVG and SVG to PNG: in processes side by side, since the converter holds the interpreter's lock, and none twice.

A picture is kept by the sum of all that it depends on: what is converted, the converter's version and the fonts that it finds. What is kept
begins with its own sum: a file that was changed since is no picture, and is drawn anew.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any

import vl_convert

from reports.charts import fonts
from warehouse import files
from warehouse.processes import new_pool

FEW = 4  # that are not worth the start of other processes
KEPT_SECONDS = 60 * 86_400  # without being asked for


@dataclass(frozen=True, slots=True)
class Job:
    """What is converted: a specification, whose ids get a prefix, or an SVG if there is none; or a script, which gets what it imports."""

    content: str
    prefix: str | None = None

    @property
    def key(self) -> str:
        return hashlib.sha256("\0".join((_depends_on(), self.prefix or "", self.content)).encode()).hexdigest()


# Vega, Vega-Lite and Vega-Embed in one, as the converter carries them: as long a job as several pictures.
BUNDLE = Job("window.vegaEmbed = vegaEmbed;", "script")


@dataclass(slots=True)
class Converter:
    """Convert many at once. folder: where pictures are kept from one report to the next; nothing is kept without one."""

    folder: Path | None = None
    _pools: dict[bool, ProcessPoolExecutor] = field(default_factory=dict, init=False)  # by whether they run scripts

    def __enter__(self) -> "Converter":
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in self._pools.values():
            pool.shutdown(cancel_futures=True)
        if self.folder is not None and error is None:
            _forget(self.folder)

    def svgs(self, specs: Iterable[tuple[Mapping[str, Any], str]]) -> Iterator[str]:
        """The SVG of each specification, its ids with the prefix beside it: begun at once, waited for when it is asked for."""
        made = self._convert([Job(json.dumps(spec), prefix) for spec, prefix in specs])
        return (picture.decode() for picture in made)

    def pngs(self, svgs: Iterable[str]) -> Iterator[bytes]:
        """Each picture at twice its size in pixels, begun as `svgs` are."""
        return self._convert([Job(svg) for svg in svgs])

    def bundle(self) -> Iterator[str]:
        """The script of the live charts, begun as `svgs` are."""
        return (made.decode() for made in self._convert([BUNDLE]))

    def _convert(self, jobs: Sequence[Job]) -> Iterator[bytes]:
        made = {job: found for job in jobs if (found := self._kept(job)) is not None}
        # The longest first: the last to end should not be the largest.
        missing = sorted({*jobs} - made.keys(), key=lambda job: (-len(job.content), job.key))
        return self._wait(jobs, made, zip(missing, self._each(missing), strict=True))

    def _wait(
        self, jobs: Sequence[Job], made: dict[Job, bytes], coming: Iterable[tuple[Job, bytes]]
    ) -> Iterator[bytes]:
        for job, picture in coming:
            made[job] = picture
            if self.folder is not None:
                files.write_whole(self.folder / job.key, hashlib.sha256(picture).digest() + picture)
        yield from (made[job] for job in jobs)

    def _each(self, jobs: Sequence[Job]) -> Iterable[bytes]:
        """Each of these, which are all of one kind.

        What draws a specification is compiled anew in every process that uses it, which takes as long as six pictures: so one draws them
        all, beside others that make SVG to PNG and need none of it.
        """
        runs_script = any(job.prefix is not None for job in jobs)
        if len(jobs) <= FEW and runs_script not in self._pools:
            return map(convert, jobs)
        if runs_script not in self._pools:
            self._pools[runs_script] = new_pool(1 if runs_script else min(os.cpu_count() or 1, len(jobs)))
        return self._pools[runs_script].map(convert, jobs)

    def _kept(self, job: Job) -> bytes | None:
        if self.folder is None:
            return None
        file = self.folder / job.key
        try:
            content = file.read_bytes()
            os.utime(file)
        except OSError:
            return None
        picture = content[32:]
        return picture if hashlib.sha256(picture).digest() == content[:32] else None


def convert(job: Job) -> bytes:
    """The SVG of a specification, or the PNG of an SVG."""
    if job == BUNDLE:
        return vl_convert.javascript_bundle(job.content).encode()
    fonts.register()
    if job.prefix is None:
        return vl_convert.svg_to_png(job.content, scale=2)
    return _renumbered(vl_convert.vegalite_to_svg(job.content), job.prefix).encode()


def _renumbered(svg: str, prefix: str) -> str:
    """The SVG with ids counted from 0, not on from the chart before, and no roles: a reader aloud would name a hundred groups.

    What is written with an outline has it below its letters; what is there for a pointer alone goes, as no pointer finds it in a still.
    """
    svg = re.sub(r' (?:role|aria-roledescription)="[^"]*"', "", svg)
    svg = re.sub(r'<path\b[^>]* opacity="0"[^>]*/>', "", svg).replace(' opacity="1"', "")
    svg = re.sub(r"<path\b[^>]*/>", _with_own_opacity, svg)
    svg = re.sub(r'(<text\b[^>]*) stroke="', r'\1 paint-order="stroke" stroke="', svg)
    numbers: dict[str, str] = {}
    for found in re.findall(r'\bid="([A-Za-z]+\d+)"', svg):
        numbers.setdefault(found, f"{prefix}-{len(numbers)}")
    for old, new in numbers.items():
        svg = svg.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    return svg


def _with_own_opacity(path: re.Match[str]) -> str:
    """A path that is only filled or only stroked, its opacity said of that: said of the whole, it is a layer of the picture by itself."""
    own = [part for part in ("fill", "stroke") if f' {part}="' in path[0]]
    if len(own) != 1 or f' {own[0]}-opacity="' in path[0]:
        return path[0]
    return path[0].replace(' opacity="', f' {own[0]}-opacity="')


@cache
def _depends_on() -> str:
    """The converter, how it is used, and every font that it can find."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return json.dumps([version("vl-convert-python"), own, fonts.found()])


def _forget(folder: Path) -> None:
    """Remove what no report has asked for in a long time, and what was being written when a run was killed."""
    for file in folder.iterdir():
        with suppress(OSError):
            if file.stat().st_mtime < time.time() - KEPT_SECONDS:
                file.unlink()
