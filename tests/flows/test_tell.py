"""A change is told once by each way, whatever runs again or fails, and the address of the hook never shows."""

import json
from pathlib import Path
from typing import Any

import pytest
from prefect.events import Event

from flows import tell
from flows.tell import EVENT, tell_changes
from flows.week import utc_now
from tests.recipes import block
from tests.reports.test_verdict_changes import lag, report, verdict, write
from warehouse.share import webhook

SECRET = "/T0SECRET/xyzzy0123456789"
WEEK = "2026-W33"
BEFORE = report(verdict("at most", "cannot be told"), lags=(lag("Kite <1> & co", None),))
NOW = report(verdict("at most", "contradicted"), lags=(lag("Kite <1> & co", 153),))
TEXT = (
    "openlag, 2026-W33: since 2026-W32 the verdict on “six months: at most” went from “cannot be told” to “contradicted”; "
    "Kite <1> & co was matched for the first time, by Heron 2 after 153 days. At most: no."
)


@pytest.fixture
def weekly(openlag_home: Path) -> Path:
    """The folder of weeks, with one reported week that changes two things."""
    folder = openlag_home / "reports" / "weekly"
    write(folder, "2026-W32", BEFORE)
    write(folder, WEEK, NOW)
    return folder


@pytest.fixture
def hook(loopback, monkeypatch) -> Any:
    monkeypatch.setenv(webhook.SETTING, loopback.url + SECRET)
    loopback.answer = lambda handler: loopback.send(handler, 200, b"ok")
    return loopback


@pytest.fixture(autouse=True)
def events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """The events that Prefect was given, each as it makes them of what it is given."""
    taken: list[Event] = []

    def take(event: str, resource: dict[str, str], payload: dict[str, Any]) -> Event:
        taken.append(Event(event=event, resource=resource, payload=json.loads(json.dumps(payload)), occurred=utc_now()))
        return taken[-1]

    monkeypatch.setattr(tell, "emit_event", take)
    return taken


def told(hook: Any, part: str = "changes") -> list[list[str]]:
    """The kinds of changes, or of what is taken back, in each message that the hook got."""
    return [[change["kind"] for change in json.loads(body)[part]] for _, body in hook.posted]


def test_an_event_and_a_message_tell_the_changes_as_data_and_in_words(weekly, hook, events):
    changes = tell_changes.fn(WEEK)
    (event,) = events
    assert event.resource.id == "openlag.week.2026-W33"
    assert event.payload == {
        "text": TEXT, "event": EVENT, "week": WEEK, "changes": list(changes.changes), "withdrawn": [],
    }  # fmt: skip
    ((path, body),) = hook.posted
    escaped = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert path == SECRET and json.loads(body) == event.payload | {"text": escaped}
    assert changes.changes[0] | {"from": "", "to": ""} == {
        "kind": "verdict", "claim_id": "six_months", "pairing_id": "us_any__cn_open", "cohort_id": "records", "reading": "at most",
        "from": "", "to": "",
    }  # fmt: skip
    assert {key: changes.changes[1][key] for key in ("record", "match", "lag_days")} == {
        "record": "Kite <1> & co", "match": "Heron 2", "lag_days": 153,
    }  # fmt: skip


def test_the_messages_of_the_page_have_the_parts_of_real_ones(weekly, events):
    changed, taken_back = (json.loads(block("json", mark)) for mark in ('"withdrawn": []', '"changes": []'))
    tell_changes.fn(WEEK)
    write(weekly, WEEK, report(verdict("at most", "contradicted"), lags=(lag("Kite <1> & co", None),)))
    tell_changes.fn(WEEK)
    for real, shown in zip(events, (changed, taken_back), strict=True):
        assert shown.keys() == real.payload.keys() and shown["event"] == EVENT
        for part in ("changes", "withdrawn"):
            assert [change.keys() for change in shown[part]] == [change.keys() for change in real.payload[part]]


def test_a_week_that_runs_again_tells_nothing_again_and_only_what_is_new(weekly, hook, events):
    for _ in range(3):
        assert len(tell_changes.fn(WEEK).changes) == 2
    assert told(hook) == [["verdict", "first_match"]]
    write(weekly, WEEK, report(verdict("at most", "contradicted"), lags=(lag("Kite <1> & co", 153), lag("Kite 2", 9))))
    tell_changes.fn(WEEK)
    assert told(hook) == [["verdict", "first_match"], ["first_match"]]
    assert [len(event.payload["changes"]) for event in events] == [2, 1]
    assert (
        "Kite 2" in json.loads(hook.posted[1][1])["text"] and "Kite &lt;1" not in json.loads(hook.posted[1][1])["text"]
    )


def test_what_could_not_be_sent_is_said_and_sent_by_the_next_run_of_the_week(weekly, hook, events, capsys):
    answer, hook.answer = hook.answer, lambda handler: hook.send(handler, 500)
    assert len(tell_changes.fn(WEEK).changes) == 2
    printed = capsys.readouterr()
    sentence = "OPENLAG_WEBHOOK_URL: the server answered 500. The next run of 2026-W33 tries again."
    assert sentence in printed.out and printed.err == f"{sentence}\n"
    assert SECRET not in printed.out + printed.err + (weekly / tell.MEMORY).read_text()
    hook.answer = answer
    tell_changes.fn(WEEK)
    tell_changes.fn(WEEK)
    assert told(hook) == [["verdict", "first_match"]] * 2  # the one that failed, and the one that came through
    assert len(events) == 1  # which did not fail


@pytest.mark.parametrize("refusal", [lambda *_, **__: None, lambda *_, **__: 1 / 0])
def test_an_event_that_prefect_does_not_take_fails_no_week_and_is_tried_again(
    weekly, hook, events, monkeypatch, capsys, refusal
):
    with monkeypatch.context() as broken:
        broken.setattr(tell, "emit_event", refusal)
        assert len(tell_changes.fn(WEEK).changes) == 2
    assert "The next run of 2026-W33 tries again." in capsys.readouterr().err and len(hook.posted) == 1
    tell_changes.fn(WEEK)
    assert len(events) == 1 and len(hook.posted) == 1


@pytest.mark.parametrize("how", [{"is_offline": True}, {"is_chosen": True}])
def test_offline_and_as_of_a_chosen_day_nothing_is_sent_and_the_changes_are_known(weekly, hook, events, how):
    assert len(tell_changes.fn(WEEK, **how).changes) == 2
    assert not hook.posted and not events and not (weekly / tell.MEMORY).exists()


def test_a_verdict_and_a_match_that_are_gone_are_told(weekly, hook, events):
    write(weekly, "2026-W34", report(lags=(lag("Kite <1> & co", None),)))
    assert len(tell_changes.fn("2026-W34").changes) == 2
    assert told(hook) == [["verdict", "match_undone"]] and len(events) == 1
    assert (
        events[0]
        .payload["text"]
        .startswith(
            "openlag, 2026-W34: since 2026-W33 the verdict on “six months: at most” went from “contradicted” to “no verdict”; "
            "the match of Kite <1> & co by Heron 2 after 153 days is undone. "
        )
    )


def test_a_reading_that_newer_code_judges_for_the_first_time_is_said_in_the_log_and_sent_to_nobody(
    weekly, hook, events, capsys
):
    added = report(verdict("at most", "contradicted"), verdict("today", "supported"), lags=(lag("Kite <1> & co", 153),))
    write(weekly, "2026-W34", added)
    assert tell_changes.fn("2026-W34").changes == ()
    assert not hook.posted and not events
    assert "by another version of openlag: “six months: today” (supported)." in capsys.readouterr().out


def test_a_week_before_the_newest_reported_one_is_no_news(weekly, hook, events):
    write(weekly, "2026-W34", NOW)
    assert len(tell_changes.fn(WEEK).changes) == 2
    assert not hook.posted and not events
    assert not tell_changes.fn("2026-W34").changes


def test_the_first_week_of_all_tells_nothing(openlag_home, hook, events, capsys):
    write(openlag_home / "reports" / "weekly", WEEK, NOW)
    assert tell_changes.fn(WEEK).changes == ()
    assert not hook.posted and not events
    assert "No earlier week has been reported, so no change is told." in capsys.readouterr().out


def test_without_an_address_the_event_alone_tells_and_an_address_set_later_is_told_too(
    weekly, loopback, events, monkeypatch
):
    tell_changes.fn(WEEK)
    assert len(events) == 1
    monkeypatch.setenv(webhook.SETTING, loopback.url + SECRET)
    tell_changes.fn(WEEK)
    assert len(loopback.posted) == 1 and len(events) == 1


def test_a_run_by_hand_does_not_silence_the_server_that_lasts(weekly, events, monkeypatch):
    for tags in (["by-hand-0a0b0c0d"], ["by-hand-11111111"], []):
        monkeypatch.setattr("prefect.runtime.flow_run.tags", tags, raising=False)
        tell_changes.fn(WEEK)
    assert len(events) == 2


def test_a_match_that_a_later_run_of_its_week_does_not_find_is_taken_back_once_and_told_again_when_it_is_back(
    weekly, hook, events, capsys
):
    """W48 told "GPT-5.4 Pro was matched for the first time"; run again without the match it told nothing, and the false fact stayed."""
    (match,) = (change for change in tell_changes.fn(WEEK).changes if change["kind"] == "first_match")
    write(weekly, WEEK, report(verdict("at most", "contradicted"), lags=(lag("Kite <1> & co", None),)))
    capsys.readouterr()
    changes = tell_changes.fn(WEEK)
    assert changes.withdrawn == ({"week": WEEK, **match},) and changes.is_news
    sentence = (
        "What was told of 2026-W33 no longer stands and is taken back: Kite <1> & co was matched for the first time, by Heron 2 after 153 "
        "days."
    )
    assert capsys.readouterr().out.startswith(f"{sentence} Since 2026-W32 the verdict on “six months: at most” went")
    assert events[-1].payload == {
        "text": f"openlag, 2026-W33: w{sentence[1:]} At most: no.",
        "event": EVENT, "week": WEEK, "changes": [], "withdrawn": [{"week": WEEK, **match}],
    }  # fmt: skip
    assert json.loads(hook.posted[-1][1])["withdrawn"] == events[-1].payload["withdrawn"]
    assert tell_changes.fn(WEEK).withdrawn == ()  # once
    write(weekly, WEEK, NOW)
    tell_changes.fn(WEEK)
    tell_changes.fn(WEEK)
    assert told(hook) == [["verdict", "first_match"], [], ["first_match"]]
    assert told(hook, "withdrawn") == [[], ["first_match"], []] and len(events) == 3


def test_where_nothing_of_what_was_told_stands_a_message_takes_all_back(weekly, hook, events):
    tell_changes.fn(WEEK)
    write(weekly, WEEK, BEFORE)
    changes = tell_changes.fn(WEEK)
    assert told(hook) == [["verdict", "first_match"], []]
    assert told(hook, "withdrawn") == [[], ["verdict", "first_match"]] and len(events) == 2
    assert "taken back: the verdict on “six months: at most” went from" in changes.sentence
    assert changes.sentence.endswith(
        "No verdict has changed since 2026-W32, no record was matched for the first time, and no match was undone."
    )
    assert not changes.changes and "No verdict has changed" not in events[1].payload["text"]


def test_a_verdict_that_turns_out_another_and_an_undone_match_that_is_back_are_taken_back_with_what_holds_now(
    weekly, hook, events
):
    week = "2026-W34"
    write(weekly, week, report(verdict("at most", "supported"), lags=(lag("Kite <1> & co", None),)))
    tell_changes.fn(week)
    assert told(hook) == [["verdict", "match_undone"]]
    write(weekly, week, report(verdict("at most", "cannot be told"), lags=(lag("Kite <1> & co", 153),)))
    tell_changes.fn(week)
    assert told(hook)[1:] == [["verdict"]] and told(hook, "withdrawn")[1:] == [["verdict", "match_undone"]]
    text = events[1].payload["text"]
    assert text.index(
        "“supported”; the match of Kite <1> & co by Heron 2 after 153 days is undone. Since"
    ) < text.index("went from “contradicted” to “cannot be told”.")


def test_a_withdrawal_that_could_not_be_sent_is_tried_again_by_that_way_alone(weekly, hook, events, capsys):
    tell_changes.fn(WEEK)
    write(weekly, WEEK, BEFORE)
    answer, hook.answer = hook.answer, lambda handler: hook.send(handler, 500)
    tell_changes.fn(WEEK)
    assert "the server answered 500. The next run of 2026-W33 tries again." in capsys.readouterr().err
    hook.answer = answer
    for _ in range(2):
        tell_changes.fn(WEEK)
    assert told(hook, "withdrawn") == [[]] + [["verdict", "first_match"]] * 2 and len(events) == 2


@pytest.mark.parametrize("how", [{"is_offline": True}, {"is_chosen": True}])
def test_what_a_run_that_tells_nobody_reversed_is_taken_back_by_the_next_week(weekly, hook, events, how):
    tell_changes.fn(WEEK)
    write(weekly, WEEK, BEFORE)
    assert tell_changes.fn(WEEK, **how).withdrawn == () and len(events) == 1
    write(weekly, "2026-W34", BEFORE)
    changes = tell_changes.fn("2026-W34")
    assert not changes.changes and [change["week"] for change in changes.withdrawn] == [WEEK, WEEK]
    assert events[1].payload["text"].startswith("openlag, 2026-W34: what was told of 2026-W33 no longer stands and is")
    assert tell_changes.fn("2026-W34").withdrawn == () and told(hook, "withdrawn") == [[], ["verdict", "first_match"]]


def test_another_name_or_a_week_that_came_between_takes_nothing_back(weekly, hook, events):
    """Told against 2026-W32; a report of the days between that holds the match already does not make it untrue."""
    week = "2026-W35"
    write(weekly, week, report(verdict("at most", "contradicted"), lags=(lag("Kite <1> & co", 153), lag("Kite 2", 9))))
    tell_changes.fn(week)
    renamed = lag("Kite 2", 9) | {"record_name": "Kite 2 (new)", "match_name": "Heron Two"}
    write(weekly, week, report(verdict("at most", "contradicted"), lags=(lag("Kite <1> & co", 153), renamed)))
    assert tell_changes.fn(week).withdrawn == () and len(hook.posted) == 1
    write(weekly, "2026-W34", report(verdict("at most", "contradicted"), lags=(lag("Kite <1> & co", 153), renamed)))
    changes = tell_changes.fn(week)
    assert (changes.since, changes.changes, changes.withdrawn) == ("2026-W34", (), ()) and len(hook.posted) == 1


def test_where_the_two_reports_cannot_be_compared_nothing_is_taken_back(weekly, hook, events):
    tell_changes.fn(WEEK)
    write(weekly, "2026-W32", "{")
    changes = tell_changes.fn(WEEK)
    assert changes.since is None and changes.withdrawn == () and len(hook.posted) == 1


def test_a_memory_of_before_there_were_sums_is_believed_and_what_it_holds_can_be_taken_back(weekly, hook, events):
    old = {WEEK: {way: list(tell.read_changes(weekly, WEEK).changes) for way in ("event", "webhook")}}
    (weekly / tell.MEMORY).write_text(json.dumps(old))
    tell_changes.fn(WEEK)
    assert not hook.posted and not events
    write(weekly, WEEK, BEFORE)
    tell_changes.fn(WEEK)
    assert told(hook, "withdrawn") == [["verdict", "first_match"]]


def test_a_memory_in_which_a_word_was_changed_is_not_told_from(weekly, hook, events, capsys):
    """It would be taken back, in words that nobody was told."""
    tell_changes.fn(WEEK)
    memory = weekly / tell.MEMORY
    memory.write_text(memory.read_text(encoding="utf-8").replace("Kite <1>", "Crow <1>"), encoding="utf-8")
    write(weekly, WEEK, BEFORE)
    assert tell_changes.fn(WEEK).withdrawn == () and len(hook.posted) == len(events) == 1
    assert "told.json: what was told before cannot be read, so nothing is sent; move it away" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"2026-W33": []}', '{"2026-W33": {"event": 1}}', '{"2026-W33": {"event": [1]}}',
     '{"2026-W33": {"event": [{"kind": "verdict"}]}}', '{"2026-W33": {"event": [{"kind": []}]}}', '{"record_sha256": "0a"}'],
)  # fmt: skip
def test_a_memory_that_cannot_be_read_sends_nothing_and_says_what_to_do(weekly, hook, events, capsys, content):
    (weekly / tell.MEMORY).write_text(content)
    tell_changes.fn(WEEK)
    assert not hook.posted and not events
    assert "cannot be read, so nothing is sent; move it away" in capsys.readouterr().err
    assert (weekly / tell.MEMORY).read_text() == content


def test_what_cannot_be_remembered_is_not_sent(weekly, hook, events, capsys):
    (weekly / f".{tell.MEMORY}.next").mkdir()  # stands where the new file would be written
    (weekly / f".{tell.MEMORY}.next" / "x").touch()
    tell_changes.fn(WEEK)
    assert not hook.posted and not events
    assert "told.json cannot be written" in capsys.readouterr().err


def test_an_address_that_is_none_is_said_by_every_run_and_never_shown(weekly, events, monkeypatch, capsys):
    monkeypatch.setenv(webhook.SETTING, f"http://hooks.example{SECRET}")
    for week in (WEEK, "2026-W32"):  # with changes, and without
        tell_changes.fn(week)
        said = capsys.readouterr().err
        assert (
            said.count("OPENLAG_WEBHOOK_URL is not an https:// address") == 1
            and "SECRET" not in said
            and "example" not in said
        )
