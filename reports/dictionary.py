"""Every mart with its columns, as the build writes them into the warehouse: a table a mart."""

from itertools import groupby

from reports import words
from reports.headline import Report
from reports.language import _
from reports.layout import Cell, Table
from reports.query import Query

COLUMNS = Query(
    "the marts' comments",
    "select 'marts.' || table_name as mart, column_name, data_type, comment from duckdb_columns() where schema_name = 'marts' "
    "order by table_name, column_index",
)


def list_tables(report: Report) -> list[Table]:
    """One folded table a mart: its columns, their types and what they hold."""
    return [
        Table(
            words.plain(mart),
            _("Column | Type | What it holds").split(" | "),
            [
                (
                    Cell(words.plain(row.column_name)),
                    Cell(words.plain(row.data_type)),
                    Cell(words.plain(row.comment or ""), is_evidence=True),
                )
                for row in rows
            ],
            is_stacked=True,
            is_folded=True,
        )
        for mart, rows in groupby(report.rows(COLUMNS), key=lambda row: row.mart)
    ]
