"""What a quantised, converted, adapted or merged copy is called: the words of sql/macros.sql, by which adoption counts too."""

import duckdb

from warehouse.settings import PROJECT

KINDS = ("quantised", "converted", "adapted", "merged")


def _read() -> dict[str, str]:
    with duckdb.connect() as connection:
        connection.execute((PROJECT / "sql" / "macros.sql").read_text(encoding="utf-8"))
        (words,) = connection.execute(f"select {', '.join(f'{kind}_words()' for kind in KINDS)}").fetchall()
    return dict(zip(KINDS, words, strict=True))


# By kind, as one regular expression for a word between separators, in lower case.
COPY_WORDS = _read()
