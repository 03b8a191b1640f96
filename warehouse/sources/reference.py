"""The facts compiled by hand in warehouse/reference: organisations, releases, benchmarks, scores and prices, and what each
source claims of dates and openness.

The contract of each file stands below as data. A file or a column that is missing stops the run; a row that breaks the
contract is rejected with its reason, and so is a row that names a release, benchmark or organisation no file lists.
"""

from collections.abc import Callable, Mapping, Set
from datetime import date, datetime
from pathlib import Path

import polars as pl

from warehouse.ids import slug
from warehouse.landing import Pull, Reject, SourceError
from warehouse.reference.country_names import is_country
from warehouse.sources.parse.csv_rows import EXTRA, Column, Row, decode, read_rows

TEXT, DAY, NUMBER = Column(), Column("date"), Column("number")
ID = Column(is_required=True, pattern=r"[a-z0-9]+([-_][a-z0-9]+)*")
NAME = Column(is_required=True)
READ_ON = Column("date", is_required=True)
OPENNESS = (
    "open_unrestricted", "open_restricted", "open_noncommercial", "api", "hosted", "unreleased", "unknown",
)  # fmt: skip
DATE_KINDS = ("announced_on", "api_on", "weights_on", "published_on")
CLAIM_KINDS = (*DATE_KINDS, "hub_created_on", "hub_first_weights_on")
# "open" and "closed" are what a source says that names no class of licence or of access.
CLAIMED_OPENNESS = (*OPENNESS, "open", "closed")
NAMING_SOURCES = ("epoch_index", "epoch_archive", "models_dev", "model_release_dates")
CLAIM_SOURCES = (*NAMING_SOURCES, "hub", "announcement")
ALIAS_SOURCES = (*NAMING_SOURCES, "epoch_version", "hub", "arena")
REVIEW_KINDS = ("identity", "release", "organization", "label")
SOURCE = Column(is_required=True, one_of=CLAIM_SOURCES)
FIRST_DAY = date(2017, 1, 1)  # the year of the transformer: an older day is a slip
DOMAINS = (
    "mathematics", "coding", "agents", "knowledge", "reasoning", "long context", "vision", "writing", "index",
)  # fmt: skip

CONTRACT: dict[str, dict[str, Column]] = {
    "organizations": {
        "organization_id": ID,
        "name": NAME,
        "country": TEXT,
        "hub_namespaces": TEXT,
        "kind": Column(one_of=("company", "university", "nonprofit", "government", "community")),
        "source": NAME,
        "read_on": READ_ON,
    },
    "releases": {
        "release_id": ID,
        "name": NAME,
        "family": TEXT,
        "organization_id": ID,
        "organizations": TEXT,
        "country": TEXT,
        "country_source": TEXT,
        "openness": Column(is_required=True, one_of=OPENNESS),
        "openness_source": TEXT,
        "licence": TEXT,
        "licence_source": TEXT,
        "announced_on": DAY,
        "announced_on_source": TEXT,
        "api_on": DAY,
        "api_on_source": TEXT,
        "weights_on": DAY,
        "weights_on_source": TEXT,
        "published_on": DAY,
        "published_on_source": TEXT,
        "hub_repository": TEXT,
        "hub_repository_source": TEXT,
        "date_spread_days": Column("integer"),
        "read_on": READ_ON,
        "notes": TEXT,
    },
    "benchmarks": {
        "benchmark_id": ID,
        "name": NAME,
        "other_names": TEXT,
        "domain": Column(is_required=True, one_of=DOMAINS),
        "scale_type": Column(is_required=True, one_of=("index", "proportion", "log")),
        "floor": NUMBER,
        "ceiling": NUMBER,
        "released_on": DAY,
        "released_on_source": TEXT,
        "superseded_by": TEXT,
        "superseded_by_source": TEXT,
        "source": NAME,
        "read_on": READ_ON,
    },
    "scores": {
        "release_id": ID,
        "benchmark_id": ID,
        "score": Column("number", is_required=True),
        "score_lower": NUMBER,
        "score_upper": NUMBER,
        "source": NAME,
        "read_on": READ_ON,
    },
    "prices": {
        "release_id": ID,
        "provider": ID,
        "source_model_id": NAME,
        "input_usd_per_mtok": Column("number", is_required=True),
        "output_usd_per_mtok": Column("number", is_required=True),
        "seen_on": Column("date", is_required=True),
        "source": NAME,
        "read_on": READ_ON,
        "notes": TEXT,
    },
    "aliases": {
        "source_id": Column(is_required=True, one_of=ALIAS_SOURCES),
        "source_name": NAME,
        "release_id": ID,
        "reason": NAME,
        "read_on": READ_ON,
    },
    "review_rejections": {
        "proposal_id": Column(is_required=True, pattern=r"[0-9a-f]{12}"),
        "kind": Column(is_required=True, one_of=REVIEW_KINDS),
        "source_id": NAME,
        "subject": NAME,
        "reason": NAME,
        "rejected_on": READ_ON,
    },
    "date_claims": {
        "release_id": ID,
        "kind": Column(is_required=True, one_of=CLAIM_KINDS),
        "day": Column("date", is_required=True),
        "precision": Column(is_required=True, one_of=("day", "month")),
        "source_id": SOURCE,
        "source_name": NAME,
        "evidence": NAME,
        "read_on": READ_ON,
        "notes": TEXT,
    },
    "date_precedence": {
        "kind": Column(is_required=True, one_of=DATE_KINDS),
        "source_id": Column(is_required=True, one_of=("releases", *CLAIM_SOURCES)),
        "claim_kind": Column(is_required=True, one_of=CLAIM_KINDS),
        "rank": Column("integer", is_required=True),
        "origin": ID,
        "reason": NAME,
    },
    "source_limits": {
        "source": ID,
        "age_limit_days": Column("integer", is_required=True),
        "rests_on_it": NAME,
        "reason": NAME,
    },
    # Each column whose blanking would change a figure or a label, and how full it was in a real file: blank where none is at hand.
    "source_columns": {
        "source": ID,
        "table_name": ID,
        "column_name": ID,
        "fill_share": NUMBER,
        "basis": NAME,
        "read_on": DAY,
    },
    "openness_claims": {
        "release_id": ID,
        "openness": Column(is_required=True, one_of=CLAIMED_OPENNESS),
        "licence": TEXT,
        "source_id": SOURCE,
        "source_name": NAME,
        "evidence": NAME,
        "read_on": READ_ON,
    },
    # The stored snapshot of the Hub. What it says of a repository is pulled with that snapshot; here it lists the names that were read.
    "hub_models": {"hub_model_id": NAME, "read_on": READ_ON},
}


KEYS = {
    "organizations": ("organization_id",),
    "releases": ("release_id",),
    "benchmarks": ("benchmark_id",),
    "scores": ("release_id", "benchmark_id"),
    "prices": ("release_id", "provider", "seen_on"),
    "aliases": ("source_id", "source_name"),
    "review_rejections": ("proposal_id",),
    "date_claims": ("release_id", "kind", "source_id", "day"),
    "date_precedence": ("kind", "source_id", "claim_kind"),
    "source_limits": ("source",),
    "source_columns": ("table_name", "column_name"),
    "openness_claims": ("release_id", "source_id", "openness"),
    "hub_models": ("hub_model_id",),
}


# Nothing has been rejected in a new checkout.
MAY_BE_EMPTY = frozenset({"review_rejections"})


def read(folder: Path, *, now: datetime) -> Pull:
    """The files of a folder, typed. retrieved_on is the newest read_on of the scores. Raises SourceError."""
    tables: dict[str, pl.DataFrame] = {}
    rejects: list[Reject] = []

    def add(name: str, check: Callable[[Row], str | None]) -> dict[str, Row]:
        file = folder / f"{name}.csv"
        key = KEYS[name]
        frame, rejected = read_rows(
            _text(file), file.name, CONTRACT[name], table=name, key=key, check=check, may_be_empty=name in MAY_BE_EMPTY
        )
        tables[name] = frame
        rejects.extend(rejected)
        return {row[key[0]]: row for row in frame.to_dicts()}

    organizations = add("organizations", _check_country)
    releases = add(
        "releases",
        lambda row: _check_country(row) or _unlisted(row, "organization_id", organizations, "organizations.csv"),
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
    add("hub_models", lambda row: None)
    tables["hub_snapshot"] = tables.pop("hub_models").drop(EXTRA)  # hub_models is the table of the Hub's own pulls
    return Pull(
        source="reference",
        title="Organisations, releases, benchmarks, scores, prices and claims of dates and openness compiled by openlag",
        producer="openlag",
        url="warehouse/reference",
        query=", ".join(f"{name}.csv" for name in CONTRACT),
        licence="CC BY 4.0 for the figures of Epoch AI (https://epoch.ai/data); every row credits its own source",
        retrieved_on=max(tables["scores"]["read_on"].to_list()),
        started_at=now,
        finished_at=now,
        tables=tables,
        rejects=rejects,
    )


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
    if row["seen_on"] > row["read_on"]:
        return f"seen_on is {row['seen_on']}, after the source was read on {row['read_on']}."
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
    if source == "announcement":
        return None if name.startswith("https://") else f"source_name is {name!r}, which is no address of a page."
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
    if row["day"] < FIRST_DAY:
        return f"day is {row['day']}, before {FIRST_DAY}."
    if row["day"] > row["read_on"]:
        return f"day is {row['day']}, after the source was read on {row['read_on']}."
    if row["precision"] == "month" and row["day"].day != 1:
        return f"day is {row['day']}; a month is written as its first day."
    return None
