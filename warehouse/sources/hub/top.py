"""The Hub's most looked-at models for text, by trend and by downloads: where organisations that nobody tracks yet come to notice.

Two lists of one page each, through the same guarded client as the other pulls. They land as a source of their own, since the headline
and the tracked organisations do without them: if they cannot be read, that fails alone. A row that does not parse is a reject.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.sources.hub.api import LIMITS, Hub
from warehouse.sources.hub.listing import listing_pages
from warehouse.sources.hub.pulls import Run
from warehouse.sources.hub.rows import MODEL_SCHEMA, ModelRow, model_frame, parse_models
from warehouse.sources.net.client import Limits, Token

TITLE = "Hugging Face Hub, top of the models for text generation"
TASK = "text-generation"
LISTS = {"trend": "trendingScore", "downloads": "downloads"}  # name of the list: how the Hub sorts it
# The 100th by downloads had 526,642 in 30 days on 2026-02-16, which is much for a young laboratory: three times as deep. One request a
# list, since the Hub gives up to 1,000 rows a page, and few enough that a person can review what comes of them.
TOP_COUNT = 300
EXPAND = (
    "createdAt", "lastModified", "downloads", "likes", "tags", "cardData", "baseModels", "gated", "private", "library_name",
    "pipeline_tag", "safetensors",
)  # fmt: skip
COLUMNS = (
    "hub_id", "hub_model_id", "created_at", "last_modified_at", "downloads_30d", "likes", "licence", "tags", "base_models",
    "base_model_relation", "gated", "is_private", "library", "task", "parameter_count",
)  # fmt: skip
SCHEMA = {
    "list": pl.String(),
    "rank": pl.Int64(),
    **{name: MODEL_SCHEMA[name] for name in COLUMNS},
}


def pull_top(
    *,
    endpoint: str | None = None,
    token: Token | str | bool | None = None,
    now: Callable[[], datetime],
    limits: Limits = LIMITS,
) -> Pull:
    """Both lists in the table hub_top, a row per list and rank.

    endpoint, token: as in Hub. now: the clock, aware.
    A list that is empty is a reject. Raises TransientError when a later run may pass, else SourceError; also when both are empty.
    """
    run = Run("lists", len(LISTS), now)
    run.hub = Hub(endpoint, token, limits)
    frames, rejects = [pl.DataFrame(schema=SCHEMA)], []
    for name, sort in LISTS.items():
        rows: list[object] = []
        for page in listing_pages(run.hub, [("pipeline_tag", TASK), ("sort", sort)], EXPAND, page_size=TOP_COUNT):
            rows += page.rows
            if len(rows) >= TOP_COUNT:
                break
        ranked, rejected = _rank(rows[:TOP_COUNT], f"/api/models?sort={sort}")
        rejects += rejected
        models = model_frame([model for _, model in ranked]).select(COLUMNS)
        ranks = pl.Series([rank for rank, _ in ranked], dtype=pl.Int64)
        frames.append(models.select(pl.lit(name).alias("list"), ranks.alias("rank"), *COLUMNS))
    top = pl.concat(frames)
    if top.is_empty():
        raise SourceError(
            f"{run.hub.base}: the Hub lists no model by trend or downloads; nothing is landed; check HF_ENDPOINT."
        )
    query_text = f"pipeline_tag={TASK}; sort in ({' '.join(LISTS.values())}); limit={TOP_COUNT}"
    return run.pull("hub_top", {"hub_top": top}, rejects, query=query_text, title=TITLE)


def _rank(rows: list[object], file: str) -> tuple[list[tuple[int, ModelRow]], list[Reject]]:
    """The rows of one list with their ranks, which count the rejected ones too; of a repository listed twice the first."""
    found: dict[str, tuple[int, ModelRow]] = {}
    rejects = []
    if not rows:
        rejects.append(Reject("hub_top", file, 0, "the list is empty", ""))
    for rank, row in enumerate(rows, start=1):
        models, rejected = parse_models([row], namespace="", file=file)
        rejects += [replace(reject, table="hub_top", row_number=rank) for reject in rejected]
        for model in models:
            if found.setdefault(model.hub_id, (rank, model))[0] != rank:
                rejects.append(
                    Reject(
                        "hub_top",
                        file,
                        rank,
                        "the repository is listed twice; the first rank is kept",
                        "" if model.is_private else model.hub_model_id,
                    )
                )
    return list(found.values()), rejects
