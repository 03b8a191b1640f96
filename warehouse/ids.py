"""The ids that names and questions make. `slug` of sql/macros.sql is the same rule, held to the same ids by a test."""

import hashlib
import re

# The signs that our sources set between words: of a name made of these, an id loses case and separators alone.
_PLAIN = re.compile(r"[A-Za-z0-9 ._/(),:-]+")


def slug(name: str) -> str:
    """The id that a name makes: in lower case, every run of other signs as one hyphen.

    Where that loses more (Kimi K3+, or a name in another script), the first digits of the name's SHA-256 follow, so that it is no other
    name's id and never empty.
    """
    folded = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()
    if folded and _PLAIN.fullmatch(name):
        return folded
    return f"{folded or 'name'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def proposal_id(kind: str, source: str, subject: str) -> str:
    """The id of a question for a reviewer: the same for the same question in every build, which it is rejected by."""
    return hashlib.sha256(f"{kind}|{source}|{subject}".encode()).hexdigest()[:12]
