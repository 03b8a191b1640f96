"""The errors whose message is a sentence for the reader; any other is a fault of ours, and keeps its traceback."""

import duckdb

from reports.query import ReportError
from warehouse.build.heads import BuildError
from warehouse.landing import SourceError
from warehouse.read.connect import QueryError, WarehouseError
from warehouse.settings import SettingError

# OSError and DuckDB's own: a full disk or a folder without permission names itself.
KNOWN = (BuildError, OSError, duckdb.IOException, ReportError, SettingError, SourceError, WarehouseError)

__all__ = ["KNOWN", "QueryError"]
