"""`/api/models` and `/api/models/{id}`: which rows, in what order, and which fields of each."""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.hub_server.answers import Query, Refusal, Request, invalid, no_option
from tests.hub_server.world import Json, World

LIST_EXPAND = (
    "author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime", "evalResults", "gated", "gguf",
    "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes", "mask_token", "model-index", "pipeline_tag",
    "private", "resourceGroup", "safetensors", "sha", "siblings", "spaces", "tags", "transformersInfo", "trendingScore", "widgetData",
)  # fmt: skip
INFO_EXPAND = (*LIST_EXPAND, "childrenModelCount", "usedStorage", "xetEnabled")
CHOICES = ("author", "search", "filter", "pipeline_tag")
SORTS = ("createdAt", "downloads", "likes", "lastModified", "likes30d", "trendingScore")
# Without expand. What is asked for by name only (baseModels, evalResults, downloadsAllTime, childrenModelCount ...) is not among it.
LISTED = ("likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt")
INFO = (
    "author", "cardData", "config", "createdAt", "disabled", "downloads", "gated", "gguf", "inference", "lastModified", "library_name",
    "likes", "mask_token", "model-index", "pipeline_tag", "private", "safetensors", "sha", "siblings", "spaces", "tags", "transformersInfo",
    "usedStorage", "widgetData",
)  # fmt: skip
# The Hub takes these too. Nobody here needs them yet, and an answer that passed over them would be a lenient one.
NOT_BUILT = ("apps", "cardData", "config", "full", "gated", "num_parameters")


class Shown(Sequence[Json]):
    """Rows with the fields asked for, taken out of a row when it is read: a page of 20,000 models shows a thousand."""

    def __init__(self, rows: Sequence[Json], fields: Sequence[str]) -> None:
        self.rows, self.fields = rows, fields

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [_only(row, self.fields, LISTED) for row in self.rows[place]]
        return _only(self.rows[place], self.fields, LISTED)


def list_models(world: World, request: Request) -> Shown:
    """The rows of a listing, from highest to lowest whatever `direction` says. A parameter that the Hub does not know changes nothing."""
    given = dict(request.query)
    if named := [name for name in NOT_BUILT if name in given]:
        raise Refusal(
            501, f"the stand-in does not know the parameter {named[0]}; build it in tests/hub_server/models.py"
        )
    fields = _expanded(request.query, LIST_EXPAND)
    sort = given.get("sort", "trendingScore")
    if sort not in SORTS:
        raise invalid(no_option(SORTS), "sort")
    chosen = [pair for pair in request.query if pair[0] in CHOICES]
    rows = [row for row in world.models if _is_chosen(row, chosen)]
    rows = [row for row in rows if not row.get("private") or world.may_read(request.token, row["id"])]
    return Shown(_sorted(rows, sort, is_asked="sort" in given), fields)


def model_info(row: Json, request: Request) -> Json:
    """One model with the fields asked for."""
    return _only(row, _expanded(request.query, INFO_EXPAND), INFO)


def _is_chosen(row: Json, query: Query) -> bool:
    for name, value in query:
        match name:
            case "author":
                is_kept = row["id"].partition("/")[0] == value
            case "search":
                is_kept = value.lower() in row["id"].lower()
            case "filter":
                is_kept = set(value.split(",")) <= set(row.get("tags") or [])
            case _:
                is_kept = row.get("pipeline_tag") == value
        if not is_kept:
            return False
    return True


def _sorted(rows: Sequence[Json], sort: str, *, is_asked: bool) -> list[Json]:
    """By the field, then the name. Asked for by trend, a row without one is left out: a place for it would be made up."""
    if is_asked and sort in ("likes30d", "trendingScore"):
        rows = [row for row in rows if sort in row]
    blank = "" if sort in ("createdAt", "lastModified") else 0

    def place(row: Json) -> tuple[Any, str]:
        return row[sort] if isinstance(row.get(sort), type(blank)) else blank, row["id"]

    return sorted(rows, key=place, reverse=True)


def _expanded(query: Query, known: Sequence[str]) -> list[str]:
    """The fields asked for by name. Refused like the Hub refuses: a sentence for each that it does not know, with its number."""
    asked = [value for name, value in query if name in ("expand", "expand[]")]
    unknown = [number for number, field in enumerate(asked) if field not in known]
    if unknown:
        sentences = [str(invalid(no_option(known), f"expand[{number}]")) for number in unknown]
        raise Refusal(400, "\n".join(sentences))
    return asked


def _only(row: Json, fields: Sequence[str], default: Iterable[str]) -> Json:
    """`_id`, `id` and the fields, else those of an answer without expand, which also says the name a second time."""
    wanted = set(fields or default) | {"_id", "id"}
    named = {} if fields else {"modelId": row["id"]}
    return {name: value for name, value in row.items() if name in wanted} | named
