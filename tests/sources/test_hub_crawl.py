"""A listing of the whole Hub: whatever breaks it, the next one goes on at its cursor, and all of it ends with the same rows."""

import contextlib
import errno
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial, partialmethod
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.hub_server import Fault, FaultKind, HubServer, World, invented_model
from warehouse import files
from warehouse.landing import SourceError, TransientError
from warehouse.settings import PROJECT
from warehouse.sources.hub import crawl as crawling
from warehouse.sources.hub.crawl import PAGE_LIMITS, Asking, Listed, Plan, Step, list_reasons, listed
from warehouse.sources.hub.listing import _REFUSED
from warehouse.sources.hub.spool import RECORD

NOW = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)
QUICK = replace(
    PAGE_LIMITS, timeout_seconds=5.0, answer_seconds=5.0, tries=2, first_wait_seconds=0.01, longest_wait_seconds=3.0
)
N_MODELS, PAGE_SIZE = 83, 5


def world(n_models: int = N_MODELS) -> World:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return World(
        [
            invented_model(
                f"maker-{n % 9}/Model-{n}", f"{start + timedelta(hours=n):%Y-%m-%dT%H:%M:%S.000Z}", downloads=n
            )
            for n in range(n_models)
        ]
    )


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(world(), page_size=PAGE_SIZE) as server:
        yield server
    _REFUSED.clear()


def crawl(
    hub: HubServer, spools: Path, *, since: datetime | None = None, now: datetime = NOW, **asking: Any
) -> tuple[Listed, pl.DataFrame]:
    """What a crawl lists, each repository once, in order of its id."""
    told = Asking(now=lambda: now, **{"pages_a_batch": 10} | asking)
    with listed(spools, told, since=since, endpoint=hub.endpoint, token=False, limits=QUICK) as found:
        assert all(path.exists() for path in (*found.batches, *found.rejects))
        rows = pl.concat([pl.read_parquet(batch) for batch in found.batches])
        assert found.rows == len(rows)
        return found, rows.unique("hub_id", keep="last", maintain_order=True).sort("hub_id")


def test_every_model_is_listed_once_and_the_spool_goes(hub: HubServer, tmp_path: Path) -> None:
    found, rows = crawl(hub, tmp_path)
    assert sorted(rows["hub_model_id"]) == sorted(row["id"] for row in hub.world.models)
    assert (found.kind, found.rows, found.pages, found.requests) == ("full", N_MODELS, 17, 17)
    assert (found.started_at, found.finished_at, found.reject_count, found.refused) == (NOW, NOW, 0, [])
    assert found.url == f"{hub.endpoint}/api/models" and found.query.startswith("sort=createdAt; expand=createdAt,")
    assert list(tmp_path.iterdir()) == []
    query = dict(hub.requests[0].query)
    assert query["sort"] == "createdAt" and "author" not in query


def test_pages_lie_there_as_they_came_until_their_batch_is_written(hub: HubServer, tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def look(step: Step) -> None:
        (spool,) = tmp_path.iterdir()
        record = json.loads((spool / RECORD).read_text())
        assert (record["pages"], record["models"]) == (step.pages, step.models)
        seen.append(sorted(page.name for page in (spool / "pages").iterdir()))

    crawl(hub, tmp_path, on_step=look, pages_a_batch=3)
    assert seen[:4] == [
        ["000001.json"],
        ["000001.json", "000002.json"],
        ["000001.json", "000002.json", "000003.json"],
        ["000004.json"],
    ]


def test_the_plan_rests_on_the_headers_of_the_first_page(tmp_path: Path) -> None:
    plans: list[Plan] = []
    with HubServer(world(40), page_size=10, quotas={"api": 500}) as hub:
        crawl(hub, tmp_path, expected=30_010, on_plan=plans.append)
    (plan,) = plans
    assert (plan.requests, plan.rows_a_page, plan.quota, plan.window_seconds) == (3_000, 10, 500, 300)
    # 499 are left in this window; the other 2,501 take six windows, of which the last five are waited for whole.
    assert 5 * 300 < plan.seconds <= 6 * 300 + 1


def test_a_step_says_how_many_pages_and_seconds_are_left(hub: HubServer, tmp_path: Path) -> None:
    steps: list[Step] = []
    crawl(hub, tmp_path, expected=N_MODELS, on_step=steps.append)
    assert [step.models for step in steps] == [*range(5, 83, 5), 83]
    assert {step.expected_pages for step in steps} == {17}
    assert steps[-1].seconds_left == 0 and all(step.seconds_left is not None for step in steps)


# ---- breaks


def die_at(event: int, endpoint: str, spools: Path) -> None:
    """Crawl in this process, and kill it at the nth time that it opens, makes, moves or takes away a file of the spool."""
    left = event

    def watch(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if name in ("open", "os.rename", "os.remove", "os.mkdir") and str(spools) in str(arguments[0]):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    with listed(spools, Asking(now=lambda: NOW, pages_a_batch=3), endpoint=endpoint, token=False, limits=QUICK):
        pass


def die_often(endpoint: str, spools: str, *events: str) -> None:
    """Crawl in a process of its own for each event, and print how each ended."""
    for event in events:
        child = os.fork()
        if child == 0:
            die_at(int(event), endpoint, Path(spools))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def test_a_crawl_killed_at_ten_moments_ends_with_the_rows_of_one_that_was_not(hub: HubServer, tmp_path: Path) -> None:
    _, whole = crawl(hub, tmp_path / "whole")
    moments = random.Random(14).sample(range(1, 21), 10)
    code = f"import sys; from {__name__} import die_often; die_often(*sys.argv[1:])"
    command = [sys.executable, "-c", code, hub.endpoint, str(tmp_path / "broken"), *map(str, moments)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [str(-signal.SIGKILL)] * 10
    (spool,) = (tmp_path / "broken").iterdir()
    pages_before = json.loads((spool / RECORD).read_text())["pages"]
    assert 0 < pages_before < 17
    hub.requests.clear()
    found, rows = crawl(hub, tmp_path / "broken")
    assert rows.equals(whole)
    assert (found.rows, found.pages) == (N_MODELS, 17)
    assert len(hub.requests) == 17 - pages_before  # nothing is asked for twice


def test_a_listing_that_is_whole_and_could_not_be_kept_is_there_for_the_next_run(
    hub: HubServer, tmp_path: Path
) -> None:
    told = Asking(now=lambda: NOW, pages_a_batch=3)
    with (
        pytest.raises(RuntimeError, match="disk"),
        listed(tmp_path, told, endpoint=hub.endpoint, token=False, limits=QUICK),
    ):
        raise RuntimeError("disk")
    hub.requests.clear()
    found, rows = crawl(hub, tmp_path, now=NOW + timedelta(days=30))
    assert len(rows) == N_MODELS and found.finished_at == NOW and not hub.requests


def stop_after(pages: int) -> Callable[[Step], None]:
    def stop(step: Step) -> None:
        if step.pages == pages:
            raise KeyboardInterrupt

    return stop


def broken_off(hub: HubServer, spools: Path, pages: int, **given: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        crawl(hub, spools, on_step=stop_after(pages), **given)


def test_a_crawl_goes_on_at_its_cursor_and_says_so(hub: HubServer, tmp_path: Path) -> None:
    broken_off(hub, tmp_path, 8)
    said: list[str] = []
    found, rows = crawl(hub, tmp_path, say=said.append, now=NOW + timedelta(days=6))
    assert (len(rows), found.pages, found.started_at) == (N_MODELS, 17, NOW)
    assert said == ["Going on with the listing begun on 2026-11-30 02:15 UTC, after 8 pages with 40 models."]


def test_a_listing_older_than_a_week_is_begun_anew(hub: HubServer, tmp_path: Path) -> None:
    broken_off(hub, tmp_path, 8)
    said: list[str] = []
    found, _ = crawl(hub, tmp_path, say=said.append, now=NOW + timedelta(days=8))
    assert (found.rows, found.pages, found.started_at) == (N_MODELS, 17, NOW + timedelta(days=8))
    assert said == [
        "The listing begun on 2026-11-30 02:15 UTC is begun anew: it is older than 7 days, and its counts would be of two times."
    ]


def test_the_spool_of_another_hub_is_left_alone(hub: HubServer, tmp_path: Path) -> None:
    broken_off(hub, tmp_path, 4)
    said: list[str] = []
    with HubServer(world(7), page_size=PAGE_SIZE) as other:
        found, _ = crawl(other, tmp_path, say=said.append, now=NOW + timedelta(minutes=1))
    assert found.rows == 7
    (left,) = tmp_path.iterdir()
    assert said == [f"{left}: a full listing of {hub.endpoint} waits here; it is left alone."]


def test_a_cursor_that_the_hub_takes_no_more_begins_the_listing_again(hub: HubServer, tmp_path: Path) -> None:
    broken_off(hub, tmp_path, 8)
    hub.faults.append(Fault(FaultKind.STATUS, status=410, times=1))
    said: list[str] = []
    found, rows = crawl(hub, tmp_path, say=said.append)
    assert len(rows) == N_MODELS and (found.rows, found.pages) == (N_MODELS + 40, 8 + 17)
    assert "the cursor after page 8 is taken no more" in said[1]


def test_a_hub_that_refuses_its_own_cursors_cannot_be_listed(hub: HubServer, tmp_path: Path) -> None:
    hub.faults.append(Fault(FaultKind.STATUS, status=400, page=3))
    with pytest.raises(SourceError, match="had to begin again 5 times"):
        crawl(hub, tmp_path)


def test_a_first_page_that_is_refused_is_told_as_it_is(hub: HubServer, tmp_path: Path) -> None:
    hub.faults.append(Fault(FaultKind.STATUS, status=410))
    with pytest.raises(SourceError, match="the server answered 410"):
        crawl(hub, tmp_path)


def test_two_crawls_at_once_are_one_too_many(hub: HubServer, tmp_path: Path) -> None:
    with files.alone(tmp_path), pytest.raises(SourceError, match="another crawl is at work here"):
        crawl(hub, tmp_path)
    assert not hub.requests


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"kind": "full"}', '{"started_at": 5}'])
def test_a_damaged_record_is_refused_with_what_to_do(hub: HubServer, tmp_path: Path, text: str) -> None:
    folder = tmp_path / "full-20261130T021500Z"
    folder.mkdir()
    (folder / RECORD).write_text(text)
    with pytest.raises(SourceError, match="no record of a crawl .* remove .* to begin anew"):
        crawl(hub, tmp_path)


CHANGES: dict[str, Any] = {
    "fields": None, "refused": None, "next_path": "http://elsewhere.example/api/models", "started_at": "2026-11-30T02:15:00", "pages": 3,
    "models": 10**30, "pages_a_batch": 0, "requests": "x", "beginnings": None, "page_sums": {},
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_record_with_one_value_changed_is_refused_with_what_to_do(hub: HubServer, tmp_path: Path, name: str) -> None:
    broken_off(hub, tmp_path, 4)
    (spool,) = tmp_path.iterdir()
    changed = json.loads((spool / RECORD).read_text()) | {name: CHANGES[name]}
    (spool / RECORD).write_text(json.dumps(changed))
    with pytest.raises(SourceError, match=f"no record of a crawl .* remove {spool} to begin anew"):
        crawl(hub, tmp_path)


@pytest.mark.parametrize("reason", ["Is a directory", "Permission denied"])
def test_a_record_that_cannot_be_read_is_told_with_what_to_do(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    """A spool that another user had left ended the crawl in a traceback."""

    def harm(folder: Path) -> None:
        if reason == "Is a directory":
            (folder / RECORD).unlink()
            (folder / RECORD).mkdir()
        else:
            monkeypatch.setattr(Path, "read_text", partialmethod(refuse, folder / RECORD, Path.read_text))

    def write(folder: Path, number: int) -> None:
        harm(folder)
        crawling.write_batch(folder, number)

    for given in ({"write": write, "pages_a_batch": 2}, {}):  # by who writes its batches, and by the next run
        with pytest.raises(
            SourceError, match=rf"{RECORD}: the record .* read \({reason}\); .* or remove .* anew"
        ) as told:
            crawl(hub, tmp_path, **given)
        assert str(told.value).count("remove") == 1


def refuse(path: Path, refused: Path, read: Callable[..., str], *given: Any, **named: Any) -> str:
    if path == refused:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))
    return read(path, *given, **named)


def test_a_record_that_goes_before_a_batch_is_written_is_told_with_what_to_do(hub: HubServer, tmp_path: Path) -> None:
    def write(folder: Path, number: int) -> None:
        (folder / RECORD).unlink()
        crawling.write_batch(folder, number)

    with pytest.raises(SourceError, match=f"{RECORD}: the record is gone; remove .* to begin the listing anew"):
        crawl(hub, tmp_path, write=write, pages_a_batch=3)


def test_a_folder_in_the_place_of_a_page_whose_batch_is_written_goes_with_it(hub: HubServer, tmp_path: Path) -> None:
    broken_off(hub, tmp_path, 5, pages_a_batch=2)
    next(tmp_path.glob("*/pages")).joinpath("000001.json").mkdir()
    assert crawl(hub, tmp_path)[0].rows == N_MODELS


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[60] ^= 4
    file.write_bytes(content)


@pytest.mark.parametrize("harm", [cut, flip, Path.unlink, lambda file: file.write_bytes(b"[]")])
@pytest.mark.parametrize("name", ["batches/000001.parquet", "batches/000001-rejects.parquet", "pages/000005.json"])
def test_a_page_or_a_batch_that_has_changed_between_two_runs_is_refused_with_what_to_do(
    hub: HubServer, tmp_path: Path, name: str, harm: Callable[[Path], object]
) -> None:
    broken_off(hub, tmp_path, 5, pages_a_batch=2)
    (spool,) = tmp_path.iterdir()
    harm(spool / name)
    hub.requests.clear()
    for _ in range(2):
        with pytest.raises(
            SourceError, match=rf"{spool}/(batches|pages)/00000\d\.\w+: .*; remove {spool} to begin"
        ) as refused:
            crawl(hub, tmp_path)
        assert str(refused.value).count("remove") == 1 and not hub.requests


def test_a_batch_that_changes_while_the_crawl_goes_on_is_not_counted(hub: HubServer, tmp_path: Path) -> None:
    def harm() -> None:
        (spool,) = tmp_path.iterdir()
        cut(spool / "batches" / "000002.parquet")

    with pytest.raises(SourceError, match="000002.parquet: the batch and its rejects do not have the sums .* remove"):
        crawl(hub, tmp_path, wait=harm, pages_a_batch=3)


@pytest.mark.parametrize("harm", [cut, flip, Path.unlink, lambda file: file.write_bytes(b"[]")])
def test_a_page_that_is_not_as_it_came_when_its_batch_is_written_is_told_with_what_to_do(
    hub: HubServer, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    """A page that still was a list of models went into the listing, whatever it said."""

    def write(folder: Path, number: int) -> None:
        if number == 2:
            harm(folder / "pages" / "000005.json")
        crawling.write_batch(folder, number)

    with pytest.raises(SourceError, match="000005.json: the page is gone or is not .*; remove .* to begin the listing"):
        crawl(hub, tmp_path, write=write, pages_a_batch=3)
    (spool,) = tmp_path.iterdir()
    assert [file.name for file in (spool / "batches").glob("*.parquet") if "rejects" not in file.name] == [
        "000001.parquet"
    ]


# ---- what the Hub may do


def test_a_link_in_a_circle_is_refused(hub: HubServer, tmp_path: Path) -> None:
    first = f"{hub.endpoint}/api/models?limit=5&sort=createdAt"
    hub.faults.append(Fault(FaultKind.LINK, target=first))
    with pytest.raises(SourceError, match=r"names a page already read|pages in a circle.*remove that to begin anew"):
        crawl(hub, tmp_path)


def test_trouble_that_may_pass_leaves_the_spool_for_the_next_run(hub: HubServer, tmp_path: Path) -> None:
    fault = Fault(FaultKind.STATUS, status=500, page=5)
    hub.faults.append(fault)
    with pytest.raises(TransientError, match="500"):
        crawl(hub, tmp_path)
    hub.faults.remove(fault)
    found, rows = crawl(hub, tmp_path)
    assert (found.pages, len(rows)) == (17, N_MODELS)


@pytest.mark.parametrize("kind", [FaultKind.TRUNCATED, FaultKind.HTML, FaultKind.OBJECT])
def test_a_page_that_is_no_list_is_asked_for_again(hub: HubServer, tmp_path: Path, kind: FaultKind) -> None:
    hub.faults.append(Fault(kind, page=2, times=1))
    found, rows = crawl(hub, tmp_path)
    assert len(rows) == N_MODELS and (found.pages, found.requests) == (17, 18)


def test_a_page_that_the_hub_cannot_give_is_asked_for_in_halves(tmp_path: Path) -> None:
    with HubServer(world(400), faults=[Fault(FaultKind.STATUS, status=504, limit_over=125)]) as hub:
        found, rows = crawl(hub, tmp_path)
    assert (len(rows), found.pages) == (400, 4)


def test_a_field_that_the_hub_refuses_is_left_out_and_told(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.hub_server.models.LIST_EXPAND",
        ("createdAt", "lastModified", "downloads", "likes", "tags", "private", "gated"),
    )
    said: list[str] = []
    found, rows = crawl(hub, tmp_path, say=said.append)
    assert set(found.refused) == {"downloadsAllTime", "baseModels", "library_name", "pipeline_tag", "safetensors"}
    assert rows["parameter_count"].null_count() == len(rows) == N_MODELS and found.reject_count == 5
    assert {sentence.partition("the field ")[2].partition(" ")[0] for sentence in said} == set(found.refused)
    assert "it is left out, and its column is unknown." in said[0]
    assert len(said) == 5


def test_what_is_odd_in_a_row_is_a_reject_with_its_page(hub: HubServer, tmp_path: Path) -> None:
    hub.world.models[10]["likes"] = "many"
    told = Asking(now=lambda: NOW, pages_a_batch=3)
    with listed(tmp_path, told, endpoint=hub.endpoint, token=False, limits=QUICK) as found:
        (reject,) = pl.concat([pl.read_parquet(file) for file in found.rejects]).rows(named=True)
    assert found.reject_count == 1
    assert (reject["table"], reject["file"], reject["row_number"]) == ("hub_listing", "000015", 3)  # the 73rd of 83
    assert "likes is no count" in reject["reason"] and '"likes": "many"' in reject["raw_text"]


def test_every_reject_counts_and_alike_ones_are_one_reason(tmp_path: Path) -> None:
    odd = world(90)
    for row in odd.models[:75]:
        row["likes"] = "many"
    told = Asking(now=lambda: NOW, pages_a_batch=1)
    with (
        HubServer(odd, page_size=50) as hub,
        listed(tmp_path, told, endpoint=hub.endpoint, token=False, limits=QUICK) as found,
    ):
        assert found.reject_count == 75 and found.rows == 90
        assert list_reasons(found) == [("likes is no count; the row is kept without it", 75)]


# ---- what changed


def test_a_partial_listing_stops_where_the_last_one_began(hub: HubServer, tmp_path: Path) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=70)
    found, rows = crawl(hub, tmp_path, since=since)
    assert found.kind == "partial" and found.query.endswith(f"; changed since {since.isoformat()}")
    changed = rows.filter(pl.col("last_modified_at") >= since)
    assert len(changed) == 13 and len(rows) == 15 == found.pages * PAGE_SIZE
    assert dict(hub.requests[0].query)["sort"] == "lastModified"


def test_a_partial_listing_that_goes_back_elsewhere_is_no_beginning_of_another(hub: HubServer, tmp_path: Path) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=40)
    broken_off(hub, tmp_path, 2, since=since)
    said: list[str] = []
    crawl(hub, tmp_path, since=since - timedelta(hours=5), say=said.append, now=NOW + timedelta(hours=1))
    assert said == ["The listing begun on 2026-11-30 02:15 UTC is begun anew: it goes back to 2026-01-02 16:00 UTC."]


def test_a_batch_can_be_written_elsewhere_and_twice(hub: HubServer, tmp_path: Path) -> None:
    sent: list[partial[int]] = []

    def run() -> None:
        for task in reversed(sent):
            task()
            task()

    _, rows = crawl(
        hub,
        tmp_path,
        write=lambda folder, number: sent.append(partial(crawling.write_batch, folder, number)),
        wait=run,
        pages_a_batch=3,
    )
    assert len(sent) == 6 and len(rows) == N_MODELS


def test_the_token_stands_in_no_page(tmp_path: Path) -> None:
    secret = "hf_invented_with_access"
    told, seen = Asking(now=lambda: NOW, pages_a_batch=3), ""
    models = world(20)
    models.models[3]["library_name"] = secret
    models.tokens[secret] = ()
    with HubServer(models, page_size=PAGE_SIZE) as hub, contextlib.ExitStack() as stack:
        told = replace(
            told,
            on_step=lambda step: texts.append((next(tmp_path.glob("*/pages/*4.json"), Path(os.devnull))).read_text()),
        )
        texts: list[str] = []
        stack.enter_context(listed(tmp_path, told, endpoint=hub.endpoint, token=secret, limits=QUICK))
    seen = "".join(texts)
    assert "[token]" in seen and secret not in seen
