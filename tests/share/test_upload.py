"""Pushing an export: what is sent, what the Hub took of it, whom the token goes to, and what is said when something is wrong."""

import hashlib
import json
import logging
import socket
import time
import traceback
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.share.dataset_hub import (
    BATCH,
    COMMIT,
    CREATE,
    PREUPLOAD,
    QUICK,
    TOKEN,
    TREE,
    VALIDATE,
    Answer,
    make_warehouse,
)
from tests.sources.talking import OK, dripping, serve
from warehouse.read.connect import open_warehouse
from warehouse.share.export import export
from warehouse.share.upload import Pushed, UploadError, plan_upload, require_repository_name, upload


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_push_sends_the_export_in_one_commit_and_nothing_else(hub, plan, folder):
    (folder / "notes.txt").write_text("mine")
    steps: list[str] = []
    pushed = upload(plan, endpoint=hub.endpoint, limits=QUICK, on_step=steps.append)
    assert pushed == Pushed(f"{hub.endpoint}/datasets/owner/name/commit/abc", 6, is_new=True)
    (folder / "notes.txt").unlink()
    assert hub.files == contents(folder)
    assert hub.summary == "Data as of 2026-08-11"
    assert json.loads(hub.asked[0][3]) == {
        "name": "name",
        "organization": "owner",
        "visibility": "private",
        "type": "dataset",
    }
    assert hub.paths.count(COMMIT) == 1 and len(steps) == 4
    for method, path, headers, _ in hub.asked:
        assert headers.get("authorization") == (None if method == "PUT" else f"Bearer {TOKEN}"), path
        assert "xet" not in path


def test_a_repository_that_exists_is_pushed_to(hub, plan, folder):
    hub.is_there = True
    hub.answers[CREATE] = Answer(
        409, {"error": "You already created this dataset repo", "url": f"{hub.endpoint}/datasets/owner/name"}
    )
    upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == contents(folder)


def test_a_token_that_may_write_but_not_create_pushes_to_a_repository_that_exists(hub, plan, folder, monkeypatch):
    monkeypatch.setattr(
        "huggingface_hub.constants.ENDPOINT", hub.endpoint
    )  # as HF_ENDPOINT does; here the library knows no other
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    hub.answers[CREATE] = Answer(403, {"error": "no right to create"})
    hub.is_there = True
    upload(plan, limits=QUICK)
    assert hub.files == contents(folder)


def test_trouble_that_passes_is_outlived(hub, plan, folder):
    hub.answers[PREUPLOAD] = Answer(503, {"error": "starting"}, times=1)
    upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == contents(folder)


FULL = {"oid": "x", "size": 1, "error": {"code": 507, "message": f"full {TOKEN}"}}
ECHO = {"error": f"the token {TOKEN} is\nof no use"}


@pytest.mark.parametrize(
    ("path", "answer", "sentence"),
    [
        (CREATE, Answer(401, ECHO), r"creating the repository failed: 401, the Hub does not know the token"),
        (CREATE, Answer(403, ECHO), r"403, the token may not write there.*the Hub says: .*of no use"),
        (CREATE, Answer(404, ECHO), r"404, the Hub has no such owner or repository"),
        (CREATE, Answer(429, ECHO, {"Retry-After": "3600"}), r"429, the Hub asks for a wait of 3,600 s"),
        (CREATE, Answer(429, ECHO), r"429, too many requests; run again later"),
        (CREATE, Answer(500, ECHO), r"500, the Hub is in trouble; run again later"),
        (CREATE, Answer(409, {"error": "Cannot create repo: another conflicting operation is in progress"}), r"409, somebody else changed"),
        (CREATE, Answer(200, b"<!doctype html>"), r"the answer is not one of a Hub .*check HF_ENDPOINT"),
        (CREATE, Answer(200, [TOKEN]), r"the answer is not one of a Hub"),
        (CREATE, Answer(is_silent=True), r"no answer within 1 s"),
        (VALIDATE, Answer(400, {"errors": [{"message": f"no good: {TOKEN}"}]}), r"Invalid metadata in README\.md.*no good: \[token\]\.$"),
        (PREUPLOAD, Answer(404, ECHO, {"X-Error-Code": "RepoNotFound"}), r"pushing 6 files failed: 404, the Hub has no such owner"),
        (PREUPLOAD, Answer(503, ECHO), r"503, the Hub is in trouble; run again later, asked 2 times"),
        (PREUPLOAD, Answer(429, ECHO, {"RateLimit": '"api";r=0;t=280'}), r"429, the Hub asks for a wait of 281 s"),
        (PREUPLOAD, Answer(200, {"files": "none"}), r"the answer is not one of a Hub"),
        (BATCH, Answer(200, {"objects": [FULL]}), r"LFS batch .*full \[token\]"),
        (COMMIT, Answer(409, ECHO), r"409, somebody else changed the repository at the same time; run again"),
        (COMMIT, Answer(412, ECHO), r"412, somebody else changed"),
        (COMMIT, Answer(413, ECHO), r"413, the Hub finds it too large"),
        (COMMIT, Answer(502, ECHO), r"502, the Hub is in trouble"),
        (COMMIT, Answer(200, {}), r"the answer is not one of a Hub"),
        (COMMIT, Answer(is_silent=True), r"no answer within 1 s.*; the commit may stand all the same, so look at the repository before"),
    ],
)  # fmt: skip
def test_every_refusal_of_the_hub_is_one_sentence_without_the_token(hub, plan, caplog, capfd, path, answer, sentence):
    hub.answers[path] = answer
    with caplog.at_level(logging.DEBUG), pytest.raises(UploadError, match=sentence) as refusal:
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    text = str(refusal.value)
    assert text.startswith("owner/name: ") and text.endswith(".") and text.isprintable() and len(text) < 600
    printed = capfd.readouterr()
    told = (
        "".join(traceback.format_exception(refusal.value))
        + repr(refusal.value)
        + caplog.text
        + printed.out
        + printed.err
    )
    assert TOKEN not in told
    assert hub.files == {}


def test_a_large_file_that_is_refused_is_told_like_the_rest(hub, plan, folder):
    oid = hashlib.sha256((folder / "releases.parquet").read_bytes()).hexdigest()
    hub.answers[f"/lfs/{oid}"] = Answer(403, b"<Error>expired</Error>")
    with pytest.raises(UploadError, match="403, the token may not write there"):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == {}


def test_the_token_is_not_sent_to_another_host_that_the_hub_names(hub, plan):
    hub.verify_at = hub.endpoint.replace("127.0.0.1", "localhost")
    with pytest.raises(UploadError, match="points to the host localhost, and the token is not sent there"):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert "/verify" not in hub.paths


def test_a_redirect_to_another_host_does_not_take_the_token_along(hub, plan):
    other = hub.endpoint.replace("127.0.0.1", "localhost")
    hub.answers[CREATE] = Answer(307, b"", {"Location": f"{other}/elsewhere"})
    with pytest.raises(UploadError):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert all("authorization" not in headers for _, path, headers, _ in hub.asked if path == "/elsewhere")


def test_no_hub_at_all_is_one_sentence(plan):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.monotonic()
    with pytest.raises(UploadError, match="creating the repository failed: .*refused.*check HF_ENDPOINT"):
        upload(plan, endpoint=f"http://127.0.0.1:{port}", limits=QUICK)
    assert time.monotonic() - begun < 10


def test_the_library_is_left_as_it_was(hub, plan):
    from huggingface_hub import constants
    from huggingface_hub.utils import _http, are_progress_bars_disabled

    def state() -> list[object]:
        log = logging.getLogger("huggingface_hub")
        return [log.level, constants.HF_HUB_DISABLE_XET, are_progress_bars_disabled(), _http._GLOBAL_CLIENT_FACTORY]

    before = state()
    upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert state() == before


@pytest.mark.parametrize("name", ["releases.parquet", "README.md", "datapackage.json", "sources.csv"])
def test_an_export_that_is_not_whole_is_not_pushed(folder, name):
    (folder / name).unlink()
    with pytest.raises(UploadError, match="run `openlag export` first"):
        plan_upload(folder, "owner/name", is_private=True)


def test_a_file_changed_since_the_export_is_not_pushed(folder):
    (folder / "releases.parquet").write_bytes(b"PAR1")
    with pytest.raises(UploadError, match=r"releases\.parquet: missing, or not what datapackage\.json says of it"):
        plan_upload(folder, "owner/name", is_private=True)


def test_a_descriptor_that_names_a_file_elsewhere_is_refused(folder):
    secret = folder.parent / "secret.txt"
    secret.write_bytes(b"x")
    package = json.loads((folder / "datapackage.json").read_text())
    package["resources"][0] |= {
        "path": "../secret.txt",
        "bytes": 1,
        "hash": f"sha256:{hashlib.sha256(b'x').hexdigest()}",
    }
    (folder / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(UploadError, match=r"secret\.txt"):
        plan_upload(folder, "owner/name", is_private=True)


def test_an_address_of_this_machine_is_pointed_out(tmp_path):
    path = make_warehouse(tmp_path / "w.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marts.sources set url = 'file:///home/somebody/epoch'")
    with open_warehouse(path) as connection:
        done = export(connection, tmp_path / "export")
    assert plan_upload(done.folder, "owner/name", is_private=True).local_addresses == ("file:///home/somebody/epoch",)


@pytest.mark.parametrize(
    "name",
    ["", "name", "a/b/c", "owner/", "/name", "owner/na me", "owner/../name", "owner/" + "x" * 200, "own\ner/name"],
)
def test_what_no_repository_is_called_is_refused(name):
    with pytest.raises(ValueError, match="write it as owner/name") as refusal:
        require_repository_name(name)
    assert str(refusal.value).isprintable()


def test_files_that_the_dataset_hides_are_named_and_nothing_is_committed(hub, plan):
    """A dataset whose .gitignore hides *.parquet took README and descriptor alone, and "Pushed" was said."""
    hub.hidden = {"releases.parquet", "sources.parquet"}
    with pytest.raises(
        UploadError,
        match=r"\.gitignore .* hides 2 of 6 files, releases\.parquet, sources\.parquet; nothing was committed",
    ):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == {} and COMMIT not in hub.paths


def test_success_is_told_from_what_the_hub_took(hub, plan, folder):
    hub.loses = {"releases.csv", "README.md"}
    with pytest.raises(
        UploadError,
        match=r"the Hub took 4 of 6 files as they are here; absent or other in http.*: README\.md, releases\.csv;",
    ):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    hub.loses = set()
    assert upload(plan, endpoint=hub.endpoint, limits=QUICK).is_new and hub.files == contents(folder)
    hub.files["sources.csv"] += b" "  # as a filter of the dataset's .gitattributes would
    hub.loses = {"sources.csv"}
    with pytest.raises(
        UploadError, match=r"took 5 of 6 files as they are here; .*: sources\.csv; look at the repository"
    ):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)


def test_where_nothing_had_changed_no_commit_is_made_and_it_is_said(hub, plan):
    assert upload(plan, endpoint=hub.endpoint, limits=QUICK).is_new
    again = upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert (
        not again.is_new and again.file_count == 6 and again.address.endswith(f"/datasets/owner/name/commit/{hub.head}")
    )
    assert hub.paths.count(COMMIT) == 1


def test_an_answer_lost_after_the_commit_sends_to_the_repository_first(hub, plan, folder):
    hub.cuts_commit = True
    with pytest.raises(
        UploadError, match="committing failed: .*the commit may stand all the same, so look at the repository before"
    ):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == contents(folder)
    hub.cuts_commit = False
    assert not upload(plan, endpoint=hub.endpoint, limits=QUICK).is_new


def test_a_tree_that_cannot_be_read_back_is_no_success(hub, plan):
    hub.answers[f"{TREE}{1:040x}"] = Answer(403, {"error": f"no {TOKEN}"})
    with pytest.raises(
        UploadError, match=r"committed as http.*, and what the Hub took cannot be read back .*look at the repository"
    ) as caught:
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert TOKEN not in str(caught.value)


def test_a_refusal_in_the_batch_names_the_file_in_the_hubs_words(hub, plan, folder):
    checksum = hashlib.sha256((folder / "releases.parquet").read_bytes()).hexdigest()
    refusal = {"oid": checksum, "size": 1, "error": {"code": 507, "message": "Your storage limit of 100 GB is reached"}}
    hub.answers[BATCH] = Answer(200, {"objects": [refusal]})
    with pytest.raises(
        UploadError, match="error for releases.parquet: `Your storage limit of 100 GB is reached"
    ) as caught:
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert "not one of a Hub" not in str(caught.value) and hub.files == {}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            Answer(200, b"{" + b" " * 5_000_000 + b"}"),
            "an answer of the Hub is larger than 4,194,304 bytes; it is not read",
        ),
        (Answer(200, b"x", {"Content-Encoding": "gzip"}), "the Hub packed its answer, which was not asked for"),
    ],
)
def test_an_answer_to_a_push_is_bounded(hub, plan, answer, sentence):
    hub.answers[CREATE] = answer
    with pytest.raises(UploadError, match=sentence):
        upload(plan, endpoint=hub.endpoint, limits=replace(QUICK, most_bytes=4 * 2**20))


def test_a_hub_that_drips_its_answer_ends_at_the_deadline(plan):
    with serve(dripping(OK + b"X-Slow: ", b"a")) as address:
        begun = time.monotonic()
        with pytest.raises(
            UploadError, match=r"creating the repository failed: no answer within 1 s, or no whole one within 0\.3 s"
        ):
            upload(plan, endpoint=address.removesuffix("/x"), limits=replace(QUICK, answer_seconds=0.3))
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize("name", ["releases.parquet", "README.md"])
def test_an_export_that_holds_the_token_is_not_sent(hub, tmp_path, monkeypatch, name):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    path = make_warehouse(tmp_path / "w.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marts.releases set name = ?", [TOKEN.upper()])
    with open_warehouse(path) as connection:
        folder = export(connection, tmp_path / "export").folder
    if name == "README.md":
        pl.DataFrame({"release_id": ["x"], "name": ["x"]}).write_parquet(folder / "releases.parquet")
        (folder / name).write_text(f"Token: {TOKEN}")
        described_anew(folder, "releases.parquet")
    with pytest.raises(
        UploadError, match=rf"{name}: it holds the token of HF_TOKEN; nothing was sent; revoke the token"
    ):
        upload(plan_upload(folder, "owner/name", is_private=True), endpoint=hub.endpoint, limits=QUICK)
    assert hub.asked == []


def described_anew(folder: Path, name: str) -> None:
    package = json.loads((folder / "datapackage.json").read_text())
    content = (folder / name).read_bytes()
    for resource in package["resources"]:
        if resource["path"] == name:
            resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    (folder / "datapackage.json").write_text(json.dumps(package))


def test_a_folder_whose_name_is_a_pattern_is_read_as_it_is_called(hub, tmp_path, monkeypatch):
    """`--folder exports[1]` once ended in a traceback."""
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with open_warehouse(make_warehouse(tmp_path / "w.duckdb")) as connection:
        folder = export(connection, tmp_path / "ex[1]ports*?").folder
    upload(plan_upload(folder, "owner/name", is_private=True), endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == contents(folder)
