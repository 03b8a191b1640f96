"""Epoch AI's capabilities index and the scores it is fitted to, as published as CSV.

Epoch fits all scores anew with every update, so old rows drift: a pull speaks of its own day only. `date` is when a
model was released, in some rows its family's day or the announcement; it is never the day of the test.
"""

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType

import polars as pl

from warehouse.ids import slug
from warehouse.landing import Pull, Reject, SourceError
from warehouse.reference.anchors import anchor_fault, order_fault
from warehouse.sources.net import one_file
from warehouse.sources.parse.csv_rows import Column, Row, decode, read_rows, split_rows
from warehouse.sources.parse.fills import MOST_POINTS
from warehouse.sources.parse.plausible import day_fault, newest_day

SETTING = "OPENLAG_EPOCH_URL"
USUAL_URL = "https://epoch.ai/data"
LEAST_LOST = 10  # fewer rows that do not parse are slips, each a reject, however short the file
# Through 28 refits from 2025-12-24 to 2026-08-20 an index lost at most 23 of its 147 models, or 25 of 177; half a file has lost half.
MOST_GONE = 0.25
HIGHEST = 20  # models, of which the frontiers are made: of these no refit lost more than one
# A score is a share: of 2026-08-11 none of 2,249 lies outside 0 to 1. One benchmark in another unit is left out by the build; more than a
# tenth of them are a file in another unit.
LEAST_OUTSIDE, MOST_OUTSIDE = 3, 0.1

FILES: dict[str, tuple[str, tuple[str, ...], dict[str, Column]]] = {
    "epoch_index": (
        "eci_scores.csv",
        ("model",),
        {
            "model": Column(header="Model", is_required=True),
            "display_name": Column(header="Display name"),
            "score": Column("number", header="eci", is_required=True),
            "score_lower": Column("number", header="eci_ci_low"),
            "score_upper": Column("number", header="eci_ci_high"),
            "published_on": Column("date", header="date"),
            "organizations": Column(header="Organization"),
            "country": Column(header="Country (of organization)"),
            "accessibility": Column(header="Model accessibility"),
            "accessibility_group": Column(header="Accessibility group"),
        },
    ),
    "epoch_scores": (
        "eci_benchmarks.csv",
        ("model", "benchmark"),
        {
            "model": Column(is_required=True),
            "model_version": Column(),
            "family": Column(header="Model"),
            "benchmark": Column(is_required=True),
            "score": Column("number", header="performance", is_required=True),
            "benchmark_released_on": Column("date", header="benchmark_release_date"),
            "published_on": Column("date", header="date"),
            "source": Column(),
        },
    ),
}


def pull(
    base_url: str,
    *,
    now: datetime,
    retrieved_on: date | None = None,
    cache: Path | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
    before: Mapping[str, float] = MappingProxyType({}),
    scores_before: int = 0,
) -> Pull:
    """Both files below an http(s):// address or a file:// folder, typed.

    now: aware. retrieved_on: the day on which a folder was fetched; without it, the newest day printed in its files,
    because a folder does not know that day, and a later one would count silence as failure. Over http(s) it is not
    asked for: the pull speaks of the UTC day of `now`. cache: folder of the HTTP cache. names: Epoch's names that aliases.csv
    lists, and the release each is, by which the anchors of the scale are known. before: the models of the load in use, each with its
    score on the index; scores_before: how many scores on benchmarks it has.
    Raises TransientError where another try may pass, SourceError otherwise.
    """
    if now.tzinfo is None:
        raise ValueError(f"now={now} has no time zone")
    started = time.monotonic()
    address = base_url.rstrip("/")
    tables: dict[str, pl.DataFrame] = {}
    rejects: list[Reject] = []
    faults: list[str] = []
    today = now.astimezone(UTC).date()
    if retrieved_on is not None and retrieved_on > today:
        raise SourceError(f"OPENLAG_EPOCH_DATE={retrieved_on} lies in the future; give the day the folder was fetched.")
    for table, (file_name, _, _) in FILES.items():
        found = one_file.fetch(f"{address}/{file_name}", _access(cache), partial(_read, table, today))
        tables[table], rejected, losses = found
        rejects.extend(rejected)
        faults.extend(losses)
    fault = anchor_fault(tables["epoch_index"].select("model", "score").iter_rows(), names)
    if fault:
        faults.append(f"eci_scores.csv: {fault}.")
    faults += [f"eci_scores.csv: {told}." for told in _models_gone({*tables["epoch_index"]["model"]}, before)]
    faults += [f"eci_benchmarks.csv: {told}." for told in _score_faults(tables["epoch_scores"], names, scores_before)]
    is_folder = one_file.is_local(address)
    return Pull(
        source="epoch",
        title="Epoch Capabilities Index",
        producer="Epoch AI",
        url=address,
        query=", ".join(file_name for file_name, _, _ in FILES.values()),
        licence="CC BY 4.0",
        retrieved_on=(retrieved_on or min(_newest_day(address, tables), today)) if is_folder else today,
        started_at=now,
        finished_at=now + timedelta(seconds=time.monotonic() - started),
        tables=tables,
        rejects=rejects,
        faults=tuple(faults),
    )


def _models_gone(models: Collection[str], before: Mapping[str, float]) -> Iterator[str]:
    """That many are not in it any more, of all or of the highest: a file cut by its scores loses the frontier with few of its rows."""
    highest = sorted(before, key=lambda model: (-before[model], model))[:HIGHEST]
    for had, what, least in ((before, "models", LEAST_LOST), (highest, "highest models", MOST_GONE * HIGHEST + 1)):
        n_gone = sum(model not in models for model in had)
        if n_gone >= least and n_gone > MOST_GONE * len(had):
            yield f"{n_gone} of the {len(had)} {what} of the load before are not in it any more"
            return


def _score_faults(scores: pl.DataFrame, names: Mapping[str, str], before: int) -> Iterator[str]:
    """What is wrong with the scores as a whole: many are gone, or they stand in another unit or turned round."""
    if before - scores.height >= LEAST_LOST and scores.height < (1 - MOST_GONE) * before:
        yield f"it has {scores.height} scores, and the load before had {before}"
    outside = scores.filter(~pl.col("score").is_between(0, 1))["benchmark"].n_unique()
    n_benchmarks = scores["benchmark"].n_unique()
    if outside >= LEAST_OUTSIDE and outside > MOST_OUTSIDE * n_benchmarks:
        yield f"{outside} of its {n_benchmarks} benchmarks have a score outside 0 to 1, so it is in another unit"
    named = scores.filter(pl.col("family").is_not_null()).select("family", "benchmark", "score")
    if fault := order_fault(named.iter_rows(), names):
        yield fault


def probe(url: str, *, cache: Path | None = None) -> None:
    """Ask for the beginning of the first file. Raises what `pull` raises."""
    one_file.probe(f"{url.rstrip('/')}/{next(iter(FILES.values()))[0]}", _access(cache))


def _access(cache: Path | None) -> one_file.Access:
    return one_file.Access(SETTING, "CSV", cache)


def _read(table: str, today: date, raw: bytes) -> tuple[pl.DataFrame, list[Reject], list[str]]:
    """The rows that parse, the others, and the sentence about a file that lost too many: no fill share sees a row that is not there."""
    file_name, key, columns = FILES[table]
    text = decode(raw, file_name)
    frame, rejects = read_rows(
        text, file_name, columns, table=table, key=key, check=_checker(today), counts_blank_keys=True
    )
    row_count = sum(any(cell.strip() for cell in cells) for _, _, cells in split_rows(text, file_name)) - 1
    lost = row_count - frame.height
    if lost < LEAST_LOST or 100 * lost <= MOST_POINTS * row_count:
        return frame, rejects, []
    return frame, rejects, [f"{file_name}: {lost} of its {row_count} rows do not parse; the first: {rejects[0].reason}"]


def _checker(today: date) -> Callable[[Row], str | None]:
    """Rules over one row of a file: no day after today, a score inside its own interval, no two scores of a model on one benchmark.

    Two models whose names make one id are two models, and staging.epoch_names gives each its own.
    """
    seen: dict[tuple[str | None, str], str] = {}

    def check(row: Row) -> str | None:
        for name, value in row.items():
            if isinstance(value, date) and value > today:
                return f"{name} {value} lies in the future."
        if fault := day_fault("published_on", row.get("published_on"), today):
            return fault
        score, lower, upper = row.get("score"), row.get("score_lower"), row.get("score_upper")
        if score is not None and not (-math.inf if lower is None else lower) <= score <= (
            math.inf if upper is None else upper
        ):
            return f"score {score} lies outside its own interval, {lower} to {upper}."
        if benchmark := row.get("benchmark"):
            first = seen.setdefault((row.get("model"), slug(benchmark)), benchmark)
            if first != benchmark:
                return f"the benchmark {benchmark} has the same id as {first}."
        return None

    return check


def _newest_day(address: str, tables: dict[str, pl.DataFrame]) -> date:
    day = newest_day(tables.values())
    if day is None:
        raise SourceError(f"{address}: its files print no date; set OPENLAG_EPOCH_DATE to the day they were fetched.")
    return day
