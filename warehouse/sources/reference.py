"""The facts compiled by hand in warehouse/reference: organisations, releases, benchmarks, scores, prices, costs of runs and training
compute, and what each source claims of dates and openness.

The contract of each file stands in reference_contract.py. A file or a column that is missing stops the run; a row that breaks the
contract is rejected with its reason, and so is a row that names a release, benchmark or organisation no file lists.
"""

from collections.abc import Callable, Mapping, Set
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.groups import GroupError, read_group
from warehouse.headline import BUILT_IN
from warehouse.ids import slug
from warehouse.landing import Pull, Reject, SourceError
from warehouse.reference.country_names import is_country
from warehouse.sources.parse.csv_rows import EXTRA, Row, decode, read_rows
from warehouse.sources.reference_contract import (
    CONTRACT,
    FIRST_DAYS,
    KEYS,
    MAY_BE_EMPTY,
    MOST_DAYS_BEFORE_ANNOUNCEMENT,
    PAGE_SOURCES,
)

LARGEST_SCORE = 1_000  # of the index, which is fixed by two releases at 130 and 150


def read(folder: Path, *, now: datetime) -> Pull:
    """The files of a folder, typed. retrieved_on is the newest read_on of the scores. Raises SourceError."""
    tables, rejects = _read_texts(tuple((name, _text(folder / f"{name}.csv")) for name in CONTRACT))
    return Pull(
        source="reference",
        title="Releases, scores, prices and days compiled by openlag",
        producer="openlag",
        url="warehouse/reference",
        query=", ".join(f"{name}.csv" for name in CONTRACT),
        licence="CC BY 4.0 for the figures of Epoch AI (https://epoch.ai/data); every row credits its own source",
        retrieved_on=max(tables["scores"]["read_on"].to_list()),
        started_at=now,
        finished_at=now,
        tables=dict(tables),
        rejects=list(rejects),
    )


# A run asks for the files once a source; what is read of the same texts is the same.
@lru_cache(maxsize=2)
def _read_texts(named: tuple[tuple[str, str], ...]) -> tuple[dict[str, pl.DataFrame], list[Reject]]:
    """The tables of the files' texts, and the rows that break their contract. Raises SourceError."""
    texts = dict(named)
    tables: dict[str, pl.DataFrame] = {}
    rejects: list[Reject] = []

    def add(name: str, check: Callable[[Row], str | None]) -> dict[Any, Row]:
        file_name, key = f"{name}.csv", KEYS[name]
        frame, rejected = read_rows(
            texts[name],
            file_name,
            CONTRACT[name],
            table=name,
            key=key,
            check=lambda row: _check_days(row, FIRST_DAYS[name]) or check(row),
            may_be_empty=name in MAY_BE_EMPTY,
        )
        tables[name] = frame
        rejects.extend(rejected)
        return {row[key[0]]: row for row in frame.to_dicts()}

    organizations = add("organizations", _check_country)
    releases = add(
        "releases",
        lambda row: (
            _check_country(row)
            or _unlisted(row, "organization_id", organizations, "organizations.csv")
            or _check_announced(row)
        ),
    )
    benchmarks = add("benchmarks", _check_benchmark)
    add(
        "scores",
        lambda row: (
            _unlisted(row, "release_id", releases, "releases.csv")
            or _unlisted(row, "benchmark_id", benchmarks, "benchmarks.csv")
            or _check_score(row, benchmarks[row["benchmark_id"]])
        ),
    )
    add("prices", lambda row: _unlisted(row, "release_id", releases, "releases.csv") or _check_price(row))
    for name, figure in (("run_costs", "cost_usd"), ("training_compute", "training_compute_flop")):
        add(name, partial(_check_positive, figure, releases))
    add("aliases", lambda row: _unlisted(row, "release_id", releases, "releases.csv"))
    aliases = {(row["source_id"], row["source_name"]): row["release_id"] for row in tables["aliases"].to_dicts()}

    add("review_rejections", lambda row: None)

    def check_claim(row: Row) -> str | None:
        unlisted = _unlisted(row, "release_id", releases, "releases.csv")
        return unlisted or _check_named(row, aliases, releases[row["release_id"]])

    add("source_limits", _check_limit)
    add("source_columns", _check_fill)
    add("date_precedence", lambda row: None if row["rank"] >= 1 else f"rank is {row['rank']}; the first is 1.")
    ranked = set(tables["date_precedence"].select("source_id", "claim_kind").rows())
    add("date_claims", lambda row: check_claim(row) or _check_claimed_day(row, ranked))
    add("openness_claims", check_claim)
    vintages = add("vintages", _check_vintage)
    add("score_vintages", lambda row: _check_vintage_score(row, vintages))
    add("pairings", lambda row: _check_pairing(row, organizations))
    add("hub_models", lambda row: None)
    tables["hub_snapshot"] = tables.pop("hub_models").drop(EXTRA)  # hub_models is the table of the Hub's own pulls
    return tables, rejects


def insist(pull: Pull) -> Pull:
    """The pull, if no row was rejected. Raises SourceError with file, line and value of the first one otherwise.

    These files are kept by hand and reviewed: a row left out without a word would move a published figure.
    """
    if pull.rejects:
        first, others = pull.rejects[0], len(pull.rejects) - 1
        more = f" {others} more row(s) are rejected, by this one or for reasons of their own." if others else ""
        place = f"warehouse/reference/{first.file}, line {first.row_number}: {first.reason}"
        raise SourceError(f"{place} Correct the line: {first.raw_text[:300]}{more}")
    return pull


def tracked_namespaces(pull: Pull) -> list[str]:
    """Namespaces on the Hub of every organisation, old names too."""
    listed = pull.tables["organizations"]["hub_namespaces"].drop_nulls()
    return sorted({namespace for cell in listed for namespace in cell.split()}, key=str.lower)


def needed_columns(pull: Pull, source: str) -> dict[str, float | None]:
    """The needed columns of a source as "table.column", each with its share of values in a real file; None where none was read."""
    rows = pull.tables["source_columns"].filter(source=source)
    return {
        f"{table}.{column}": share
        for table, column, share in rows.select("table_name", "column_name", "fill_share").iter_rows()
    }


def tracked_repositories(pull: Pull) -> set[str]:
    """Repositories on the Hub of the releases that have one, in releases.csv or in aliases.csv."""
    aliases = pull.tables["aliases"].filter(source_id="hub")["source_name"]
    return set(pull.tables["releases"]["hub_repository"].drop_nulls()) | set(aliases)


def names_of(pull: Pull, source: str) -> dict[str, str]:
    """Names of a source that aliases.csv lists, and the release each is."""
    listed = pull.tables["aliases"].filter(source_id=source)
    return dict(listed.select("source_name", "release_id").iter_rows())


def _text(file: Path) -> str:
    try:
        return decode(file.read_bytes(), file.name)
    except OSError as error:
        message = f"{file}: the file cannot be read ({error.strerror}); restore it from the repository."
        raise SourceError(message) from error


def _unlisted(row: Row, column: str, listed: Mapping[str, Row], file_name: str) -> str | None:
    if row[column] in listed:
        return None
    return f"{column} is {row[column]!r}, for which {file_name} has no row that parses."


def _check_days(row: Row, first: date) -> str | None:
    """No day of a row can be before there was anything of its kind, or after the day on which it was read."""
    read_on = row.get("read_on")
    for name, day in row.items():
        if isinstance(day, date):
            if day < first:
                return f"{name} is {day}, before {first}."
            if read_on is not None and day > read_on:
                return f"{name} is {day}, after the source was read on {read_on}."
    return None


def _check_announced(row: Row) -> str | None:
    announced_on = row["announced_on"]
    for name in ("api_on", "weights_on", "published_on"):
        if announced_on and row[name] and (days := (announced_on - row[name]).days) > MOST_DAYS_BEFORE_ANNOUNCEMENT:
            return (
                f"{name} is {row[name]}, {days} days before announced_on, {announced_on}: no release opens more than "
                f"{MOST_DAYS_BEFORE_ANNOUNCEMENT} days before it is announced, so one of the two is a slip."
            )
    return None


def _check_country(row: Row) -> str | None:
    code = row["country"]
    return None if code is None or is_country(code) else f"country is {code!r}, which is no code of ISO 3166."


def _check_benchmark(row: Row) -> str | None:
    floor, ceiling = row["floor"], row["ceiling"]
    if row["scale_type"] == "proportion" and (floor is None or ceiling is None or floor < 0 or ceiling > 1):
        return f"scale_type is 'proportion', which lies within 0 and 1, and the scale is {floor} to {ceiling}."
    if floor is not None and ceiling is not None and floor >= ceiling:
        return f"floor is {floor}, which is not below the ceiling {ceiling}."
    if (row["superseded_by"] is None) != (row["superseded_by_source"] is None):
        return "superseded_by and superseded_by_source go together, and one of them is blank."
    return None


def _check_score(row: Row, benchmark: Row) -> str | None:
    score, lower, upper = row["score"], row["score_lower"], row["score_upper"]
    floor, ceiling = benchmark["floor"], benchmark["ceiling"]
    if floor is not None and score < floor:
        return f"score is {score}, below the floor {floor} of {row['benchmark_id']}."
    if ceiling is not None and score > ceiling:
        return f"score is {score}, above the ceiling {ceiling} of {row['benchmark_id']}."
    if (lower is not None and score < lower) or (upper is not None and score > upper):
        return f"score is {score}, outside its interval from {lower} to {upper}."
    return None


def _check_price(row: Row) -> str | None:
    for name in ("input_usd_per_mtok", "output_usd_per_mtok"):
        if row[name] <= 0:
            return f"{name} is {row[name]}, which is no list price; leave a free offer out."
    return None


def _check_vintage(row: Row) -> str | None:
    return None if row["row_count"] >= 1 else f"row_count is {row['row_count']}; a publication has a row."


def _check_vintage_score(row: Row, vintages: Mapping[int, Row]) -> str | None:
    vintage = vintages.get(row["publication"])
    if vintage is None or vintage["refused_reason"] is not None:
        return f"publication is {row['publication']}, which vintages.csv does not list, or refuses."
    if abs(row["score"]) > LARGEST_SCORE:
        return f"score is {row['score']}; an index lies within {LARGEST_SCORE} of nought."
    return None


def _check_positive(figure: str, releases: Mapping[str, Row], row: Row) -> str | None:
    unlisted = _unlisted(row, "release_id", releases, "releases.csv")
    return unlisted or (None if row[figure] > 0 else f"{figure} is {row[figure]}; leave what is free or unknown out.")


def _check_pairing(row: Row, organizations: Mapping[str, Row]) -> str | None:
    """A pairing names two different groups, of countries and organisations that there are, and takes no name that is taken."""
    if row["pairing_id"] in BUILT_IN:
        return f"pairing_id is {row['pairing_id']!r}, which is always there; take another id."
    try:
        leader, laggard = read_group(row["leader"]), read_group(row["laggard"])
    except GroupError as error:
        return str(error)
    if leader == laggard:
        return f"leader and laggard are both {row['leader']!r}; a group is not compared with itself."
    for group in (leader, laggard):
        if group.country is not None and not is_country(group.country):
            return f"{group.country!r} is no code of ISO 3166."
        if group.organization_id is not None and group.organization_id not in organizations:
            return f"lab:{group.organization_id} is no organisation for which organizations.csv has a row that parses."
    return None


def _check_limit(row: Row) -> str | None:
    days = row["age_limit_days"]
    return None if days >= 1 else f"age_limit_days is {days}; the least is 1."


def _check_fill(row: Row) -> str | None:
    share = row["fill_share"]
    if share is not None and not 0 <= share <= 1:
        return f"fill_share is {share}; a share lies between 0 and 1."
    if (share is None) != (row["read_on"] is None):
        return "one of fill_share and read_on is blank; a share is of a file of a day."
    return None


def _check_named(row: Row, aliases: Mapping[tuple[str, str], str], release: Row) -> str | None:
    """A claim reaches its release by an exact name, a listed alias or the release's repository, and never by likeness."""
    source, name, release_id = row["source_id"], row["source_name"], row["release_id"]
    if source in PAGE_SOURCES:
        url = row["source_url"]
        return None if name == url else f"source_name is {name!r}; a page goes by its address, which is {url}."
    if source == "hub":
        repository = release["hub_repository"]
        if repository and name.lower() == repository.lower():  # the Hub takes either spelling
            return None
        return f"source_name is {name!r}; releases.csv has the repository {repository!r}."
    if release_id in (slug(name), slug(name.partition("/")[2]), aliases.get((source, name))):
        return None
    return f"source_name is {name!r}, which is neither the name of {release_id} nor its alias in aliases.csv."


def _check_claimed_day(row: Row, ranked: Set[tuple[str, str]]) -> str | None:
    if (row["source_id"], row["kind"]) not in ranked:
        return f"kind is {row['kind']!r} of {row['source_id']}, which has no rank in date_precedence.csv."
    if row["precision"] == "month" and row["day"].day != 1:
        return f"day is {row['day']}; a month is written as its first day."
    return None
