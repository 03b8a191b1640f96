"""Is a repository on the Hub a laboratory's new release in its original form? Judged from its metadata alone; no network, no clock.

A release is a base, instruct or reasoning model that generates text, of the maker's own training. It is none if anything speaks
against it: a stated relation to another repository (quantised, adapter, merge, a fine-tune of another maker's model), a library or
a tag of converted files, another task, or a pattern of its name. What is missing speaks for nothing: it lowers the score and is said.

When it is wrong: a fine-tune that states no base and does not name it is taken for a release, and a model trained from nothing in
another maker's architecture whose name holds that maker's word is not. docs/validation.md measures both on labels made beforehand.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from warehouse.review.copy_names import COPY_WORDS

GENERATING = frozenset(
    {"text-generation", "text2text-generation", "image-text-to-text", "audio-text-to-text", "video-text-to-text", "any-to-any"}
)  # fmt: skip
ABSENT = frozenset({"", "unknown"})
RELATIONS = {
    "quantized": "is a quantisation", "adapter": "is an adapter", "merge": "is a merge",
}  # fmt: skip
CONVERTED_LIBRARIES = frozenset(
    {"gguf", "llama.cpp", "ggml", "mlx", "mlx-lm", "onnx", "transformers.js", "openvino", "ctranslate2", "exllamav2", "exllamav3",
     "litert", "litert-lm", "executorch", "tensorrt-llm", "coreml", "mlc-llm", "nncf"}
)  # fmt: skip
ADAPTER_LIBRARIES = frozenset({"peft", "adapter-transformers"})
# Tags of files: a maker's own repository may hold these beside its weights in the original form, except for MLX, which writes safetensors.
CONVERTED_TAGS = ("gguf", "onnx", "openvino")
ORIGINAL_TAGS = frozenset({"safetensors", "pytorch"})
# Architectures in which nobody but their maker publishes own training in the half of the labels that this was built with. In those of
# Llama and DeepSeek others do, so these two say nothing of the weights.
ARCHITECTURE = re.compile(r"(gemma|mistral|mixtral|phi|qwen|starcoder)(?:[\d_]\w*)?")  # qwen3_moe, gemma3_text
# First words of families that name no maker: a technical term and plain English.
COMMON_WORDS = frozenset({"gpt", "open", "stable"})
MOST_SHOWN = 120  # characters of a text from outside in a reason
SHORTEST_KNOWN_NAME = 6  # "gpt2" or "bloom" begins many a name
# What lowers the score, and by how much: 100 is a tracked maker's repository that states all that a release states.
DOUBT_UNTRACKED, DOUBT_ARCHITECTURE, DOUBT_MISSING, DOUBT_OLD = 20, 20, 10, 30
OLD_DAYS = 365  # of that age at the pull it is something that was left out, and no news

# Words between separators of a name. "guard" and "embed" also count within a word, as in Qwen3Guard.
NAME_WORDS = {
    "a quantisation": COPY_WORDS["quantised"],
    "a conversion": f"{COPY_WORDS['converted']}|hf",  # the maker's own weights in another form: no new release
    "an adapter": COPY_WORDS["adapted"],
    "a merge": COPY_WORDS["merged"],
    "a test": r"tiny-?random|random|dummy|unit-?test(?:s|ing)?|test(?:s|ing)?|debug|dev|toy",
    "altered in its refusals": r"abliterated|uncensored|heretic|decensored",
    "a draft for decoding": r"speculator|eagle\d*|medusa|dflash|draft|mtp|assistant",
    "another task": r"\w*guard\w*|\w*embed\w*|colbert|reranker?|reward|o?rm|prm|shield|classifier|cls|ocr|asr|tts|encoders?|vae",
    "a stage of training": r"sft|dpo|ckpt|checkpoint|step-?\d{2,}|stage-?\d",
}  # fmt: skip
NAME_REASONS = tuple(NAME_WORDS)  # in the order of the groups of NAME_WORD; one pass over a name finds the words of all
NAME_WORD = re.compile(
    f"(?:^|[-_.])(?:{'|'.join(f'({words})' for words in NAME_WORDS.values())})(?=[-_.]|$)", re.IGNORECASE
)
TEST_NAMESPACE = re.compile(r"(?:^|[-_.])(?:test|tests|testing|tiny-random|dummy)(?=[-_.]|$)", re.IGNORECASE)
SEPARATOR = re.compile(r"[-_.]")
HAS_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Repository:
    """What the Hub says of one repository. organization_id: the tracked maker that owns its namespace, None for any other."""

    hub_model_id: str
    organization_id: str | None = None
    tags: tuple[str, ...] = ()
    base_models: tuple[str, ...] = ()
    base_model_relation: str | None = None
    library: str | None = None
    task: str | None = None
    licence: str | None = None
    parameter_count: int | None = None
    created_on: date | None = None

    @property
    def namespace(self) -> str:
        """The account that holds it."""
        return self.hub_model_id.partition("/")[0]

    @property
    def own_name(self) -> str:
        """Its name within the account."""
        return self.hub_model_id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of makers beforehand, all keys in lower case.

    families: first word of a family -> the maker whose release had it first. namespaces: namespace -> its maker. names: name within its
    namespace -> the maker that holds a repository of that name.
    """

    families: Mapping[str, str] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """against: why it is no release; empty if it is one. in_favour and doubts: what else was found of one. score: 0-100, 0 if none."""

    against: tuple[str, ...]
    in_favour: tuple[str, ...]
    doubts: tuple[str, ...]
    score: float

    @property
    def is_release(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.against


def judge(repository: Repository, known: Known, *, pulled_on: date | None = None) -> Judgement:
    """Whether a repository is a new release, with every reason. pulled_on: the day of the listing, from which its age counts."""
    against = tuple(_against(repository, known))
    if against:
        return Judgement(against, (), (), 0.0)
    doubts = list(_doubts(repository, known, pulled_on))
    score = max(0.0, 100.0 - sum(points for _, points in doubts))
    told = tuple(f"{reason} (-{points})" for reason, points in doubts)
    return Judgement((), tuple(_in_favour(repository, known)), told, score)


def family_words(releases: Iterable[tuple[str, str, date | None]]) -> dict[str, str]:
    """First word of each family -> the maker that had it first, from (family, maker, day) of known releases.

    Words of one letter and COMMON_WORDS are left out: they would be found in names of anybody. Without a day a release comes last.
    """
    found: dict[str, tuple[date, str]] = {}
    for family, maker, day in releases:
        word = next(iter(tokens(family)), "")
        if len(word) < 2 or not word.isalpha() or word in COMMON_WORDS:
            continue
        found[word] = min(found.get(word, (date.max, maker)), (day or date.max, maker))
    return {word: maker for word, (_, maker) in found.items()}


def tokens(name: str) -> tuple[str, ...]:
    """Words and numbers of a name in lower case: "Qwen3.6-35B" and "Qwen 3.6 35B" are the same, "K2" and "K2.5" are not."""
    return tuple(_TOKEN.findall(name.lower()))


def suggest_family(name: str, families: Iterable[str]) -> str | None:
    """The longest of the families with which a name begins, None if it begins with none."""
    own = tokens(name)
    fitting = [family for family in families if own[: len(parts := tokens(family))] == parts and parts]
    return max(fitting, key=lambda family: (len(tokens(family)), family), default=None)


def _against(repository: Repository, known: Known) -> Iterable[str]:
    yield from _against_lineage(repository, known)
    library, tags = (repository.library or "").lower(), {tag.lower() for tag in repository.tags}
    if library in ADAPTER_LIBRARIES:
        yield f"an adapter by its library {library}"
    if library in CONVERTED_LIBRARIES and not (library == "onnx" and tags & ORIGINAL_TAGS):
        yield f"a conversion by its library {library}"
    if tags & {"merge", "mergekit"}:
        yield "a merge by its tags"
    if "mlx" in tags:
        yield "a conversion by its tag mlx"
    for tag in CONVERTED_TAGS:
        if tag in tags and not tags & ORIGINAL_TAGS:
            yield f"a conversion by its tag {tag}, without weights in the original form"
    task = repository.task or ""
    if task not in GENERATING | ABSENT:
        yield f"another task: {_shown(task)}"
    yield from _against_name(repository, known)


def _against_lineage(repository: Repository, known: Known) -> Iterable[str]:
    relation = repository.base_model_relation or ""
    if relation in RELATIONS:
        of = f" of {_shown(', '.join(repository.base_models))}" if repository.base_models else ""
        yield f"{RELATIONS[relation]}{of}, as it states"
        return
    own = repository.hub_model_id.lower()
    for base in repository.base_models:
        if base.lower() != own and _maker(base, known) != _maker(repository.hub_model_id, known):
            yield f"trained from {_shown(base)}, which is another's, as it states"
            return


def _against_name(repository: Repository, known: Known) -> Iterable[str]:
    name, maker = repository.own_name, repository.organization_id
    if maker is None and TEST_NAMESPACE.search(repository.namespace):
        yield f"a test by its namespace {_shown(repository.namespace)}"
    for hit in NAME_WORD.finditer(name):
        number = hit.lastindex or 0
        yield f"{NAME_REASONS[number - 1]} by {_shown(hit[number])!r} in its name"
    for word in tokens(name):
        owner = known.families.get(word)
        if owner is not None and owner != maker:
            yield f"another maker's model by {word!r} in its name, a family of {owner}"
            return
    if copied := _known_beginning(name, maker, known):
        yield f"a copy or a derivative by its name, which begins like {_shown(copied)} of another maker"
        return
    if maker is None and (architecture := _foreign_architecture(repository, known)):
        yield f"trained from another maker's weights by its architecture {_shown(architecture)}"


def _foreign_architecture(repository: Repository, known: Known) -> str | None:
    """The tag of an architecture that tells of another maker's weights."""
    for tag in repository.tags:
        if (found := ARCHITECTURE.fullmatch(tag)) and known.families.get(found[1]) not in (
            None,
            repository.organization_id,
        ):
            return tag
    return None


def _known_beginning(name: str, maker: str | None, known: Known) -> str | None:
    """The longest known name of another maker with which this name begins, at the end of a word."""
    lower = name.lower()
    for end in (len(lower), *(hit.start() for hit in reversed(list(SEPARATOR.finditer(lower))))):
        start = lower[:end]
        if (
            start in known.names
            and known.names[start] != maker
            and len(start) >= SHORTEST_KNOWN_NAME
            and HAS_DIGIT.search(start)
        ):
            return start
    return None


def _in_favour(repository: Repository, known: Known) -> Iterable[str]:
    if repository.organization_id:
        yield f"a repository of the tracked maker {repository.organization_id}"
    if repository.task in GENERATING:
        yield f"task {repository.task}"
    own = [base for base in repository.base_models if _maker(base, known) == _maker(repository.hub_model_id, known)]
    if own:
        yield f"base model {_shown(', '.join(own))}, which is the maker's own"
    if repository.licence:
        yield f"licence {_shown(repository.licence)}"
    if repository.parameter_count:
        yield f"{repository.parameter_count:,} parameters"


def _doubts(repository: Repository, known: Known, pulled_on: date | None) -> Iterable[tuple[str, int]]:
    if repository.organization_id is None:
        yield "the maker is not tracked", DOUBT_UNTRACKED
    elif architecture := _foreign_architecture(repository, known):
        yield f"another maker's architecture, {_shown(architecture)}", DOUBT_ARCHITECTURE
    for what, value in (
        ("no licence", repository.licence), ("no task", (repository.task or "") not in ABSENT),
        ("no size of its weights", repository.parameter_count), ("no tags", repository.tags),
    ):  # fmt: skip
        if not value:
            yield f"{what} stated", DOUBT_MISSING
    if pulled_on and repository.created_on and (pulled_on - repository.created_on).days > OLD_DAYS:
        yield (
            f"created {repository.created_on}, more than {OLD_DAYS} days before the listing: left out until now, no news",
            DOUBT_OLD,
        )


def _maker(hub_model_id: str, known: Known) -> str:
    """The tracked maker of a namespace, else the namespace itself. Models of the first years have none."""
    namespace, slash, _ = hub_model_id.lower().partition("/")
    return known.namespaces.get(namespace, f"{namespace}/") if slash else ""


def _shown(text: str) -> str:
    """Text from outside on one line, bounded."""
    if len(text) <= MOST_SHOWN and text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text[:MOST_SHOWN])
