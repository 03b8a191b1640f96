"""Sum a full listing by the root of each repository's lineage (lineage.py), into `<history>/derived/<listing_id>/`.

Sums can be made again from the listings at any time, and are by code whose rule is another: nothing is lost with the folder. The build
reads nothing else, so that it takes as long whatever a listing holds.

A repository derives where it names another as its base, or states a relation to one without naming it. A base that is not listed is a
root of its own, whose name says whose it is; where none is named the root is unknown.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from warehouse import files
from warehouse.history import shared
from warehouse.history.engine import scan, write
from warehouse.history.lineage import UNITS, Indices, share_out
from warehouse.history.records import ATTRIBUTES, COUNTS, Kept, every_listing, find_damage, find_file_damage
from warehouse.landing import SourceError
from warehouse.load_records import Stored, read_summed, write_summed

# Of what is summed and how: to be raised with every change that moves a sum, whereupon every listing is summed anew.
RULE = 4
SUMS, LARGEST_ROOTS = "sums", "largest_roots"
SUMS_RECORD = "sums.json"
N_LARGEST = 2_000
NEW_DAYS = 30
COUNTED = ("n_roots", "n_without_base", "n_bases_not_listed", "n_cycles_cut")
RELATIONS = ("finetune", "adapter", "merge", "quantized")


class Unsummable(SourceError):
    """A listing that is damaged, or rests on one that is."""


@dataclass(frozen=True, slots=True)
class Summed:
    """The sums of a listing: where they lie, and what its lineages are like.

    n_roots: repositories, listed or named, at which a lineage ends. n_without_base: repositories that derive from nothing. n_cycles_cut:
    repositories at which a circle was cut. n_bases_not_listed: names of bases that are not in the listing.
    """

    folder: Path
    n_roots: int
    n_without_base: int
    n_cycles_cut: int
    n_bases_not_listed: int
    files: Mapping[str, Stored]

    def file(self, table: str) -> Path:
        """Where one of its tables lies."""
        return self.folder / f"{table}.parquet"


def sums_of(kept: Kept, history: Path, *, read_all: bool = False) -> Summed | None:
    """The sums of a listing, if they are there, are its own and as they were written, and are by today's rule.

    read_all: hold the sums by maker to theirs, which are read only where root and maker are summed by whether they are tracked.
    """
    folder = history / "derived" / kept.listing_id
    try:
        record = read_summed(folder / SUMS_RECORD)
        if (record.pop("rule"), record.pop("listing_id")) != (RULE, kept.listing_id):
            return None
        stored = {table: Stored(**one) for table, one in record.pop("files").items()}
        summed = Summed(folder, **record, files=stored)
        damages = (
            find_file_damage(summed.file(SUMS), stored[SUMS], read_all=read_all),
            find_file_damage(summed.file(LARGEST_ROOTS), stored[LARGEST_ROOTS]),
        )
        return None if any(damages) else summed
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def sum_up(connection: duckdb.DuckDBPyConnection, kept: Kept, history: Path) -> Summed:
    """Sum up a listing, unless its sums are there. Only who holds the history may. Raises Unsummable for one that is damaged."""
    if (found := sums_of(kept, history, read_all=True)) is not None:
        return found
    folder = history / "derived" / kept.listing_id
    partial = files.hidden(folder, "partial")
    partial.mkdir(parents=True)
    _make_nodes(connection, kept, history)
    n_cut = _make_parts(connection)
    counts = dict(zip(COUNTED, connection.execute(_NUMBERS, [n_cut]).fetchall()[0], strict=True))
    stored = {
        SUMS: write(connection, _SUMS.format(day=kept.listing.listed_on), partial / f"{SUMS}.parquet"),
        LARGEST_ROOTS: write(
            connection, _LARGEST.format(listing_id=kept.listing_id), partial / f"{LARGEST_ROOTS}.parquet"
        ),
    }
    connection.execute(
        "drop table nodes; drop table missing; drop table derived; drop table parts; drop table roots; drop table owners"
    )
    told = {name: asdict(one) for name, one in stored.items()}
    write_summed({"rule": RULE, "listing_id": kept.listing_id, **counts, "files": told}, partial / SUMS_RECORD)
    files.remove(folder)
    partial.rename(folder)
    return Summed(folder, **counts, files=stored)


def spread_of(summed: Summed, tracked: Collection[str]) -> Path | None:
    """Where the sums of a listing lie as the build takes them, if they are there as they were made for these namespaces."""
    for path in summed.folder.glob(f"spread-{_key(summed, tracked)}-*.parquet"):
        with suppress(OSError):  # what cannot be read is made anew
            if path.stem.rpartition("-")[2] == files.sum_of(path)[:12]:
                return path
    return None


def make_spread(connection: duckdb.DuckDBPyConnection, kept: Kept, summed: Summed, tracked: Collection[str]) -> Path:
    """Make them: root and maker by whether they are tracked. Only who holds the history may.

    tracked: namespaces in lower case. The name of the file says of which listing and for which of them it was made, and its sum.
    """
    for path in summed.folder.glob("spread-*.parquet"):
        files.remove(path)
    fresh = summed.folder / ".spread.partial"
    connection.execute(
        "create or replace temp table tracked as select unnest(?::varchar[]) as namespace", [sorted(tracked)]
    )
    query = _SPREAD.format(listing_id=kept.listing_id, sums=scan([summed.file(SUMS)]))
    stored = write(connection, query, fresh)
    return fresh.rename(summed.folder / f"spread-{_key(summed, tracked)}-{stored.sha256[:12]}.parquet")


def _key(summed: Summed, tracked: Collection[str]) -> str:
    """What tells the sums of this listing for these namespaces from all others; the folder of sums is named by the listing."""
    return sha256(json.dumps([summed.folder.name, *sorted(tracked)]).encode()).hexdigest()[:12]


def _make_nodes(connection: duckdb.DuckDBPyConnection, kept: Kept, history: Path) -> None:
    """The repositories of the listing, numbered in order of their ids."""
    counts, versions = (shared.counts_of(kept), shared.VERSIONS) if kept.is_shared else _stored(kept, history)
    connection.execute(_NODES.format(counts=counts, versions=versions))
    # A version stands twice where a listing was damaged, kept anew, and put right since.
    connection.execute(_WITHOUT_REPEATED)
    ((n_found,),) = connection.execute("select count(*) from nodes").fetchall()
    if n_found != kept.n_models:
        raise Unsummable(
            f"The listing {kept.listing_id} cannot be summed: of {kept.n_models - n_found:,} of its {kept.n_models:,} repositories the "
            "attributes were kept with another listing, which is gone or damaged."
        )


def _stored(kept: Kept, history: Path) -> tuple[str, str]:
    """The counts of a listing and the versions of all, as tables in a query. Raises Unsummable for one that is damaged."""
    versions = []
    for other in every_listing(history):
        damage = find_damage(other) if other == kept else _versions_damage(other)
        if damage is None:
            versions.append(other.file(ATTRIBUTES))
        elif other == kept:
            raise Unsummable(f"The listing {kept.listing_id} is damaged: {damage}")
    return scan([kept.file(COUNTS)]), scan(versions)


def _versions_damage(kept: Kept) -> str | None:
    try:
        return kept.fault or find_file_damage(kept.file(ATTRIBUTES), kept.files[ATTRIBUTES])
    except OSError as error:
        return str(error)


def _make_parts(connection: duckdb.DuckDBPyConnection) -> int:
    """Share every repository out to its roots. Returns at how many circles were cut."""
    connection.execute(_BASES)
    ((n_listed, n_missing),) = connection.execute(
        "select (select count(*) from nodes), (select count(*) from missing)"
    ).fetchall()
    edges = connection.sql("select node, base from edges order by node, base").pl()
    created = connection.sql("select coalesce(created, 9223372036854775807) as created from nodes order by node").pl()
    connection.execute("drop table edges")
    # The last node stands for the root of what states a relation and names no base, and of what has too many to be told apart.
    named = np.zeros(n_missing + 1, dtype=np.int64)
    precedence = np.concatenate((_array(created, "created"), named))
    shares = share_out(
        precedence.size, _array(edges, "node"), _array(edges, "base"), precedence, unknown=precedence.size - 1
    )
    # What is named as a base and not listed is shared out too, to itself, and is no repository to be counted.
    n_parts = int(np.searchsorted(shares.node, n_listed))
    parts = {name: getattr(shares, name)[:n_parts] for name in ("node", "root", "units")}
    connection.register("shared", pl.DataFrame(parts))
    connection.execute("create or replace temp table parts as select node, root, units from shared")
    connection.unregister("shared")
    connection.execute(_ROOTS)
    return shares.n_cut


def _array(frame: pl.DataFrame, column: str) -> Indices:
    return frame[column].to_numpy()


# Text that is grouped by is a number here, in the order of the text.
_RELATION = f"enum{tuple(sorted((*RELATIONS, 'base', 'unstated')))}"
_SIZE_CLASS = "enum('10b_to_100b', '1b_to_10b', 'over_100b', 'under_1b', 'unknown')"
_OWNER = "if(contains(hub_model_id, '/'), lower(split_part(hub_model_id, '/', 1)), null)"
_NODES = f"""
    create or replace temp table nodes as
        select
            cast(counts.file_row_number as int) as node,
            hub_id,
            versions.hub_model_id,
            epoch_us(versions.created_at) as created,
            versions.base_models,
            cast(if(base_model_relation in {RELATIONS}, base_model_relation, 'unstated') as {_RELATION}) as stated,
            base_model_relation is not null and len(coalesce(versions.base_models, [])) = 0 as is_unnamed,
            cast(case
                when parameter_count < 1_000_000_000 then 'under_1b'
                when parameter_count < 10_000_000_000 then '1b_to_10b'
                when parameter_count < 100_000_000_000 then '10b_to_100b'
                else if(parameter_count is null, 'unknown', 'over_100b')
            end as {_SIZE_CLASS}) as size_class,
            counts.downloads_30d,
            counts.likes,
        from (select *, file_row_number from {{counts}}) as counts
        join {{versions}} as versions using (hub_id, attributes_key);
"""  # noqa: S608 - our own files and constants, as below
_WITHOUT_REPEATED = """
    delete from nodes
    where node in (select node from nodes group by node having count(*) > 1)
        and rowid not in (select min(rowid) from nodes group by node having count(*) > 1)
"""
# Of two repositories with one name, as a listing has them that saw a name go to another, the one with the greater id is the younger.
_BASES = """
    create or replace temp table named as
        select distinct node, name
        from (select node, hub_model_id, lower(trim(unnest(base_models))) as name from nodes)
        where name <> '' and name <> lower(hub_model_id);
    alter table nodes drop column base_models;
    create or replace temp table listed_names as
        select lower(hub_model_id) as name, max(node) as node from nodes group by all;
    create or replace temp table missing as
        select name, (select max(node) from nodes) + cast(row_number() over (order by name) as int) as node
        from (select distinct name from named where name not in (select name from listed_names));
    create or replace temp table edges as
        select named.node, coalesce(listed_names.node, missing.node) as base
        from named
        left join listed_names using (name)
        left join missing using (name)
        where listed_names.node is distinct from named.node
        union all
        select node, (select cast(count(*) as int) from nodes) + (select cast(count(*) as int) from missing) from nodes where is_unnamed;
    create or replace temp table derived as select distinct node from edges;
    drop table named; drop table listed_names;
"""
_ROOTS = f"""
    create or replace temp table roots as
        select node as root, hub_id, hub_model_id, 'listed' as root_status
        from nodes
        where node in (select root from parts)
        union all
        select node, null, name, 'not_listed' from missing where node in (select root from parts)
        union all
        select (select cast(count(*) as int) from nodes) + (select cast(count(*) as int) from missing), null, null, 'unnamed';
    create or replace temp table owners as
        select owner, cast(row_number() over (order by owner) as int) as owner_number
        from (select {_OWNER} as owner from nodes union select {_OWNER} from roots);
"""  # noqa: S608
_NUMBERS = """
    select
        (select count(*) from roots where root_status <> 'unnamed'),
        (select count(*) from nodes anti join derived using (node)),
        (select count(*) from missing),
        ?
"""
_ADDED = f"""
        sum(units) / {UNITS} as n_models,
        sum(units * downloads_30d) / {UNITS} as downloads_30d,
        coalesce(sum(units) filter (where downloads_30d is not null), 0) / {UNITS} as n_downloads_30d,
        sum(units * likes) / {UNITS} as likes,
        coalesce(sum(units) filter (where likes is not null), 0) / {UNITS} as n_likes,
"""
_SUMS = f"""
    with makers as (
        select node, owner_number as maker, downloads_30d, likes, size_class,
            if(node in (select node from derived), stated, cast('base' as {_RELATION})) as relation,
            coalesce(created_on > date '{{day}}' - {NEW_DAYS} and created_on <= date '{{day}}', false) as is_new,
        from (select *, {_OWNER} as owner, cast(make_timestamp(created) as date) as created_on from nodes)
        left join owners using (owner)
    ),

    ends as (
        select root, owner_number as end_owner, root_status,
        from (select *, {_OWNER} as owner from roots)
        left join owners using (owner)
    ),

    summed as (
        select end_owner, maker, root_status, relation, size_class, is_new, {_ADDED}
        from parts
        join makers using (node)
        join ends using (root)
        group by all
    )

    select
        root_owners.owner as root_namespace, maker_owners.owner as maker_namespace,
        summed.* exclude (end_owner, maker) replace (cast(relation as varchar) as relation, cast(size_class as varchar) as size_class),
    from summed
    left join owners as root_owners on root_owners.owner_number = end_owner
    left join owners as maker_owners on maker_owners.owner_number = maker
    order by end_owner nulls last, maker nulls last, root_status, summed.relation, summed.size_class, is_new
"""  # noqa: S608
# Of a root without downloads it is not known how large it is: it has no rank.
_LARGEST = f"""
    select
        '{{listing_id}}' as listing_id,
        row_number() over (order by downloads_30d desc, lower(hub_model_id), root) as rank,
        hub_id as root_hub_id,
        hub_model_id as root_hub_model_id,
        if(contains(hub_model_id, '/'), split_part(hub_model_id, '/', 1), null) as root_namespace,
        n_models,
        downloads_30d,
        likes,
    from (
        select roots.*, n_models, downloads_30d, likes
        from (select root, {_ADDED} from parts join nodes using (node) group by root)
        join roots using (root)
        where root_status <> 'unnamed' and downloads_30d is not null
        order by downloads_30d desc, lower(hub_model_id), root
        limit {N_LARGEST}
    )
    order by rank
"""  # noqa: S608
_SPREAD = """
    select
        '{listing_id}' as listing_id,
        if(root_namespace in (select namespace from tracked), root_namespace, null) as root_namespace,
        root_status,
        coalesce(maker_namespace in (select namespace from tracked), false) as is_maker_tracked,
        relation,
        size_class,
        is_new,
        sum(n_models) as n_models,
        sum(downloads_30d) as downloads_30d,
        sum(n_downloads_30d) as n_downloads_30d,
        sum(likes) as likes,
        sum(n_likes) as n_likes,
    from {sums}
    group by all
    order by all
"""
