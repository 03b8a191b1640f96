"""Pull every source and land it.

Reads: every source of warehouse/sources/registry.py, the stored snapshot of the Hub where it is asked for by name. Writes: the landing. How
often: the Hub daily, everything weekly. On failure: a required source that cannot be read fails the run, after tries; what has landed
stays, and the next run goes on from there. The others fail alone: their last landed pull stays with its own day, and the run says so. A
pull that came and is not to be believed (`warehouse/sources/gate.py`) lands and is set aside, and the load before it stays in use. One that
was damaged since it landed is set aside first, and read anew.
"""

import sys
from datetime import UTC, date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from cli.progress import hub_progress
from flows.deployed import deployed
from flows.load_notes import describe_aside, describe_last, describe_loads, describe_requests
from flows.turns import in_turn
from flows.week import require_clock, utc_now
from warehouse import landing
from warehouse.build.swap import without_superseded
from warehouse.landing import Load, Pull, SourceError, TransientError, newest_load
from warehouse.settings import code_version, read_settings
from warehouse.sources import reference
from warehouse.sources.gate import land_checked
from warehouse.sources.net import budget
from warehouse.sources.registry import ASKED, SOURCES, Asking, Source, parts_of


def is_transient(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed task met an error that may pass; if so, say that it is tried again."""
    error = state.result(raise_on_failure=False)
    if isinstance(error, TransientError):
        sys.stderr.write(f"{error} Trying again; Ctrl-C stops.\n")  # what is printed goes to the log alone
    return isinstance(error, TransientError)


def run_day() -> date:
    """The UTC day for which this run was scheduled: a run can start just before its time."""
    started = flow_run.scheduled_start_time or utc_now()
    return started.astimezone(UTC).date()


def run_name() -> str:
    """What a run is called: its flow, and the ISO week of the day it is made as of, where that is chosen, else of the day it was due."""
    chosen = flow_run.parameters.get("as_of")
    year, week, _ = (date.fromisoformat(str(chosen)) if chosen else run_day()).isocalendar()
    return f"{flow_run.flow_name} {year}-W{week:02}"


@task(retry_condition_fn=is_transient)
def land_source(name: str) -> list[Load]:
    """Pull one source and land what it gives, batch by batch; what has landed is not asked for again at the next try."""
    return [land_pull(pull) for pull in SOURCES[name].pull(_asking())]


@task
def land_snapshot(name: str) -> Load:
    """Land the stored snapshot of a source."""
    stored = SOURCES[name].snapshot
    assert stored is not None
    load: Load = land_pull(stored(_asking()))
    return load


@task
def set_damaged_aside() -> list[str]:
    """Set aside every landed load that is not as it was landed, before anything rests on it, and say so: what is fresh is read anew."""
    settings = read_settings()
    in_use = without_superseded(list(landing.loads_to_check(settings.landing)), run_day())
    told = [
        describe_aside(settings.landing, mark)
        for mark in landing.set_damaged_aside(settings.landing, (load for load in in_use if load.source != "reference"))
    ]
    for sentence in told:
        _say(sentence)
    return told


@flow(log_prints=True, flow_run_name=run_name)
@deployed
@in_turn
def ingest(
    sources: list[str] | None = None, snapshot_for: list[str] | None = None, since: date | None = None
) -> list[str]:
    """Land the sources named (default: all) and return the ids of their loads.

    snapshot_for: sources that take the stored snapshot instead of the network; one that has none is not asked. since: a load
    retrieved on or after this day is fresh enough and is kept (default: the run's day).
    """
    settings = read_settings()
    require_clock(settings.landing, utc_now())
    asked_before = budget.REQUESTS.copy()
    loads: list[Load] = []
    told = set_damaged_aside()
    for name in sources or [source.name for source in ASKED]:
        source = SOURCES[name]
        is_out = name in (snapshot_for or ())
        kept = None if is_out else _newest(source, since)
        if is_out and source.snapshot is not None:
            loads.append(land_snapshot(name))
        elif is_out and not source.is_required:  # Epoch's stand-in is the reference file of scores, read at every build
            told.append(f"{name}: not asked; {describe_last(settings.landing, name)}.")
        elif not is_out:
            loads += [kept] if kept is not None else _land(source, told)
            for part in parts_of(name):
                if part.goes_on or _newest(part, since) is None:
                    loads += _land(part, told)
    told += describe_requests(budget.REQUESTS - asked_before)
    for sentence in told:
        print(sentence)
    create_markdown_artifact(describe_loads(loads, told), key="ingest", description="What was landed")
    return [load.load_id for load in loads]


def land_pull(pull: Pull) -> Load:
    """Land a pull under this run's id and this code's version; one that is not to be believed is set aside, and told."""
    run_id = str(flow_run.id) if flow_run.id else None
    load, mark = land_checked(pull, read_settings().landing, _facts, code_version=code_version(), flow_run_id=run_id)
    if mark is not None:
        _say(describe_aside(read_settings().landing, mark))
    return load


def _newest(source: Source, since: date | None) -> Load | None:
    settings = read_settings()
    return newest_load(settings.landing, source.name, since=since or run_day(), url=source.url())


def _land(source: Source, told: list[str]) -> list[Load]:
    """The loads of a source; of one that fails alone and cannot be read none, which goes to what is told."""
    task_of = land_source.with_options(
        name=f"land_{source.name}", retries=len(source.retry_seconds), retry_delay_seconds=list(source.retry_seconds)
    )
    try:
        return task_of(source.name)
    except SourceError as error:
        if source.is_required:
            raise
        told.append(
            f"{source.name}: nothing new was landed; {describe_last(read_settings().landing, source.name)}. {error}"
        )
        _say(told[-1])
        return []


def _asking() -> Asking:
    return Asking(read_settings(), _facts(), utc_now, hub_progress, _say)


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")  # the command line silences the log of the run, to which `print` goes


def _facts() -> Pull:
    return reference.insist(reference.read(read_settings().reference, now=utc_now()))


if __name__ == "__main__":
    ingest()
