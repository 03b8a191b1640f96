"""The caveats: of the method, of what is in no group and what did not parse, and of each table."""

from reports import words
from reports.headline import Report
from reports.language import N_, _
from reports.layout import RELEASE_LIST, Cell, Section, Table, make_table, number_cell
from reports.query import Query

COUNT = Query("marts.releases", "select count(*) as n from marts.releases")
EXCLUDED = Query(
    "marts.releases",
    "select null as place, exclusion_reason as reason, count(*) as row_count from marts.releases "
    "where exclusion_reason is not null group by all order by row_count desc, reason",
)
REJECTS = Query(
    "marts.rejects",
    "select source || ', ' || file || if(count(*) = 1, ', row ' || min(row_number), '') as place, reason, count(*) as row_count "
    "from marts.rejects group by source, file, reason order by row_count desc, place, reason",
)
# The caveat: line of each model's head, which the build writes into the table's comment.
CAVEATS = Query(
    "the marts' comments",
    "select 'marts.' || table_name as mart, regexp_extract(comment, ' Caveat: (.*)$', 1) as sentence "
    "from duckdb_tables() where schema_name = 'marts' and contains(comment, ' Caveat: ') order by table_name",
)
OF_THE_METHOD = (
    N_(
        "A lag taken at a record is taken at the top of a step, where it is longest; the day-by-day view shows the whole saw-tooth."
    ),
    N_(
        "A match is a score at or above the record's on one index, by point values; the index's own uncertainty is in the interval over "
        "draws and in no other, and a release that matches on the index can stay behind on a benchmark."
    ),
    N_(
        "Records that share a match are one chain and not independent; read the chain interval beside the textbook one."
    ),
    N_(
        "Release days are those of the scored version where a source dates it; days that sources disagree on are in marts.releases "
        "(date_spread_days)."
    ),
    N_(
        "Data-centre area, spending and national income cannot be read from any source here and are not tested. Prices are list "
        "prices of the API, not what an answer costs."
    ),
)


def section(report: Report) -> Section:
    """What a reader could be misled by, gathered."""
    (known,) = (row.n for row in report.rows(COUNT))
    excluded, rejected = (sum(tally.row_count for tally in report.rows(query)) for query in (EXCLUDED, REJECTS))
    text = _(
        "{n_excluded} of {n} known releases are in no group, for the reasons below; nothing is guessed. {n_rejected} rows, or parts of "
        "rows, of the sources did not parse and were set aside."
    ).format(n_excluded=words.count(excluded), n=words.count(known), n_rejected=words.count(rejected))
    link = _("All known releases, with the day each counts from or why it is in no group")
    tables = (
        _list_tallies(report, EXCLUDED, _("Releases in no group"), _("Reason | Releases")),
        _list_tallies(report, REJECTS, _("Rows set aside"), _("Source, file | Reason | Rows")),
        _list_caveats(report),
    )
    data = {
        "excluded": report.block(EXCLUDED, known),
        "rejects": report.block(REJECTS, rejected),
        "caveats": {**report.block(CAVEATS), "of_the_method": OF_THE_METHOD},
    }
    points = tuple(map(_, OF_THE_METHOD))
    links = ((link, f"releases/{RELEASE_LIST}"),)
    return Section("caveats", _("Caveats"), (text,), points=points, links=links, tables=tables, data=data)


def _list_tallies(report: Report, query: Query, caption: str, headers: str) -> Table:
    """How many rows share a reason for not being counted."""
    rows = [
        (
            *((Cell(words.plain(t.place, 60)),) if t.place else ()),
            Cell(_(words.plain(t.reason, 160)), is_evidence=query is REJECTS),
            number_cell(words.count(t.row_count)),
        )
        for t in report.rows(query)
    ]
    return make_table(query, caption, headers, rows, stacked=True)


def _list_caveats(report: Report) -> Table:
    rows = [(Cell(words.plain(c.mart)), Cell(words.plain(c.sentence), is_evidence=True)) for c in report.rows(CAVEATS)]
    return make_table(CAVEATS, _("What to know of each table"), _("Table | Caveat"), rows, folded=True)
