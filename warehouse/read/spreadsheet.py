"""CSV as a spreadsheet reads it without harm: what each type becomes, and how a line is written."""

import re
from collections.abc import Sequence

# A spreadsheet takes text that begins so for a formula. An apostrophe before it is counted too, so that taking one off gives the text back.
FORMULA = r"^'*[=+\-@\t\r\n]"
AS_IT_IS = re.compile(
    r"BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\)|BIGNUM|DATE|TIME|TIMESTAMP(_N?M?S)?"
)
INSTANT = re.compile(r"TIMESTAMP WITH TIME ZONE|TIMESTAMPTZ_NS")
NESTED = re.compile(r"(STRUCT|TUPLE|MAP|UNION)\b.*|.*\]|VARIANT", re.DOTALL)
QUOTED = re.compile(r'[",\r\n]|^$')


def csv_form(column: str, kind: str) -> str:
    """The SQL of a column's form in CSV: nested as JSON, instants in UTC, and an apostrophe before text that could be taken for a formula.

    column: its name in SQL. kind: its type, as DuckDB writes it.
    """
    if AS_IT_IS.fullmatch(kind):
        return column
    if INSTANT.fullmatch(kind):
        text = instant_form(column)
    else:
        text = f"to_json({column})::varchar" if NESTED.fullmatch(kind) else f"{column}::varchar"
    return f"case when regexp_matches({text}, '{FORMULA.replace(chr(39), chr(39) * 2)}') then '''' || {text} else {text} end"


def instant_form(column: str) -> str:
    """The SQL of a moment in UTC, such as 2026-08-11T09:00:00Z."""
    return f"replace(regexp_replace({column}::varchar, '\\+00$', 'Z'), ' ', 'T')"


def as_text(text: str) -> str:
    """The text, with an apostrophe if it could be taken for a formula."""
    return f"'{text}" if re.match(FORMULA, text) else text


def csv_line(cells: Sequence[str | None]) -> str:
    """A line of CSV. Null is nothing, and empty text two quotes."""
    return ",".join("" if cell is None else _field(cell) for cell in cells) + "\n"


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if QUOTED.search(text) else text
