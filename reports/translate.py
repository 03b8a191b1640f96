"""Bring the catalogues up to date with the code: `python -m reports.translate` (make translate).

Reads every message of the Python files and templates of reports/, the names of the pairings and the glossary, and writes each catalogue
anew: new messages stand in it without a translation, those no longer said are dropped, the others keep theirs. Neither lines nor dates
stand in it, so that the same code gives the same bytes.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from reports.language import ENGLISH, LANGUAGES, catalogue_path
from reports.prose import GLOSSARY, glossary
from warehouse.files import write_whole
from warehouse.headline import PAIRINGS
from warehouse.settings import PROJECT

REPORTS = Path(__file__).parent
TEMPLATES = {"newstyle_gettext": "yes", "trimmed": "yes", "trim_blocks": "yes", "lstrip_blocks": "yes", "silent": "no"}
PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w*(?:\.\w+)*(?:![rsa])?(?::[^{}]*)?\}")
Message = tuple[str | tuple[str, ...], str | None]  # a message, or its two forms, and its context


def list_messages() -> Iterator[tuple[Path, Message]]:
    """Everything that is said, file by file, in the order in which it stands there."""
    for path in (*sorted(REPORTS.rglob("*.py")), *sorted(REPORTS.rglob("*.html.j2"))):
        for message in _of_python(path) if path.suffix == ".py" else _of_template(path):
            yield path, message
    for name in chain.from_iterable(PAIRINGS.values()):
        yield PROJECT / "sql" / "core" / "pairings.sql", (name, None)
    for text in chain.from_iterable((entry.term, entry.meaning) for entry in glossary()):
        yield PROJECT / GLOSSARY, (text, None)


def _of_python(path: Path) -> Iterator[Message]:
    """The messages of a file, wherever a call stands: Babel's own extractor sees none inside an f-string before Python 3.12."""
    for node in _in_order(ast.parse(path.read_bytes())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        function, args = node.func.id, [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts = [arg for arg in args if isinstance(arg, str)]
        if function in ("_", "N_") and texts:
            yield texts[0], None
        elif function == "ngettext" and len(texts) > 1:
            yield (texts[0], texts[1]), None
        elif function == "pgettext" and len(texts) > 1:
            yield texts[1], texts[0]


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _in_order(child)


def _of_template(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        for _line, message, _comments, context in extract("jinja2", file, DEFAULT_KEYWORDS, options=TEMPLATES):
            yield message, context


def places(message: str) -> list[str]:
    """The places of a message that are filled, with the form in which a number is written there."""
    return sorted(PLACE.findall(message))


def read_catalogue(code: str) -> Catalog:
    """A language's catalogue as its file has it."""
    with catalogue_path(code).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def brought_up(code: str) -> Catalog:
    """A catalogue of what is said now, with the translations that there are."""
    now, before = Catalog(locale=code, fuzzy=False), read_catalogue(code)
    for path, (message, context) in list_messages():
        first = message if isinstance(message, str) else message[0]
        if now.get(first, context) is None:
            old = before.get(first, context)
            if old and isinstance(old.id, str) != isinstance(message, str):  # it has become plural, or is no longer
                old = None
            file = path.relative_to(PROJECT).as_posix()
            now.add(message, old.string if old else "", locations=[(file, 0)], context=context)
    for entry in now:
        entry.flags.clear()
    return now


def as_file(catalogue: Catalog) -> bytes:
    """What a catalogue's file holds."""
    head = (
        f"Language: {catalogue.locale_identifier}",
        "Content-Type: text/plain; charset=utf-8",
        f"Plural-Forms: {catalogue.plural_forms}",
    )
    body = BytesIO()
    body.write("\n".join(('msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in head), "\n")).encode())
    write_po(body, catalogue, width=0, omit_header=True, include_lineno=False)
    return body.getvalue()


def main() -> None:
    """Write every catalogue anew, and say how much each lacks."""
    for code in LANGUAGES:
        if code != ENGLISH:
            catalogue, path = brought_up(code), catalogue_path(code)
            write_whole(path, as_file(catalogue))
            n_empty = sum(bool(entry.id) and not any(entry.string or ()) for entry in catalogue)
            print(f"{path.relative_to(PROJECT)}: {n_empty} of {len(catalogue)} messages without a translation")


if __name__ == "__main__":
    main()
