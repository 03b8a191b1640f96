"""Epoch AI's benchmark archive: one CSV a benchmark, every model version ever run on it, and its own tables of benchmarks and models.

`benchmark_metadata.csv` names the file and the score column of each benchmark, so a new benchmark appears by itself. Scores are kept as
printed: `scale` makes a fraction of them, and stands in the table archive_benchmarks of the load, which no table of the warehouse reads.
Archives of before mid 2026 have no such table; of them only `epoch_capabilities_index.csv` is read, whose column is known, for the
models and their days. A folder with the unpacked files is read like the archive.

What a run cost stands in four of the files (COSTS), and Epoch's estimates of training compute in the table of models; both are read from
either layout, as printed, into tables of their own, so that a cell that is no cost takes no score and no model with it.

`released_on` is the day of the model version and never of the test; `started_at` is the test, where Epoch ran it itself. Rows whose model
version is blank are kept with no version: they are results, of models that Epoch has not linked, and can be counted but not joined.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.sources.net import one_file
from warehouse.sources.parse.csv_rows import TYPES, Column, Row, decode, read_header, read_rows
from warehouse.sources.parse.plausible import bound_fault, day_fault, id_fault, newest_day
from warehouse.sources.parse.zip_members import read_folder, read_zip

SETTING = "OPENLAG_ARCHIVE_URL"
USUAL_URL = "https://epoch.ai/data/benchmark_data.zip"
BENCHMARKS = "benchmark_metadata.csv"
MODELS = "model_metadata.csv"
OLD_MODELS = "epoch_capabilities_index.csv"
BENCHMARK_COLUMNS = {
    "benchmark": Column(is_required=True),
    "is_in_index": Column("boolean", header="in_eci"),
    "source_file": Column(),
    "score_column": Column(),
    "scale": Column("number"),
    "random_baseline": Column("number"),
    "score_ceiling": Column("number"),
    "released_on": Column("date", header="release_date"),
    "superseded_by": Column(),
}
MODEL_COLUMNS = {
    "model_version": Column(is_required=True),
    "name": Column(header="display_name"),
    "family": Column(header="model_group"),
    "released_on": Column("date", header="date"),
    "organizations": Column(header="organization"),
    "country": Column(),
    "accessibility": Column(),
}
OLD_MODEL_COLUMNS = {
    "model_version": Column(header="Model version", is_required=True),
    "name": Column(header="Display name"),
    "family": Column(header="Model name"),
    "released_on": Column("date", header="Release date"),
    "organizations": Column(header="Organization"),
    "country": Column(header="Country"),
    "accessibility": Column(header="Model accessibility"),
}
# The link to where a result was published has had three headers.
LINKS = ("Source link", "Source Link", "Source link (site from table)")
SCORE_COLUMNS = {
    "model_version": Column(header="Model version"),
    "released_on": Column("date", header="Release date"),
    "started_at": Column("timestamp", header="Started at"),
    "source_url": Column(header=LINKS[0]),
}
# The four benchmarks that print a cost, by our ids: file, and the headers of score, cost, day of the run and setting.
COSTS = {
    "aider-polyglot": ("aider_polyglot_external.csv", "Percent correct", "Cost", "Date of evaluation", "Edit format"),
    "swe-bench-bash": ("swe_bench_bash.csv", "% Resolved", "Avg. Cost ($)", "Date run", "SWE-Agent Release Version"),
    "the-agent-company": ("the_agent_company_external.csv", "% Score", "Average costs", "Date", "Name"),
    "weirdml": ("weirdml_external.csv", "Accuracy", "Cost per run", "Date run", "Notes"),
}
COST_ORDER = ("benchmark_id", "model_version", "setting", "score", "cost_usd", "run_on")
COMPUTE_COLUMNS = {
    "model_version": Column(is_required=True),
    "training_compute_flop": Column("number"),
    "confidence": Column(),
}
OLD_COMPUTE_COLUMNS = {
    "model_version": Column(header="Model version", is_required=True),
    "training_compute_flop": Column("number", header="Training compute (FLOP)"),
    "confidence": Column(header="Confidence"),
}
SCORE_ORDER = ("benchmark", "model_version", "score", "released_on", "started_at", "source_url")

Rows = tuple[pl.DataFrame, list[Reject]]


def pull(url: str, *, now: datetime, cache: Path | None = None) -> Pull:
    """The archive at an http(s):// or file:// address, or unpacked in a file:// folder, typed.

    now: aware. Over http(s) the pull speaks of the UTC day of `now`, a file or folder of the newest day printed in it. cache: folder of the
    HTTP cache. Raises TransientError where another try may pass, SourceError otherwise.
    """
    if now.tzinfo is None:
        raise ValueError(f"now={now} has no time zone")
    started = time.monotonic()
    address = url.rstrip("/")
    today = now.astimezone(UTC).date()
    access = one_file.Access(SETTING, "a zip archive", cache)
    path = one_file.local_path(address, access)
    if path is not None and path.is_dir():
        tables, rejects = _read_all(read_folder(path), today)
    else:
        tables, rejects = one_file.fetch(address, access, partial(_read_archive, address.rpartition("/")[2], today))
    return Pull(
        source="archive",
        title="Epoch AI benchmarking hub, archive",
        producer="Epoch AI",
        url=address,
        query="every benchmark whose score column is known" if "archive_benchmarks" in tables else OLD_MODELS,
        licence="CC BY 4.0; results of outside benchmarks: terms of their source",
        retrieved_on=today if path is None else (newest_day(tables.values()) or today),
        started_at=now,
        finished_at=now + timedelta(seconds=time.monotonic() - started),
        tables=tables,
        rejects=rejects,
    )


def probe(url: str, *, cache: Path | None = None) -> None:
    """Ask for the beginning of the archive. Raises what `pull` raises."""
    one_file.probe(url.rstrip("/"), one_file.Access(SETTING, "a zip archive", cache))


def _read_archive(file_name: str, today: date, raw: bytes) -> tuple[dict[str, pl.DataFrame], list[Reject]]:
    return _read_all(read_zip(raw, file_name), today)


def _read_all(members: Mapping[str, bytes], today: date) -> tuple[dict[str, pl.DataFrame], list[Reject]]:
    """Scores and models, then costs and compute; a row that the first have rejected is not told of twice."""
    tables, rejects = _read(members, today)
    told = {(reject.file, reject.row_number) for reject in rejects}
    for table, (frame, rejected) in (
        ("archive_costs", _read_costs(members, today)),
        ("archive_compute", _read_compute(members, today)),
    ):
        if frame.height:
            tables[table] = frame
        rejects = rejects + [reject for reject in rejected if (reject.file, reject.row_number) not in told]
    return tables, rejects


def _read(members: Mapping[str, bytes], today: date) -> tuple[dict[str, pl.DataFrame], list[Reject]]:
    models, rejects = _read_models(members, today)
    if BENCHMARKS not in members:
        if not models:
            raise SourceError(f"The archive has neither {BENCHMARKS} nor {OLD_MODELS}; its layout has changed.")
        return models, rejects
    benchmarks, benchmark_rejects = _read_table(
        members[BENCHMARKS],
        BENCHMARKS,
        BENCHMARK_COLUMNS,
        table="archive_benchmarks",
        needed=("benchmark", "source_file", "score_column"),
        key=("benchmark",),
        check=partial(_check_benchmark, today),
    )
    scores, score_rejects = _read_scores(members, benchmarks, today)
    return (
        {"archive_benchmarks": benchmarks, "archive_scores": scores} | models,
        rejects + benchmark_rejects + score_rejects,
    )


def _read_models(members: Mapping[str, bytes], today: date) -> tuple[dict[str, pl.DataFrame], list[Reject]]:
    """The table of model versions under its name; none in an archive that has neither its new nor its old file."""
    file_name, columns = (MODELS, MODEL_COLUMNS) if MODELS in members else (OLD_MODELS, OLD_MODEL_COLUMNS)
    if file_name not in members:
        return {}, []
    frame, rejects = _read_table(
        members[file_name],
        file_name,
        columns,
        table="archive_models",
        needed=("model_version", "released_on", "organizations", "accessibility"),
        key=("model_version",),
        check=partial(_check_version, today),
    )
    # Many versions have no name of their own; then it is the family's.
    named = frame.with_columns(pl.coalesce("name", "family").alias("name")).drop("family")
    return {"archive_models": named}, rejects


def _read_scores(members: Mapping[str, bytes], benchmarks: pl.DataFrame, today: date) -> Rows:
    """The results of every benchmark whose file and score column are known; a file that cannot be read costs itself alone."""
    frames: list[pl.DataFrame] = []
    rejects: list[Reject] = []
    known = benchmarks.drop_nulls(["source_file", "score_column"])
    for benchmark, file_name, score_column in known.select("benchmark", "source_file", "score_column").iter_rows():
        try:
            frame, rejected = _read_results(members, file_name, score_column, today)
        except SourceError as error:
            rejects.append(Reject("archive_scores", file_name, 1, str(error), f"{benchmark}: {score_column}"))
            continue
        frames.append(frame.with_columns(pl.lit(benchmark).alias("benchmark")).select(SCORE_ORDER))
        rejects += rejected
    if not frames:
        first = rejects[0].reason if rejects else "no benchmark has a file and a score column."
        raise SourceError(f"{BENCHMARKS}: no result can be read by it; {first}")
    return pl.concat(frames), rejects


def _read_results(members: Mapping[str, bytes], file_name: str, score_column: str, today: date) -> Rows:
    if file_name not in members:
        raise SourceError(f"{file_name}: {BENCHMARKS} names this file, and the archive has none of that name.")
    header = read_header(decode(members[file_name], file_name), file_name)
    link = next((name for name in LINKS if name in header), LINKS[0])
    columns = SCORE_COLUMNS | {"score": Column("number", header=score_column), "source_url": Column(header=link)}
    if len({column.header for column in columns.values()}) < len(columns):
        raise SourceError(f"{file_name}: {score_column!r} cannot hold its scores.")
    return _read_table(
        members[file_name],
        file_name,
        columns,
        table="archive_scores",
        needed=("model_version", "score"),
        key=(),  # one model is run in several harnesses, and again
        check=partial(_check_version, today),
    )


def _read_costs(members: Mapping[str, bytes], today: date) -> Rows:
    """The runs of a model version that have a cost, of each of the four files that is there."""
    frames: list[pl.DataFrame] = []
    rejects: list[Reject] = []
    for benchmark_id, (file_name, score, cost, run_on, setting) in COSTS.items():
        columns = {
            "model_version": Column(header="Model version"),
            "setting": Column(header=setting),
            "score": Column("number", header=score),
            "cost_usd": Column("number", header=cost),
            "run_on": Column("date", header=run_on),
        }
        if file_name in members:
            needed = ("model_version", "score", "cost_usd")
            frame, rejected = _read_figures(members, file_name, columns, "archive_costs", needed, today)
            frames.append(frame.with_columns(pl.lit(benchmark_id).alias("benchmark_id")).select(COST_ORDER))
            rejects += rejected
    return pl.concat(frames) if frames else pl.DataFrame(), rejects


def _read_compute(members: Mapping[str, bytes], today: date) -> Rows:
    """The model versions whose training compute Epoch estimates, with its confidence where the table has it."""
    file_name, columns = (MODELS, COMPUTE_COLUMNS) if MODELS in members else (OLD_MODELS, OLD_COMPUTE_COLUMNS)
    figure = columns["training_compute_flop"].header or "training_compute_flop"
    if file_name not in members or figure not in read_header(decode(members[file_name], file_name), file_name):
        return pl.DataFrame(), []
    return _read_figures(
        members, file_name, columns, "archive_compute", ("model_version", "training_compute_flop"), today
    )


def _read_figures(
    members: Mapping[str, bytes],
    file_name: str,
    columns: Mapping[str, Column],
    table: str,
    needed: tuple[str, ...],
    today: date,
) -> Rows:
    """The rows of a file that have a version and the figure, the last column needed; a file without that column is one reject."""
    try:
        frame, rejects = _read_table(
            members[file_name],
            file_name,
            columns,
            table=table,
            needed=needed,
            key=(),
            check=partial(_check_figure, needed[-1], today),
        )
    except SourceError as error:
        return pl.DataFrame(schema={name: TYPES[column.kind] for name, column in columns.items()}), [
            Reject(table, file_name, 1, str(error), "")
        ]
    return frame.drop_nulls(["model_version", needed[-1]]), rejects


def _read_table(
    raw: bytes,
    file_name: str,
    columns: Mapping[str, Column],
    *,
    table: str,
    needed: tuple[str, ...],
    key: tuple[str, ...],
    check: Callable[[Row], str | None],
) -> Rows:
    """The columns of a file in our order, null where the file has none; only those needed must be there."""
    text = decode(raw, file_name)
    header = read_header(text, file_name)
    there = {name: column for name, column in columns.items() if name in needed or (column.header or name) in header}
    frame, rejects = read_rows(text, file_name, there, table=table, key=key, check=check, counts_blank_keys=True)
    missing = [pl.lit(None, TYPES[column.kind]).alias(name) for name, column in columns.items() if name not in there]
    return frame.with_columns(missing).select(columns.keys()), rejects


def _check_benchmark(today: date, row: Row) -> str | None:
    released_on = row.get("released_on")  # benchmarks older than the models are in order
    if released_on is not None and released_on > today:
        return f"released_on {released_on} lies in the future."
    return id_fault("benchmark", row["benchmark"])


def _check_figure(figure: str, today: date, row: Row) -> str | None:
    return (
        (id_fault("model_version", row["model_version"]) if row["model_version"] else None)
        or day_fault("run_on", row.get("run_on"), today)
        or bound_fault(figure, row[figure])
    )


def _check_version(today: date, row: Row) -> str | None:
    version, started_at = row["model_version"], row.get("started_at")
    return (
        (id_fault("model_version", version) if version else None)
        or day_fault("released_on", row.get("released_on"), today)
        or day_fault("started_at", started_at.date() if started_at else None, today)
    )
