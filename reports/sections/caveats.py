"""The caveats: of the method, of what is in no group and what did not parse, and of each table."""

from reports import words
from reports.headline import Report
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
    "A lag taken at a record is taken at the top of a step, where it is longest; the day-by-day view shows the whole saw-tooth.",
    "A match is a score at or above the record's on one index, by point values; the index's own uncertainty is in the interval over "
    "draws and in no other, and a release that matches on the index can stay behind on a benchmark.",
    "Records that share a match are one chain and not independent; read the chain interval beside the textbook one.",
    "Release days are those of the scored version where a source dates it; days that sources disagree on are in marts.releases "
    "(date_spread_days).",
    "Data-centre area, spending and national income cannot be read from any source here and are not tested. Prices are list "
    "prices of the API, not what an answer costs.",
)


def section(report: Report) -> Section:
    """What a reader could be misled by, gathered."""
    (known,) = (row.n for row in report.rows(COUNT))
    excluded, rejected = (sum(tally.row_count for tally in report.rows(query)) for query in (EXCLUDED, REJECTS))
    text = (
        f"{words.count(excluded)} of {words.count(known)} known releases are in no group, for the reasons "
        f"below; nothing is guessed. {words.count(rejected)} rows, or parts of rows, of the sources did not parse and were set aside."
    )
    link = ("All known releases, with the day each counts from or why it is in no group", f"releases/{RELEASE_LIST}")
    tables = (
        _list_tallies(report, EXCLUDED, "Releases in no group", "Reason | Releases"),
        _list_tallies(report, REJECTS, "Rows set aside", "Source, file | Reason | Rows"),
        _list_caveats(report),
    )
    data = {
        "excluded": report.block(EXCLUDED, known),
        "rejects": report.block(REJECTS, rejected),
        "caveats": {**report.block(CAVEATS), "of_the_method": OF_THE_METHOD},
    }
    return Section("caveats", "Caveats", (text,), points=OF_THE_METHOD, links=(link,), tables=tables, data=data)


def _list_tallies(report: Report, query: Query, caption: str, headers: str) -> Table:
    """How many rows share a reason for not being counted."""
    rows = [
        (
            *((Cell(words.plain(t.place, 60)),) if t.place else ()),
            Cell(words.plain(t.reason, 160)),
            number_cell(words.count(t.row_count)),
        )
        for t in report.rows(query)
    ]
    return make_table(query, caption, headers, rows, stacked=True)


def _list_caveats(report: Report) -> Table:
    rows = [(Cell(words.plain(c.mart)), Cell(words.plain(c.sentence))) for c in report.rows(CAVEATS)]
    return make_table(CAVEATS, "What to know of each table", "Table | Caveat", rows, folded=True)
