"""What a Hub holds: rows of models, repositories with their commits and files, names that moved, and who may see what.

Nothing is added to a row: a field that is absent here is absent from the answer, and a null is a null.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit and every file that lies in the repository after it."""

    commit_id: str
    date: str
    title: str
    files: tuple[str, ...]


@dataclass(slots=True)
class Repository:
    """commits: oldest first. contents: bytes by path; a file without has a line of its own. headers: with its resolve addresses."""

    commits: list[Commit]
    contents: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def content(self, path: str) -> bytes:
        """The bytes of a file, the same at every commit."""
        return self.contents.get(path, f"invented: {path}\n".encode())

    def commit(self, revision: str) -> Commit | None:
        """The commit of a revision: a commit's id, or main for the newest."""
        if revision == "main":
            return self.commits[-1] if self.commits else None
        return next((commit for commit in self.commits if commit.commit_id == revision), None)


@dataclass(slots=True)
class World:
    """One Hub.

    models: rows as the Hub writes them. repositories: commits and files by `owner/name`, of a dataset by `datasets/owner/name`; a model
    without has none to show and its commits and files are missing. renames: old name to present name, of models and datasets alike,
    and `old/` to `new/` for all of an organisation. tokens: each valid token with the names of the gated and private repositories that
    it may read.
    """

    models: list[Json] = field(default_factory=list)
    repositories: dict[str, Repository] = field(default_factory=dict)
    renames: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Collection[str]] = field(default_factory=dict)

    def row(self, name: str) -> Json | None:
        """The row of a model by its present name, in any case. A repository without a row has the least that the Hub says of any."""
        for row in self.models:
            if row["id"].lower() == name.lower():
                return row
        present = self.repository_name(name)
        return None if present is None else {"_id": invented_id(present), "id": present}

    def repository_name(self, key: str) -> str | None:
        """The present name of a repository whose name is written in any case; `datasets/` is not part of it."""
        known = [*self.repositories, *(row["id"] for row in self.models)]
        found = next((name for name in known if name.lower() == key.lower()), None)
        return None if found is None else found.removeprefix("datasets/")

    def moved_to(self, name: str) -> str | None:
        """Where a renamed model is now; None if it was not renamed."""
        renames = {old.lower(): new for old, new in self.renames.items()}
        owner, _, rest = name.partition("/")
        if name.lower() in renames:
            return renames[name.lower()]
        return renames[f"{owner.lower()}/"] + rest if rest and f"{owner.lower()}/" in renames else None

    def may_read(self, token: str | None, name: str) -> bool:
        """Whether a gated or private repository opens to this token."""
        return token is not None and name in self.tokens.get(token, ())


def invented_id(name: str) -> str:
    """An `_id` for a name: as long as the Hub's, and the same at every start."""
    return hashlib.sha256(name.encode()).hexdigest()[:24]
