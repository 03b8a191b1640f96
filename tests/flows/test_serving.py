"""Deployments: they load, and a schedule really creates runs (two unpinned dependencies of Prefect break that, one without a word)."""

import importlib.util
import socket
import time
from pathlib import Path

import httpx
import yaml
from prefect import Flow

from cli.serve import deploy, prefect_server

PROJECT = Path(__file__).parents[2]


def test_every_entrypoint_of_prefect_yaml_loads_a_flow():
    deployments = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert len(deployments) == 3
    for deployment in deployments:
        file, name = deployment["entrypoint"].split(":")
        spec = importlib.util.spec_from_file_location("entry", PROJECT / file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert isinstance(getattr(module, name), Flow)
        assert all(schedule["timezone"] for schedule in deployment["schedules"])
        assert deployment["concurrency_limit"] == 1


def test_a_scheduled_deployment_creates_its_runs_and_the_page_asks_the_right_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with prefect_server(port) as api:
        assert httpx.get(f"http://127.0.0.1:{port}/ui-settings").json()["api_url"] == api
        deploy(api)
        end = time.monotonic() + 90
        names: set[str] = set()
        while time.monotonic() < end and len(names) < 3:
            runs = httpx.post(
                f"{api}/flow_runs/filter", json={"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
            ).json()
            deployments = httpx.post(f"{api}/deployments/filter", json={}).json()
            by_id = {deployment["id"]: deployment["name"] for deployment in deployments}
            names = {by_id[run["deployment_id"]] for run in runs if run["deployment_id"] in by_id}
            time.sleep(1)
    assert names == {"daily", "weekly", "backfill"}
