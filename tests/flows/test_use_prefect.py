"""What docs/use.md says of Prefect: its client takes the commands, and its server the automation."""

import shlex

import yaml
from prefect.cli._app import _app
from prefect.client.orchestration import get_client
from prefect.events.schemas.automations import AutomationCore

from flows.tell import EVENT
from tests.recipes import block, blocks


def test_prefects_client_knows_every_command_and_option():
    lines = [line.partition("bin/prefect ")[2] for text in blocks("sh") for line in text.splitlines()]
    commands = [shlex.split(line.removeprefix("--no-prompt ")) for line in lines if line]
    assert [words[0] for words in commands] == ["work-pool", "deploy", "worker", "automation"]
    for words in commands:
        _app.parse_args(words, exit_on_error=False, print_error=False)


def test_prefects_server_takes_the_automation_which_waits_for_our_event(prefect_server):
    automation = AutomationCore.model_validate(yaml.safe_load(block("yaml")))
    assert automation.trigger.expect == {EVENT} and automation.trigger.match.root == {
        "prefect.resource.id": "openlag.week.*"
    }
    with get_client(sync_client=True) as client:
        made = client.request("POST", "/automations/", json=automation.model_dump(mode="json")).json()
    assert made["enabled"] and made["actions"][0]["body"] == "{{ event.payload.text }}"
