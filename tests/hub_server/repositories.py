"""Commits, trees and files of model and dataset repositories.

A file in large-file storage is asked for at `/<owner>/<name>/resolve/<revision>/<path>` and answered with a redirect to another host
(here this server under the name localhost), where the bytes are and where no token belongs. A small text file is sent at once.
"""

import hashlib

from tests.hub_server.answers import Answer, Refusal
from tests.hub_server.world import Json, Repository, World

CDN_HOST = "localhost"
LARGE = (".safetensors", ".bin", ".gguf", ".pt", ".pth", ".onnx", ".parquet", ".zip")


def list_commits(repository: Repository) -> list[Json]:
    """Newest first, as the Hub lists them."""
    return [
        {
            "id": commit.commit_id,
            "title": commit.title,
            "message": "",
            "authors": [
                {"user": "person-a", "avatar": "https://cdn-avatars.huggingface.co/v1/production/uploads/x.jpeg"}
            ],
            "date": commit.date,
        }
        for commit in reversed(repository.commits)
    ]


def list_tree(repository: Repository, revision: str, folder: str, *, is_recursive: bool) -> list[Json]:
    """Files and directories of one revision, by path. Raises Refusal for a revision or folder that is not there."""
    commit = repository.commit(revision)
    if commit is None:
        raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    inside = f"{folder}/" if folder else ""
    files = {path for path in commit.files if path.startswith(inside)}
    if folder and not files:
        raise Refusal(404, f'{folder} does not exist on "{revision}"', "EntryNotFound")
    folders = {path[:end] for path in files for end in range(len(inside), len(path)) if path[end] == "/"}
    shown = sorted(files | folders)
    if not is_recursive:
        shown = [path for path in shown if "/" not in path[len(inside) :]]
    return [_file(path, repository.content(path)) if path in files else _directory(path) for path in shown]


def resolve(repository: Repository, api: str, revision: str, path: str, port: int) -> Answer:
    """The answer of a resolve address. api: the repository's address in the API."""
    commit = repository.commit(revision)
    if commit is None:
        raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    if path not in commit.files:
        raise Refusal(404, "Entry not found", "EntryNotFound")
    entry, content = _file(path, repository.content(path)), repository.content(path)
    headers = {"X-Repo-Commit": commit.commit_id}
    if "lfs" not in entry:
        headers |= {"Content-Type": "text/plain; charset=utf-8", "ETag": f'"{entry["oid"]}"'}
        return Answer(content, headers=headers | repository.headers)
    digest, xet = entry["lfs"]["oid"], entry["xetHash"]
    headers |= {
        "Content-Type": "text/plain; charset=utf-8",
        "Location": f"http://{CDN_HOST}:{port}/cdn/{digest}/{path}?Expires=1&Policy=invented&Signature=invented&Key-Pair-Id=invented",
        "X-Linked-ETag": f'"{digest}"',
        "X-Linked-Size": str(len(content)),
        "Link": f'<{api}/xet-read-token/{commit.commit_id}>; rel="xet-auth", '
        f'<https://cas-server.xethub.hf.co/v1/reconstructions/{xet}>; rel="xet-reconstruction-info"',
    }
    return Answer(b"Found. Redirecting", 302, headers | repository.headers)


def stored_bytes(world: World, digest: str, path: str) -> Answer:
    """The answer of the other host."""
    for repository in world.repositories.values():
        content = repository.content(path)
        if hashlib.sha256(content).hexdigest() == digest:
            headers = {"Content-Type": "application/octet-stream", "ETag": f'"{digest[:32]}"', "Accept-Ranges": "bytes"}
            return Answer(content, headers=headers)
    raise Refusal(404, "No such object")


def _file(path: str, content: bytes) -> Json:
    if not path.endswith(LARGE):
        return {"type": "file", "oid": _git_oid(content), "size": len(content), "path": path}
    digest = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n".encode()
    return {
        "type": "file",
        "oid": _git_oid(pointer),
        "size": len(content),
        "path": path,
        "lfs": {"oid": digest, "size": len(content), "pointerSize": len(pointer)},
        "xetHash": hashlib.sha256(b"xet" + content).hexdigest(),
    }


def _directory(path: str) -> Json:
    return {"oid": _git_oid(path.encode()), "path": path, "size": 0, "type": "directory"}


def _git_oid(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
