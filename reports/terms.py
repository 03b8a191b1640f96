"""Words of the glossary where they are read: the first time a page uses one, it leads to its entry and opens it on a tap."""

import re
import unicodedata
from functools import cache

from markupsafe import Markup, escape

from reports.language import _, spoken
from reports.prose import Entry, spoken_glossary

EVERYDAY = {"longer-within-open"}  # anchors of words that mean their entry in one table alone


def mark(text: str, marked: dict[str, str], root: str) -> Markup:
    """A paragraph as HTML, with a link at each word of the glossary that the page has not used yet.

    marked: what each word of this page means, by its anchor; words found are added. root: leads to the folder of the glossary's page.
    """
    pattern, entries = _words(spoken())
    parts, done = [], 0
    for found in pattern.finditer(text):
        word = found[0].casefold()
        entry = entries.get(word) or entries[word.removesuffix("s")]
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
def _words(_language: str) -> tuple[re.Pattern[str], dict[str, Entry]]:
    """What finds the words of the glossary, and the entry of each; an entry of several words has them parted by commas."""
    entries = {
        word.casefold(): entry
        for entry in spoken_glossary()
        if entry.key not in EVERYDAY
        for word in entry.term.split(_(", "))
        if len(word) > 1  # a word of one sign is a part of others
    }
    return re.compile("|".join(map(_finding, sorted(entries, key=len, reverse=True))), re.IGNORECASE), entries


def _finding(word: str) -> str:
    """The pattern of a word: it stands alone, in the singular or the plural, where blanks part words, and anywhere where none do."""
    if any(unicodedata.east_asian_width(sign) in "WF" for sign in word):
        return re.escape(word)
    return rf"(?<![\w-]){re.escape(word)}s?(?![\w-])"
