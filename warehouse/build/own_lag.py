"""Estimand A of a definition of one's own: any two groups, scale, rule and start, by the models that make core.matches.

The warehouse is read and not changed: its releases, scores and rules are copied into memory, with one pairing of the two groups, and the
same files of sql/core are run over them. Where the definition stands in marts.lag_summary too, its row there is given beside.
"""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build.heads import all_models
from warehouse.build.runner import build
from warehouse.estimates.cohorts import MATCHES, cohorts, estimate
from warehouse.groups import Group, GroupError, read_group
from warehouse.printable import clean
from warehouse.read.ask import QueryError, WarehouseError
from warehouse.read.connect import open_warehouse
from warehouse.settings import N_DRAWS
from warehouse.sql_text import quoted

OWN = "own"
MODELS = (
    "core.pairings", "core.dated_releases", "core.scored_releases", "core.records", "core.lab_records", "core.follow_ups", "core.matches",
    "core.censored_matches",
)  # fmt: skip
COPIED = ("core.headline", "core.releases", "core.scored_until", "core.arena_scores", "staging.organizations")
OF_SCALE = ("core.scales", "core.scores")
CHOICES = {
    "date_basis": ("available", "announced", "published"),
    "cohort_id": ("records", "lab_records"),
    "censoring_id": ("as_of", "scored"),
}
MOST_POINTS = 100
_TOLERANCE = re.compile(r"tolerance_([0-9]{1,3}(?:_[0-9]{1,4})?)")
_RECORDS = """
    select
        matches.record_release_id, leaders.name as record_name, matches.record_released_on, of_records.score as record_score,
        matches.is_matched, matches.match_release_id, laggards.name as match_name,
        case when matches.is_matched then whole.match_released_on end as match_released_on,
        case when matches.is_matched then whole.match_score end as match_score,
        matches.lag_days, case when not matches.is_matched then matches.follow_up_days end as follow_up_days,
    from core.censored_matches as matches
    join core.matches as whole using (pairing_id, scale_id, date_basis, rule_id, cohort_id, record_release_id)
    join core.scores as of_records on of_records.release_id = matches.record_release_id
    join core.releases as leaders on leaders.release_id = matches.record_release_id
    left join core.releases as laggards on laggards.release_id = matches.match_release_id
    cross join core.starts
    where
        matches.date_basis = $date_basis and matches.cohort_id = $cohort_id and matches.censoring_id = $censoring_id
        and (starts.start_on is null or matches.record_released_on >= starts.start_on)
    order by matches.record_released_on, matches.record_release_id
"""
_IN_MART = """
    select lags.*
    from marts.lag_summary as lags
    join marts.pairings using (pairing_id)
    where
        leader_group = $leader and laggard_group = $laggard and scale_id = $scale_id and rule_id = $rule_id and date_basis = $date_basis
        and cohort_id = $cohort_id and censoring_id = $censoring_id and start_on is not distinct from $start_on
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Words as on the command line. start_on: the first day of a record, None for the beginning."""

    leader: str
    laggard: str
    scale_id: str
    rule_id: str
    date_basis: str
    cohort_id: str
    censoring_id: str
    start_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLag:
    """What a definition gives. The figures are None where no record is followed, or where they are unknown or not reached.

    definition: with the words as the mart has them. n_leaders, n_laggards: releases with a score and a day. records: each leader record, an
    untested one too, which has neither a lag nor a follow-up. in_mart: the row of marts.lag_summary, if the definition stands there.
    """

    definition: Definition
    as_of: date
    scale_name: str
    names: Mapping[str, str]
    n_leaders: int
    n_laggards: int
    n_records: int
    n_matched: int
    n_untested: int
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    share_6m: float | None
    share_6m_lower: float | None
    share_6m_upper: float | None
    ci_level: float | None
    records: tuple[Mapping[str, Any], ...]
    in_mart: Mapping[str, Any] | None


def measure(warehouse: Path, wanted: Definition) -> OwnLag:
    """The lag of one definition.

    Raises QueryError for a group, scale, rule or choice that is none, with near names, and WarehouseError for a warehouse that cannot be
    read or is older than this code.
    """
    open_warehouse(warehouse).close()  # says what is wrong with the file, if anything is
    try:
        return _measure(warehouse, wanted)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = clean(" ".join(str(error).splitlines()[0].split()))
        raise WarehouseError(
            f"The warehouse lacks a table or column ({reason}); run `openlag build` to make it again."
        ) from error


def _measure(warehouse: Path, wanted: Definition) -> OwnLag:
    with duckdb.connect() as connection:
        connection.execute(f"attach {quoted(warehouse)} as kept (read_only)")
        ((as_of,),) = connection.execute("select as_of from kept.raw.warehouse").fetchall()
        definition = _understood(connection, wanted)
        _copy(connection, definition)
        models = [model for model in all_models() if model.name in MODELS]
        build(connection, models, as_of=as_of)
        return _told(connection, definition, as_of)


def _understood(connection: duckdb.DuckDBPyConnection, wanted: Definition) -> Definition:
    """The definition in the mart's words. Raises QueryError."""
    for column, known in CHOICES.items():
        if getattr(wanted, column) not in known:
            raise QueryError(_refusal(column.removesuffix("_id").replace("_", " "), getattr(wanted, column), known))
    found = connection.execute("select scale_id, scale_name, scale_type from kept.core.scales order by all").fetchall()
    scales = {scale_id: (name, scale_type) for scale_id, name, scale_type in found}
    keys = {_key(word): scale_id for scale_id, (name, _) in scales.items() for word in (name, scale_id)}
    scale_id = keys.get(_key(wanted.scale_id))
    if scale_id is None:
        raise QueryError(_refusal("scale", wanted.scale_id, list(scales)))
    for column in ("cohort_id", "censoring_id"):
        if getattr(wanted, column) != CHOICES[column][0] and scales[scale_id][1] != "index":
            raise QueryError(
                f"{getattr(wanted, column)} is for the indexes alone, and {scale_id} is none; leave it out."
            )
    leader, laggard = (_known_group(connection, word) for word in (wanted.leader, wanted.laggard))
    if leader == laggard:
        raise QueryError(f"leader and laggard are both {leader}; a group is not compared with itself.")
    _, share, points = _read_rule(wanted.rule_id)
    # One word for a tolerance, however it was written (tolerance_1_0): what is judged is looked up by it.
    rule_id = wanted.rule_id if wanted.rule_id == "strict" else f"tolerance_{points or share:.10g}".replace(".", "_")
    return Definition(
        **asdict(wanted) | {"leader": leader, "laggard": laggard, "scale_id": scale_id, "rule_id": rule_id}
    )


def _known_group(connection: duckdb.DuckDBPyConnection, word: str) -> str:
    """The word as core.pairings has it. Raises QueryError for one that names no group with a release."""
    groups = connection.execute(
        """
        select distinct country, organization_id, organization_name
        from kept.core.releases
        left join (select organization_id, organization_name from kept.staging.organizations) using (organization_id)
        where exclusion_reason is null
        order by all
        """
    ).fetchall()
    countries = sorted({country for country, *_ in groups})
    labs = {lab: name for _, lab, name in groups if lab is not None}
    try:
        group: Group = read_group(word)
    except GroupError as error:
        head = word.partition(":")[0]
        near = _near(head, countries) or [f"lab:{_lab_of(labs, name)}" for name in _near(word, [*labs, *labs.values()])]
        raise QueryError(str(error).removesuffix(".") + _end(near, ".")) from error
    if group.country is not None and group.country not in countries:
        raise QueryError(f"No release of {group.country} is known; there are some of {', '.join(countries)}.")
    if group.organization_id is not None and group.organization_id not in labs:
        near = [f"lab:{_lab_of(labs, name)}" for name in _near(group.organization_id, [*labs, *labs.values()])]
        raise QueryError(f"No release of lab:{group.organization_id} is known" + _end(near, "."))
    return word.removesuffix(":any")


def _lab_of(labs: Mapping[str, str], word: str) -> str:
    return word if word in labs else next(lab for lab, name in labs.items() if name == word)


def _key(word: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")


def _near(word: str, known: Collection[str]) -> list[str]:
    """What begins with the word, then what is like it."""
    by_key, key = {_key(name): name for name in reversed(list(known))}, _key(word)
    begun = sorted(name for name in by_key if key and name.startswith(key))
    return [by_key[name] for name in dict.fromkeys((*begun, *difflib.get_close_matches(key, by_key, cutoff=0.5)))][:3]


def _end(near: Collection[str], otherwise: str) -> str:
    return f"; did you mean {' or '.join(dict.fromkeys(near))}?" if near else otherwise


def _refusal(what: str, word: str, known: Collection[str]) -> str:
    return f"There is no {what} {word[:80]!r}" + _end(_near(word, known), f"; there are {', '.join(known)}.")


def _copy(connection: duckdb.DuckDBPyConnection, definition: Definition) -> None:
    """The tables that the models read, of this definition alone. Raises QueryError for a rule that the scale has not."""
    connection.execute("create schema core; create schema staging")
    for table in COPIED:
        connection.execute(f"create table {table} as from kept.{table}")
    for table in OF_SCALE:
        connection.execute(f"create table {table} as from kept.{table} where scale_id = ?", [definition.scale_id])
    connection.execute("create table core.paired_matches as from kept.core.paired_matches limit 0")
    connection.execute("create table core.starts as select ?::date as start_on", [definition.start_on])
    connection.execute(
        f"create table staging.pairings as select '{OWN}' as pairing_id, ? as leader, ? as laggard, ? as pairing_name, ? as short_name, "
        "? as leaders, ? as laggards",
        [definition.leader, definition.laggard] * 3,
    )
    kind, share, points = _read_rule(definition.rule_id)
    connection.execute(
        "create table core.rules as select ? as rule_id, scale_id, cast(? * tolerance as double) as tolerance, cast(? as double) as share, "
        "cast(origin as double) as origin, draw_share from kept.core.rules where scale_id = ? and rule_id = ?",
        [definition.rule_id, points, share, definition.scale_id, kind],
    )
    if not connection.execute("select count(*) from core.rules").fetchall()[0][0]:
        what = "points" if points else "zero from which a share could be counted"
        raise QueryError(
            f"{definition.scale_id} has no {what}, so that {definition.rule_id} means nothing on it; take strict."
        )


def _read_rule(word: str) -> tuple[str, float, float]:
    """The rule of core.rules that a word is one of, its share, and its points. Raises QueryError."""
    if word == "strict":
        return "strict", 1.0, 0.0
    found = _TOLERANCE.fullmatch(word)
    amount = float(found[1].replace("_", ".")) if found else 0.0
    if not 0 < amount <= MOST_POINTS:
        raise QueryError(
            f"There is no rule {word[:80]!r}; write strict, tolerance_1 (at most one point below, or tolerance_2_5), or tolerance_0_9 "
            "(nine tenths of the score, or tolerance_0_85)."
        )
    return ("tolerance_0_9", amount, 0.0) if amount < 1 else ("tolerance_1", 1.0, amount)


def _told(connection: duckdb.DuckDBPyConnection, definition: Definition, as_of: date) -> OwnLag:
    choices = {column: getattr(definition, column) for column in CHOICES}
    wanted = {"pairing_id": OWN, **choices}
    groups = {
        tuple(key[column] for column in wanted): (records, n_untested)
        for key, records, n_untested in cohorts(connection.sql(MATCHES).pl())
    }
    records, n_untested = groups.get(tuple(wanted.values()), (None, 0))
    lag = None if records is None or not records.height else estimate(records, 2 * N_DRAWS)
    counted = dict(
        connection.execute(
            "select role, count(*) from core.scored_releases where pairing_id = ? and date_basis = ? group by role",
            [OWN, definition.date_basis],
        ).fetchall()
    )
    names = dict(connection.execute("select organization_id, organization_name from staging.organizations").fetchall())
    figures = (
        "median_days",
        "median_days_lower",
        "median_days_upper",
        "share_6m",
        "share_6m_lower",
        "share_6m_upper",
        "ci_level",
    )
    return OwnLag(
        definition=definition,
        as_of=as_of,
        scale_name=connection.execute("select scale_name from core.scales").fetchall()[0][0],
        names=names,
        n_leaders=counted.get("leader", 0),
        n_laggards=counted.get("laggard", 0),
        n_records=lag.n_records if lag else 0,
        n_matched=lag.n_matched if lag else 0,
        n_untested=n_untested,
        **{name: getattr(lag, name, None) for name in figures},
        records=tuple(
            row
            for row in _rows(
                connection, _RECORDS.replace("where", f"where matches.pairing_id = '{OWN}' and", 1), choices
            )
        ),
        in_mart=next(iter(_rows(connection, _IN_MART.replace("marts.", "kept.marts."), asdict(definition))), None),
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    result = connection.execute(sql, dict(given))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
