"""Ask the warehouse somebody's SQL: in a process of its own (`warehouse/read/answer.py`), which the system holds within limits.

DuckDB alone holds none of them: its memory limit does not count the result, and an interrupt is not seen inside one long call. Nothing
heavy is imported here, because whoever asks only waits.
"""

import json
import os
import re
import signal
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

from warehouse.settings import PROJECT, Settings

QUERIES = PROJECT / "sql" / "queries"


class WarehouseError(Exception):
    """The warehouse cannot be opened or the query cannot be answered. The message is one sentence with the next action."""


class QueryError(WarehouseError):
    """The question itself is wrong: SQL that fails, writes, or takes too much, or a name that nothing has."""


def ask(sql: str, format: str, target: Path, settings: Settings) -> None:
    """Write the result of one select to a file: csv, json or parquet, or as `answer.TABLE` for a table on a terminal.

    Raises QueryError for SQL that fails, writes, or takes more time, memory, rows or bytes than the settings allow, and WarehouseError
    for a warehouse that cannot be read; what is in the file then is nothing to be read.
    """
    question = {
        "warehouse": str(settings.warehouse),
        "sql": sql,
        "format": format,
        "target": str(target),
        "seconds": settings.sql_seconds,
        "memory": settings.sql_memory,
        "rows": settings.sql_rows,
        "size": settings.sql_size,
    }
    done = subprocess.run(
        [sys.executable, "-m", "warehouse.read.answer"],
        input=json.dumps(question, ensure_ascii=False).encode(),
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("OPENLAG_DEBUG") else subprocess.DEVNULL,
        cwd=PROJECT,
    )
    if done.returncode == -signal.SIGALRM:
        raise QueryError(
            f"The query took longer than {settings.sql_seconds:g} s and was stopped; OPENLAG_SQL_SECONDS raises the limit."
        )
    if done.stdout:
        kind, sentence = json.loads(done.stdout)
        raise {"QueryError": QueryError, "WarehouseError": WarehouseError}.get(kind, RuntimeError)(sentence)
    if done.returncode:
        raise WarehouseError(
            f"The process of the query ended without an answer (exit code {done.returncode}), perhaps for want of memory; "
            "OPENLAG_SQL_MEMORY sets its limit, and OPENLAG_DEBUG=1 shows what it said."
        )


def find_query(text: str) -> str:
    """SQL as it was typed, or the text of the named query. Raises QueryError for one word that names no query."""
    if not re.fullmatch(r"[\w-]+", text):
        return text
    names = {path.stem: path for path in QUERIES.glob("*.sql")}
    if text not in names:
        raise QueryError(f"No query is named {text!r}; there are {', '.join(sorted(names))}. SQL goes in quotes.")
    return names[text].read_text(encoding="utf-8")


def named_queries() -> list[tuple[str, str]]:
    """Name and first sentence of each file in sql/queries/."""
    found = []
    for path in sorted(QUERIES.glob("*.sql")):
        lines = takewhile(lambda line: line.startswith("-- "), path.read_text(encoding="utf-8").splitlines())
        found.append((path.stem, " ".join(line[3:] for line in lines).split(". ")[0].rstrip(".") + "."))
    return found
