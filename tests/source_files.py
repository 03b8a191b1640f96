"""Files in the sources' own formats, written from the facts that warehouse/reference compiled from them.

They hold what the reference files know and no more: every release of Epoch's index with its scores, and of the other sources the names
that are of a release. So what reads, joins and fits the sources is tested without a file of theirs.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from warehouse.settings import PROJECT

REFERENCE = PROJECT / "warehouse" / "reference"
# Epoch's name of each country in its index; a release whose country another source gave has a blank.
COUNTRIES = {
    "AE": "United Arab Emirates", "CN": "China", "FR": "France", "GB": "United Kingdom of Great Britain and Northern Ireland",
    "US": "United States of America",
}  # fmt: skip
PRINTED_COUNTRY = "epoch/eci_scores.csv Country (of organization)"
PRINTED_LABEL = "epoch/eci_scores.csv Model accessibility: "
STAGES = {"api public": "public", "api public preview": "public_preview", "weights public": "public"}


def facts(name: str) -> list[dict[str, str]]:
    """The rows of a reference file."""
    return read_csv(REFERENCE / f"{name}.csv")


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def write_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    first, *others = rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, first, lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *others])


def claims_of(source_id: str, name: str = "date_claims") -> list[dict[str, str]]:
    return [row for row in facts(name) if row["source_id"] == source_id]


def write_epoch(folder: Path) -> Path:
    """Epoch's two files. A release whose version is not compiled is scored under its id."""
    releases = {row["release_id"]: row for row in facts("releases")}
    benchmarks = {row["benchmark_id"]: row for row in facts("benchmarks")}
    labels = {
        row["release_id"]: row["evidence"].removeprefix(PRINTED_LABEL)
        for row in claims_of("epoch_index", "openness_claims")
    }
    versions = {row["release_id"]: row["source_name"] for row in reversed(claims_of("epoch_archive"))}
    index, scores = [], []
    for row in facts("scores"):
        release, benchmark = releases[row["release_id"]], benchmarks[row["benchmark_id"]]
        is_printed = release["country_source"] == PRINTED_COUNTRY
        if row["benchmark_id"] == "eci_published":
            index.append({
                "Model": release["name"], "Display name": release["name"], "eci": row["score"], "eci_ci_low": row["score_lower"],
                "eci_ci_high": row["score_upper"], "date": release["published_on"],
                "Organization": release["organizations"] if is_printed else "",
                "Country (of organization)": COUNTRIES[release["country"]] if is_printed else "",
                "Model accessibility": labels[row["release_id"]], "Accessibility group": "",
            })  # fmt: skip
        else:
            scores.append({
                "performance": row["score"], "benchmark": benchmark["name"], "benchmark_release_date": benchmark["released_on"],
                "model": release["name"], "model_version": versions.get(row["release_id"], row["release_id"]), "Model": release["family"],
                "date": release["published_on"], "source": row["source"].partition("; ")[2],
            })  # fmt: skip
    write_csv(folder / "eci_scores.csv", index)
    write_csv(folder / "eci_benchmarks.csv", scores)
    return folder


def write_models_dev(folder: Path, more: Iterable[Mapping[str, Any]] = ()) -> Path:
    """Both files of models.dev. more: further records of models.json."""
    labels = {row["source_name"]: row for row in claims_of("models_dev", "openness_claims")}
    costs = {(row["provider"], row["source_model_id"]): row for row in facts("prices")}
    models, prices = list(more), []
    for row in claims_of("models_dev"):
        label, day = labels.get(row["source_name"]), row["day"][: 7 if row["precision"] == "month" else None]
        if row["evidence"].startswith("modelsdev/models_"):
            said = {"open_weights": label["openness"] == "open", "license": label["licence"] or None} if label else {}
            models.append({"id": row["source_name"], "name": row["source_name"], "release_date": day} | said)
        else:
            provider, _, model_id = row["source_name"].partition("/")
            cost = costs.get((provider, model_id))
            said = {"cost": {way: float(cost[f"{way}_usd_per_mtok"]) for way in ("input", "output")}} if cost else {}
            prices.append({"provider": provider, "id": model_id, "name": model_id, "release_date": day} | said)
    (folder / "models.json").write_text(json.dumps(models), encoding="utf-8")
    (folder / "api.json").write_text(json.dumps(prices), encoding="utf-8")
    return folder


def write_catalogue(path: Path) -> Path:
    """The catalogue, an event for each claim."""
    events = defaultdict(list)
    for row in claims_of("model_release_dates"):
        stage, url = row["evidence"].split("; ")[:2]
        events[row["source_name"]].append({
            "channel": row["kind"].removesuffix("_on"), "stage": STAGES[stage], "date": row["day"], "date_precision": row["precision"],
            "sources": [{"url": url}],
        })  # fmt: skip
    models = [
        {"model": name, "display_name": name, "provider_id": name.partition("/")[0], "availability_events": found}
        for name, found in events.items()
    ]
    path.write_text(json.dumps({"schema_version": 2, "models": models}), encoding="utf-8")
    return path


def write_archive(folder: Path, more: Iterable[Mapping[str, str]] = ()) -> Path:
    """The one table that is read of an archive of before mid 2026. more: rows of versions that are of no known release."""
    releases = {row["release_id"]: row for row in facts("releases")}
    labels = {
        row["source_name"]: row["evidence"].rpartition(": ")[2] for row in claims_of("epoch_archive", "openness_claims")
    }
    header = (
        "Model version",
        "Display name",
        "Model name",
        "Release date",
        "Organization",
        "Country",
        "Model accessibility",
    )
    rows = [dict.fromkeys(header, "") | row for row in more] + [
        dict.fromkeys(header, "") | {
            "Model version": row["source_name"], "Release date": row["day"],
            "Organization": releases[row["release_id"]]["organizations"],
            "Model accessibility": labels.get(row["source_name"], ""),
        }
        for row in claims_of("epoch_archive")
    ]  # fmt: skip
    write_csv(folder / "epoch_capabilities_index.csv", rows)
    return folder
