"""A small invented Hub: no laboratory, model, person or score here is real, and each row has the shape of a recorded one."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from tests.hub_server.world import Commit, Json, Repository, World, invented_id

WITH_ACCESS = "hf_invented_with_access"
WITHOUT_ACCESS = "hf_invented_without_access"
FIRST_FILES = (".gitattributes", "README.md")
FILES = (
    "config.json",
    "tokenizer.json",
    "onnx/model.onnx",
    "model-00001-of-00002.safetensors",
    "model-00002-of-00002.safetensors",
)


def invented_model(name: str, created_at: str, **fields: Any) -> Json:
    """A row with all that the Hub says of an open model for text; fields take the place of its own, and Ellipsis takes one out."""
    licence = fields.get("cardData", {"license": "apache-2.0"}).get("license")
    row: Json = {
        "_id": invented_id(name), "id": name, "author": name.partition("/")[0], "createdAt": created_at, "lastModified": created_at,
        "downloads": 1200, "downloadsAllTime": 5400, "likes": 31, "trendingScore": 2, "gated": False, "private": False, "disabled": False,
        "pipeline_tag": "text-generation", "library_name": "transformers", "sha": _commit_id(name, 0),
        "tags": ["transformers", "safetensors", "text-generation", f"license:{licence}", "region:us"], "cardData": {"license": licence},
        "safetensors": {"parameters": {"BF16": 8_000_000_000}, "total": 8_000_000_000}, "evalResults": [], "model-index": None,
        "childrenModelCount": {"finetune": 0, "adapter": 0, "merge": 0, "quantized": 0}, "usedStorage": 16_000_000_000,
    } | fields  # fmt: skip
    if "baseModels" in fields:  # said a second time, as of every recorded row
        relation, bases = row["baseModels"]["relation"], [base["id"] for base in row["baseModels"]["models"]]
        row["tags"] += [f"base_model:{part}{base}" for base in bases for part in ("", f"{relation}:")]
    return {field: value for field, value in row.items() if value is not ...}


def invented_repository(name: str, created_at: str, *, commits: int = 4, first_weights: int = 2) -> Repository:
    """A history of so many commits, a day apart, of which number first_weights (from 0) and all later ones hold weights."""
    start = datetime.fromisoformat(created_at)
    return Repository(
        [
            Commit(
                _commit_id(name, number),
                (start + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                "Upload folder using huggingface_hub" if number else "initial commit",
                FIRST_FILES + (FILES if number >= first_weights else FILES[:2] if number else ()),
            )
            for number in range(commits)
        ]
    )


def invented_world() -> World:
    """Nine models of four laboratories, two of them gated and one private, three names that moved, and a dataset."""
    models = _models()
    gated = [row["id"] for row in models if row["gated"] or row["private"]]
    repositories = {row["id"]: invented_repository(row["id"], row["createdAt"]) for row in models}
    for row in models:
        newest = repositories[row["id"]].commits[-1]
        row |= {
            "sha": newest.commit_id,
            "siblings": [{"rfilename": path} for path in newest.files],
            "lastModified": newest.date,
        }
    boards = [
        Commit(_commit_id("boards", 0), "2026-06-02T00:00:00.000Z", "Add data", ("text/full-00000-of-00001.parquet",))
    ]
    tokens: dict[str, Collection[str]] = {WITH_ACCESS: gated, WITHOUT_ACCESS: ()}
    renames = {
        "harbour-ai/Kite-2-8B-Chat": "harbour-ai/Kite-2-8B",
        "old-quill/": "quillwork/",
        "sealed-lab/Vault-4B-Preview": "north-gate/Ferry-30B-A3B",  # given away: another repository than the one that was meant
    }
    return World(models, repositories | {"datasets/board-lab/boards": Repository(boards)}, renames, tokens)


def _models() -> list[Json]:
    other = {"license": "other", "license_name": "harbour-community", "license_link": "LICENSE"}
    return [
        invented_model(
            "harbour-ai/Kite-2-8B", "2026-05-28T09:43:54.000Z", downloads=34148, likes=778, cardData=other,
            baseModels=_base("finetune", "harbour-ai/Kite-2-8B-Base"),
            evalResults=[_result("aime_2026", 50), _asked_in("lexam-hard", 15.53, 35)],
            safetensors={"parameters": {"F32": 704, "BF16": 8_467_856_128}, "total": 8_467_856_832},
            childrenModelCount={"finetune": 14, "adapter": 6, "merge": 1, "quantized": 40},
        ),
        invented_model("harbour-ai/Kite-2-8B-Base", "2026-05-28T09:21:08.000Z", cardData=other),
        invented_model("harbour-ai/kite-tokenizer", "2026-05-27T10:00:00.000Z", pipeline_tag=..., library_name=..., safetensors=...),
        invented_model("harbour-ai/Unready", "2026-09-01T10:00:00.000Z", private=True),
        invented_model(
            "north-gate/Ferry-30B-A3B", "2026-08-01T06:55:21.000Z", downloads=453809, evalResults=[_asked_in("swe_bench", 51.56, 4)],
            safetensors={"parameters": {"F32": 3072, "BF16": 32_913_263_168}, "total": 31_577_937_344},
        ),
        invented_model(
            "quillwork/Quill-3.5-9B", "2026-02-27T12:58:26.000Z", downloads=9_282_840, likes=2080, pipeline_tag="image-text-to-text",
            evalResults=[_asked_in("gpqa", 81.7, 2), {"filename": ".eval_results/x.yaml", "error": "Invalid eval result: no benchmark"}],
        ),
        invented_model(
            "quillwork/Quill-3.5-9B-GGUF", "2026-03-01T08:00:00.000Z", downloads=9_061_265,
            baseModels=_base("quantized", "quillwork/Quill-3.5-9B"), library_name=...,
            safetensors=..., gguf={"total": 9_653_104_368, "architecture": "quill"},
        ),
        invented_model("sealed-lab/Vault-4B", "2025-06-03T18:16:53.000Z", gated="auto", cardData={"license": "gemma"}),
        invented_model(
            "sealed-lab/Vault-4B-it", "2025-06-03T18:17:07.000Z", gated="manual", cardData={"license": "gemma"},
            baseModels=_base("finetune", "sealed-lab/Vault-4B"),
        ),
    ]  # fmt: skip


def _base(relation: str, name: str) -> Json:
    return {"relation": relation, "models": [{"_id": invented_id(name), "id": name}]}


def _result(task: str, value: float) -> Json:
    """A score that the model's own repository states."""
    source = {"url": "https://huggingface.co/harbour-ai/Kite-2-8B", "name": "Model Card"}
    data = {
        "dataset": {"id": f"invented/{task}", "task_id": task},
        "value": value,
        "date": "2026-05-28",
        "source": source,
    }
    return {"filename": f".eval_results/{task}.yaml", "verified": False, "data": data}


def _asked_in(task: str, value: float, pull_request: int) -> Json:
    """A score of an open pull request, by somebody else."""
    found = _result(task, value)
    found["data"]["source"] |= {"user": "person-a"}
    return found | {"pullRequest": pull_request}


def _commit_id(name: str, number: int) -> str:
    return hashlib.sha1(f"{name} {number}".encode(), usedforsecurity=False).hexdigest()
