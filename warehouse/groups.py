"""The words that name a group of releases, the same in pairings.csv, on the command line and in the address of the explorer.

WHO[:ACCESS]. WHO is a country by its code of ISO 3166 (US, CN), `any` country that is known, or `lab:` and the id of an organisation.
ACCESS is `any` (which goes without saying), `open` for open weights, or `closed`: US, CN:open, any:closed, lab:deepseek, lab:openai:closed.
sql/core/pairings.sql reads the same words.
"""

import re
from dataclasses import dataclass

GRAMMAR = "US, CN:open, any:closed or lab:deepseek: a country's code, any, or lab: and an organisation, and perhaps :open or :closed"
_WORD = re.compile(r"(?:lab:([a-z0-9]+(?:[-_][a-z0-9]+)*)|(any)|([A-Z]{2}))(?::(any|open|closed))?")


class GroupError(Exception):
    """A word names no group. The message is one sentence."""


@dataclass(frozen=True, slots=True)
class Group:
    """country, organization_id: None where any will do. access: any, open or closed."""

    country: str | None
    organization_id: str | None
    access: str


def read_group(word: str) -> Group:
    """The group that a word names. Raises GroupError with the grammar."""
    found = _WORD.fullmatch(word)
    if found is None:
        raise GroupError(f"{word[:80]!r} names no group of releases; write {GRAMMAR}.")
    organization_id, _, country, access = found.groups(default=None)
    return Group(country, organization_id, access or "any")
