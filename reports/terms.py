"""Words of the glossary where they are read: the first time a page uses one, it leads to its entry and opens it on a tap."""

import re
from functools import cache

from markupsafe import Markup, escape

from reports.prose import Entry, glossary

EVERYDAY = {"longer", "within", "open"}  # words of the glossary that mean its entry in one table alone


def mark(text: str, marked: dict[str, str], root: str) -> Markup:
    """A paragraph as HTML, with a link at each word of the glossary that the page has not used yet.

    marked: what each word of this page means, by its anchor; words found are added. root: leads to the folder of the glossary's page.
    """
    pattern, entries = _words()
    parts, done = [], 0
    for found in pattern.finditer(text):
        entry = entries[found["word"].casefold()]
        if entry.key in marked:
            continue
        marked[entry.key] = entry.meaning
        parts += [
            escape(text[done : found.start()]),
            Markup('<a class="term" href="{root}glossary.html#{key}" data-term="{key}">{word}</a>').format(
                root=root, key=entry.key, word=found[0]
            ),
        ]
        done = found.end()
    return Markup("").join((*parts, escape(text[done:])))


@cache
def _words() -> tuple[re.Pattern[str], dict[str, Entry]]:
    """What finds the words of the glossary, and the entry of each; an entry of several words has them parted by commas."""
    entries = {word.casefold(): entry for entry in glossary() for word in entry.term.split(", ")}
    entries = {word: entry for word, entry in entries.items() if word not in EVERYDAY}
    longest = sorted(map(re.escape, entries), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<word>{'|'.join(longest)})s?(?![\w-])", re.IGNORECASE), entries
