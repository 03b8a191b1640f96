"""Answers to the review queue: what they write into the reference files, byte for byte, and what is refused with which sentence."""

import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import duckdb
import pytest

from warehouse.read.ask import QueryError, WarehouseError
from warehouse.review import queue
from warehouse.review.reference_files import add_row, locked, read_file
from warehouse.settings import PROJECT
from warehouse.sources import reference

TODAY = date(2026, 11, 25)
COLUMNS = (
    "proposal_id", "kind", "source", "subject", "suggestion", "score", "evidence", "suggested_name", "suggested_family",
    "suggested_organization_id", "suggested_openness", "suggested_released_on", "suggested_country", "suggested_release_id",
)  # fmt: skip
BLANK = (None,) * 7
IDENTITY = ("aaaaaaaaaaaa", "identity", "models_dev", "openai/gpt-4.1-new", "openai/gpt-4.1-new is the release GPT-4.1 (gpt-4-1)", 96.0,
            "likeness 100, \"same\" organisation", None, None, None, None, None, None, "gpt-4-1")  # fmt: skip
RELEASE = ("bbbbbbbbbbbb", "release", "hub", "deepseek-ai/DeepSeek-V9", "DeepSeek-V9 is a release", 90.0, "first weights 2026-11-01",
           "DeepSeek-V9", "DeepSeek-V9", "deepseek", "open_unrestricted", date(2026, 11, 1), "CN", None)  # fmt: skip
ORGANIZATION = ("cccccccccccc", "organization", "hub", "new-lab", "new-lab makes models", 80.0, "rank 3 by trend", "New Lab", None, None,
                None, None, None, None)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files."""
    return Path(
        shutil.copytree(
            PROJECT / "warehouse" / "reference", tmp_path / "reference", ignore=shutil.ignore_patterns("__pycache__")
        )
    )


@pytest.fixture
def connection():
    """A warehouse with a drawn queue."""
    with duckdb.connect() as made:
        made.execute("create schema marts")
        made.execute("create schema core")
        types = {"score": "double", "suggested_released_on": "date"}
        columns = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in COLUMNS)
        made.execute(f"create table marts.review_queue ({columns})")
        made.execute("create table core.identities (source varchar, name varchar, release_id varchar)")
        made.execute("create table core.identity_proposals (proposal_id varchar, release_id varchar, evidence varchar)")
        ask(made, IDENTITY, RELEASE, ORGANIZATION)
        yield made


def ask(connection, *proposals) -> None:
    connection.executemany(f"insert into marts.review_queue values ({', '.join('?' * len(COLUMNS))})", proposals)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def added(before: dict[str, bytes], folder: Path, name: str) -> tuple[int, bytes]:
    """The one line that a file has more than before, and its place; every other byte and file is as it was."""
    after = contents(folder)
    assert {other for other in after if after[other] != before[other]} == {name}
    old, new = before[name].splitlines(keepends=True), after[name].splitlines(keepends=True)
    assert len(new) == len(old) + 1
    place = next((i for i, line in enumerate(old) if line != new[i]), len(old))
    assert old == [*new[:place], *new[place + 1 :]]
    return place, new[place]


def test_an_accepted_identity_is_one_line_in_its_place_and_the_files_still_pass(connection, folder):
    before = contents(folder)
    answer = queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY)
    place, line = added(before, folder, "aliases.csv")
    assert line == (
        b'models_dev,openai/gpt-4.1-new,gpt-4-1,"accepted in review; likeness 100, ""same"" organisation",2026-11-25\n'
    )
    lines = (folder / "aliases.csv").read_bytes().splitlines()
    assert lines[place - 1] < lines[place] < lines[place + 1]
    assert answer.written.startswith("Accepted: openai/gpt-4.1-new of models_dev is gpt-4-1, in ") and answer.left == ""
    pull = reference.insist(reference.read(folder, now=datetime(2026, 11, 25, tzinfo=UTC)))
    accepted = pull.tables["aliases"].filter(source_name="openai/gpt-4.1-new").row(0, named=True)
    assert (accepted["release_id"], accepted["read_on"]) == ("gpt-4-1", TODAY)


def test_a_reviewer_may_choose_another_release_but_none_that_is_not_listed(connection, folder):
    before = contents(folder)
    with pytest.raises(QueryError, match=r"releases.csv has no release 'gpt-99'. Nothing was written."):
        queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY, release_id="gpt-99")
    assert contents(folder) == before
    answer = queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY, release_id="gpt-4-1-mini")
    assert added(before, folder, "aliases.csv")[1] == (
        b"models_dev,openai/gpt-4.1-new,gpt-4-1-mini,"
        b"chosen by hand in review against the proposal of gpt-4-1; nothing was weighed for this one,2026-11-25\n"
    )
    assert "is gpt-4-1-mini, chosen by hand against the proposal of gpt-4-1, in " in answer.written


def test_the_evidence_of_a_chosen_release_is_its_own(connection, folder):
    """The row of another release once had the likeness, the organisation and the days of the proposed one."""
    rows = [
        ("a" * 12, "gpt-4-1", "of the likeliest"),
        ("a" * 12, "gpt-4-1-mini", "likeness\n90"),
        ("b" * 12, "gpt-4-1-mini", "other"),
    ]
    connection.executemany("insert into core.identity_proposals values (?, ?, ?)", rows)
    before = contents(folder)
    queue.accept(
        connection, folder, "aaaaaaaaaaaa", today=TODAY, release_id="gpt-4-1-mini", reason=" its\ncard says so "
    )
    assert added(before, folder, "aliases.csv")[1].endswith(
        b",chosen by hand in review against the proposal of gpt-4-1; likeness 90; why: its card says so,2026-11-25\n"
    )


def test_the_proposed_release_named_by_hand_is_accepted_as_proposed(connection, folder):
    before = contents(folder)
    queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY, release_id="gpt-4-1")
    assert b',gpt-4-1,"accepted in review; likeness 100,' in added(before, folder, "aliases.csv")[1]


def test_a_release_of_another_organisation_is_taken_only_with_a_reason(connection, folder):
    before = contents(folder)
    for reason, said in (
        (None, "deepseek-v3 is of deepseek, .* gpt-4-1 of openai; .* say why with --reason"),
        (" ", "has 0 characters"),
    ):
        with pytest.raises(QueryError, match=said):
            queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY, release_id="deepseek-v3", reason=reason)
        assert contents(folder) == before
    queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY, release_id="deepseek-v3", reason="a copy of it")
    assert added(before, folder, "aliases.csv")[1].endswith(
        b",deepseek-v3,chosen by hand in review against the proposal of gpt-4-1; nothing was weighed for this one; "
        b"why: a copy of it,2026-11-25\n"
    )


def test_one_repository_is_answered_once_whichever_way_it_was_asked(connection, folder):
    """A release and an identity of one repository, both accepted, stopped the next build."""
    ask(
        connection,
        (
            "d" * 12,
            "identity",
            "hub",
            "deepseek-ai/DeepSeek-V9",
            "it is DeepSeek-V3 (deepseek-v3)",
            90.0,
            "e",
            *BLANK[:6],
            "deepseek-v3",
        ),
    )
    queue.accept(connection, folder, "b" * 12, today=TODAY)
    assert queue.read_queue(connection, folder)["proposal_id"].to_list() == ["a" * 12, "c" * 12]
    with pytest.raises(QueryError, match="is decided: releases.csv has deepseek-ai/DeepSeek-V9 as"):
        queue.accept(connection, folder, "d" * 12, today=TODAY)


def test_what_is_decided_leaves_the_queue_at_once_and_is_not_decided_again(connection, folder):
    assert queue.read_queue(connection, folder)["proposal_id"].to_list() == ["a" * 12, "b" * 12, "c" * 12]
    queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY)
    before = contents(folder)
    for again in (
        lambda: queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY),
        lambda: queue.reject(connection, folder, "aaaaaaaaaaaa", reason="no", today=TODAY),
    ):
        with pytest.raises(
            QueryError,
            match="aaaaaaaaaaaa is decided: aliases.csv of 2026-11-25 says that openai/gpt-4.1-new is gpt-4-1",
        ):
            again()
    assert contents(folder) == before
    assert queue.read_queue(connection, folder)["proposal_id"].to_list() == ["b" * 12, "c" * 12]


def test_an_unknown_id_is_refused(connection, folder):
    with pytest.raises(QueryError, match=r"There is no proposal '\\x1bffff'; `openlag review` lists the open ones."):
        queue.accept(connection, folder, "\x1bffff", today=TODAY)


def test_a_rejection_is_kept_for_good_with_its_reason(connection, folder):
    before = contents(folder)
    queue.reject(connection, folder, "bbbbbbbbbbbb", reason=" another,\n model ", today=TODAY)
    assert added(before, folder, "review_rejections.csv") == (
        1, b'bbbbbbbbbbbb,release,hub,deepseek-ai/DeepSeek-V9,"another, model",2026-11-25\n'
    )  # fmt: skip
    assert "b" * 12 not in queue.read_queue(connection, folder)["proposal_id"]
    connection.execute("delete from marts.review_queue where proposal_id = 'bbbbbbbbbbbb'")  # as the next build does
    with pytest.raises(QueryError, match="bbbbbbbbbbbb was rejected on 2026-11-25: another, model"):
        queue.accept(connection, folder, "bbbbbbbbbbbb", today=TODAY)
    with pytest.raises(QueryError, match="0 characters"):
        queue.reject(connection, folder, "cccccccccccc", reason=" \n", today=TODAY)
    pull = reference.insist(reference.read(folder, now=datetime(2026, 11, 25, tzinfo=UTC)))
    assert pull.tables["review_rejections"].height == 1


def test_an_accepted_release_is_a_row_with_what_is_known_and_says_what_is_not(connection, folder):
    before = contents(folder)
    answer = queue.accept(connection, folder, "bbbbbbbbbbbb", today=TODAY)
    added(before, folder, "releases.csv")
    assert answer.left.startswith(
        "Fill in by hand, each with its source, as far as it is known: licence, announced_on, api_on;"
    )
    pull = reference.insist(reference.read(folder, now=datetime(2026, 11, 25, tzinfo=UTC)))
    row = pull.tables["releases"].filter(release_id="deepseek-v9").row(0, named=True)
    assert {name: row[name] for name in ("name", "organization_id", "organizations", "country", "openness", "weights_on")} == {
        "name": "DeepSeek-V9", "organization_id": "deepseek", "organizations": "DeepSeek", "country": "CN",
        "openness": "open_unrestricted", "weights_on": date(2026, 11, 1),
    }  # fmt: skip
    assert row["hub_repository"] == "deepseek-ai/DeepSeek-V9" and row["licence"] is None
    assert all(
        row[f"{name}_source"] == "accepted in review; first weights 2026-11-01"
        for name in ("weights_on", "openness", "hub_repository")
    )
    with pytest.raises(
        QueryError, match="bbbbbbbbbbbb is decided: releases.csv has deepseek-ai/DeepSeek-V9 as deepseek-v9"
    ):
        queue.accept(connection, folder, "bbbbbbbbbbbb", today=TODAY)


def test_the_creation_of_a_repository_is_not_written_as_the_day_of_a_release(connection, folder):
    bound = ["dddddddddddd", *RELEASE[1:]]
    bound[3], bound[6], bound[7] = (
        "deepseek-ai/DeepSeek-V10",
        "repository created 2026-11-01, a lower bound",
        "DeepSeek-V10",
    )
    ask(connection, bound)
    answer = queue.accept(connection, folder, "dddddddddddd", today=TODAY)
    assert "weights_on" in answer.left
    pull = reference.read(folder, now=datetime(2026, 11, 25, tzinfo=UTC))
    assert pull.tables["releases"].filter(release_id="deepseek-v10")["weights_on"].to_list() == [None]


def test_a_release_of_an_organisation_nobody_listed_waits_for_the_organisation(connection, folder):
    stranger = ["dddddddddddd", *RELEASE[1:]]
    stranger[3], stranger[9] = "new-lab/Model-1", "new-lab"
    ask(connection, stranger)
    before = contents(folder)
    with pytest.raises(QueryError, match=r"organizations.csv has no organisation 'new-lab'.* accept or add it first"):
        queue.accept(connection, folder, "dddddddddddd", today=TODAY)
    assert contents(folder) == before
    answer = queue.accept(connection, folder, "cccccccccccc", today=TODAY)
    assert (
        added(before, folder, "organizations.csv")[1]
        == b"new-lab,New Lab,,new-lab,,accepted in review; rank 3 by trend,2026-11-25\n"
    )
    assert "country (unknown counts for no country)" in answer.left
    with pytest.raises(QueryError, match="--release is for identities"):
        queue.accept(connection, folder, "dddddddddddd", today=TODAY, release_id="gpt-4-1")


def test_epoch_and_the_hub_name_a_release_once(connection, folder):
    connection.execute("insert into core.identities values ('epoch_index', 'GPT-4.1', 'gpt-4-1')")
    ask(connection, ("dddddddddddd", "identity", "epoch_index", "GPT-4.1 again", "s", 90.0, "e", *BLANK[:6], "gpt-4-1"))
    ask(connection, *(
        (letter * 12, "identity", "hub", f"01-ai/Yi-6B-{letter}", "s", 90.0, "e", *BLANK[:6], "yi-6b") for letter in "ef"
    ))  # fmt: skip
    with pytest.raises(QueryError, match="epoch_index names gpt-4-1 'GPT-4.1' already, and a release once"):
        queue.accept(connection, folder, "dddddddddddd", today=TODAY)
    queue.accept(connection, folder, "eeeeeeeeeeee", today=TODAY)
    with pytest.raises(QueryError, match="hub names yi-6b '01-ai/Yi-6B-e' already"):
        queue.accept(connection, folder, "ffffffffffff", today=TODAY)


@pytest.mark.parametrize("name", ["line\ntwo", "line\r", " blank", "bell\x07", "turn\u202e", "\u2028"])
def test_a_name_that_the_file_cannot_hold_is_refused_and_shown_harmless(connection, folder, name):
    ask(connection, ("dddddddddddd", "identity", "models_dev", name, "s", 90.0, "e", *BLANK[:6], "gpt-4-1"))
    before = contents(folder)
    with pytest.raises(QueryError, match="Nothing was written") as refused:
        queue.accept(connection, folder, "dddddddddddd", today=TODAY)
    assert str(refused.value).isprintable()
    assert contents(folder) == before
    queue.reject(connection, folder, "dddddddddddd", reason="no name", today=TODAY)  # or it would be asked for ever
    assert "d" * 12 not in queue.read_queue(connection, folder)["proposal_id"]
    assert added(before, folder, "review_rejections.csv")[1].endswith(b",no name,2026-11-25\n")


@pytest.mark.parametrize("name", ["=1+1", 'a,"b"', "<b>", "x" * 300, "模型-3", "'; drop table x"])
def test_a_strange_name_is_found_again_as_it_was(connection, folder, name):
    ask(connection, ("dddddddddddd", "identity", "models_dev", name, "s", 90.0, "e\nf\x1b[31m", *BLANK[:6], "gpt-4-1"))
    queue.accept(connection, folder, "dddddddddddd", today=TODAY)
    pull = reference.insist(reference.read(folder, now=datetime(2026, 11, 25, tzinfo=UTC)))
    row = pull.tables["aliases"].filter(source_name=name).row(0, named=True)
    assert row["reason"] == "accepted in review; e f\N{REPLACEMENT CHARACTER}[31m"


def test_a_file_that_changed_meanwhile_is_read_anew(connection, folder):
    queue.read_queue(connection, folder)
    text = (folder / "aliases.csv").read_text(encoding="utf-8")
    (folder / "aliases.csv").write_text(text + "models_dev,zz/other,gpt-4-1,by hand,2026-11-25\n", encoding="utf-8")
    queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY)
    assert {"zz/other", "openai/gpt-4.1-new"} <= {row["source_name"] for row in read_file(folder, "aliases")}


def test_two_reviews_at_once_lose_no_row(folder):
    def write(number: int) -> None:
        row = {"source_id": "models_dev", "source_name": f"lab/{number:03d}", "release_id": "gpt-4-1", "reason": "r"}
        with locked(folder):
            add_row(folder, "aliases", row | {"read_on": "2026-11-25"})

    before = (folder / "aliases.csv").read_bytes().count(b"\n")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    assert (folder / "aliases.csv").read_bytes().count(b"\n") == before + 24
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def decisions(folder: Path) -> int:
    """How many of the files have a row of the identity that is asked about."""
    rejected = [row for row in read_file(folder, "review_rejections") if row["proposal_id"] == "a" * 12]
    return len(rejected) + sum(row["source_name"] == "openai/gpt-4.1-new" for row in read_file(folder, "aliases"))


@pytest.mark.parametrize(
    "answers", [("accept", "reject"), ("reject", "accept"), ("accept", "accept"), ("reject", "reject")]
)
def test_an_answer_that_waited_for_another_finds_what_that_one_decided(connection, folder, answers):
    """Both looked before either wrote, and a proposal was accepted and rejected."""
    others = {
        "accept": lambda asked: queue.accept(asked, folder, "a" * 12, today=TODAY),
        "reject": lambda asked: queue.reject(asked, folder, "a" * 12, reason="no", today=TODAY),
    }
    rows = {
        "accept": ("aliases", {"source_id": "models_dev", "source_name": "openai/gpt-4.1-new", "release_id": "gpt-4-1",
                               "reason": "r", "read_on": "2026-11-25"}),
        "reject": ("review_rejections", {"proposal_id": "a" * 12, "kind": "identity", "source_id": "models_dev", "subject": "s",
                                         "reason": "r", "rejected_on": "2026-11-25"}),
    }  # fmt: skip
    first, second = answers
    with ThreadPoolExecutor(1) as pool:
        with locked(folder):
            waiting = pool.submit(others[second], connection.cursor())
            time.sleep(0.2)  # in which it would look, if it did not wait
            add_row(folder, *rows[first])
        with pytest.raises(QueryError, match="a{12} (is decided|was rejected)"):
            waiting.result()
    assert decisions(folder) == 1


def test_of_answers_at_once_one_stands(connection, folder):
    together = Barrier(8)

    def answer(number: int) -> str:
        with connection.cursor() as asked:
            together.wait()
            try:
                if number % 2:
                    return queue.accept(asked, folder, "a" * 12, today=TODAY).written
                return queue.reject(asked, folder, "a" * 12, reason="no", today=TODAY).written
            except QueryError as error:
                return str(error)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(answer, range(8)))
    assert sum(line.startswith(("Accepted", "Rejected")) for line in told) == decisions(folder) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_quotes_and_a_missing_last_line_end_are_kept(tmp_path, end):
    head = "proposal_id,kind,source_id,subject,reason,rejected_on"
    first = 'bbbbbbbbbbbb,identity,hub,"quoted without need","over' + end + 'two lines",2026-11-24'
    file = tmp_path / "review_rejections.csv"
    file.write_bytes(f"\ufeff{head}{end}{first}".encode())
    row = {"kind": "identity", "source_id": "hub", "subject": "s", "reason": "r", "rejected_on": "2026-11-25"}
    add_row(tmp_path, "review_rejections", row | {"proposal_id": "c" * 12})
    add_row(tmp_path, "review_rejections", row | {"proposal_id": "a" * 12})
    lines = [
        f"\ufeff{head}",
        f"{'a' * 12},identity,hub,s,r,2026-11-25",
        first,
        f"{'c' * 12},identity,hub,s,r,2026-11-25",
        "",
    ]
    assert file.read_bytes() == end.join(lines).encode()


def test_a_row_that_breaks_the_contract_leaves_the_file_alone(folder):
    before = contents(folder)
    row = {"source_id": "nobody", "source_name": "n", "release_id": "gpt-4-1", "reason": "r", "read_on": "2026-11-25"}
    with pytest.raises(QueryError, match="source_id is 'nobody', which is none of .* Nothing was written."):
        add_row(folder, "aliases", row)
    assert contents(folder) == before


def test_a_file_that_cannot_be_read_is_a_sentence_and_nothing_is_written(connection, folder):
    (folder / "aliases.csv").unlink()
    (folder / "aliases.csv").mkdir()
    with pytest.raises(WarehouseError, match=r"aliases.csv: the file cannot be read \(Is a directory\)"):
        queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY)
    with pytest.raises(WarehouseError, match="cannot be read"):
        add_row(folder / "nowhere", "aliases", {"source_id": "hub"})
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["aliases", "releases", "organizations"])
@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (lambda header, row: (header, row.split(",")[0]), "{}.csv, line 2: The row has 1 cell and the header {}. Correct the line."),
        (lambda header, row: (header.replace("_", " ").title(), row), "{}.csv: the column '.*_.*' is missing; the header is .*"),
        (lambda header, row: (row,), "{}.csv: the column '.*' (is missing; the header is|stands twice in the header).*"),
        (lambda header, row: (header.replace(",", ";"), row.replace(",", ";")), "{}.csv: the column '.*' is missing; .*"),
    ],
)  # fmt: skip
def test_a_file_edited_by_hand_is_held_to_its_contract_before_it_is_read(connection, folder, name, spoilt, sentence):
    """A row that was cut, or a header, ended in a fault of ours: KeyError."""
    file = folder / f"{name}.csv"
    header, row, *rest = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*spoilt(header, row), *rest, ""]), encoding="utf-8")
    before = contents(folder)
    for asked in (
        lambda: queue.read_queue(connection, folder),
        lambda: queue.accept(connection, folder, "aaaaaaaaaaaa", today=TODAY),
    ):
        with pytest.raises(WarehouseError) as refused:
            asked()
        assert re.fullmatch(sentence.format(name, len(header.split(","))), str(refused.value))
    assert contents(folder) == before


def test_a_warehouse_of_before_the_queue_is_a_sentence(folder):
    with duckdb.connect() as old, pytest.raises(WarehouseError, match="run `openlag weekly` to build it"):
        queue.read_queue(old, folder)


def test_a_release_without_labels_has_nothing_to_accept_and_is_decided_once_they_are_entered(connection, folder):
    known = next(
        row["release_id"] for row in read_file(folder, "releases") if row["openness"] == "api" and row["api_on"]
    )
    connection.execute("delete from marts.review_queue")
    for number, release_id in (("0", "nobody-9"), ("1", known)):
        subject, evidence = f"Nobody {number}", "No access is known."
        ask(
            connection,
            (number * 12, "label", "epoch", subject, "counted nowhere", 100.0, evidence, *BLANK[:6], release_id),
        )
    before = contents(folder)
    with pytest.raises(
        QueryError, match=r"what Nobody 0 lacks.*country, openness and a day of nobody-9 into .*releases\.csv by hand"
    ):
        queue.accept(connection, folder, "0" * 12, today=TODAY)
    with pytest.raises(QueryError, match=f"is decided: releases.csv of .* has the labels of {known}"):
        queue.accept(connection, folder, "1" * 12, today=TODAY)
    assert contents(folder) == before
    assert queue.read_queue(connection, folder)["subject"].to_list() == ["Nobody 0"]
    queue.reject(connection, folder, "0" * 12, reason="a family, no release", today=TODAY)
    assert added(before, folder, "review_rejections.csv")[1].startswith(b"000000000000,label,epoch,Nobody 0,")
