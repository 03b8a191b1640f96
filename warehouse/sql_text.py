"""Values of Python as the text of a statement, where DuckDB takes no parameter, or reads worse or later with one."""

import glob
from collections.abc import Iterable


def quoted(value: object) -> str:
    """A text, or a path, between quotes."""
    return "'" + str(value).replace("'", "''") + "'"


def listed(paths: Iterable[object]) -> str:
    """Files as a list that `read_parquet` takes, each by its own name and not as a pattern."""
    return "[" + ", ".join(quoted(glob.escape(str(path))) for path in paths) + "]"
