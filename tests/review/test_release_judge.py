"""What speaks against a repository being a new release, what lowers the score, and how well that agrees with labels made by hand."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lag.openness import estimate_open_share
from tests.source_files import facts, read_csv
from warehouse.review.release_judge import Known, Repository, family_words, judge, suggest_family, tokens
from warehouse.settings import PROJECT
from warehouse.sources import reference

KNOWN = Known(
    families={"qwen": "alibaba", "llama": "meta-ai", "mistral": "mistral-ai"},
    namespaces={"qwen": "alibaba", "alibaba-nlp": "alibaba", "meta-llama": "meta-ai"},
    names={"llama-3.1-8b": "meta-ai", "gpt2": "openai", "qwen3-4b": "alibaba"},
)
WHOLE = Repository(
    "Qwen/Qwen9-32B", "alibaba", ("transformers", "safetensors", "qwen9"), (), None, "transformers", "text-generation",
    "apache-2.0", 32_000_000_000, date(2026, 8, 1),
)  # fmt: skip
DAY = date(2026, 8, 11)


def reasons_against(**changes: object) -> tuple[str, ...]:
    return judge(replace(WHOLE, **changes), KNOWN).against


def test_a_tracked_makers_whole_statement_scores_a_hundred_and_says_why():
    judgement = judge(WHOLE, KNOWN, pulled_on=DAY)
    assert judgement.is_release and judgement.score == 100 and judgement.doubts == ()
    assert judgement.in_favour == (
        "a repository of the tracked maker alibaba", "task text-generation", "licence apache-2.0", "32,000,000,000 parameters",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"base_model_relation": "quantized", "base_models": ("Qwen/Qwen9-32B-X",)},
            "is a quantisation of Qwen/Qwen9-32B-X, as it states",
        ),
        ({"base_model_relation": "adapter"}, "is an adapter, as it states"),
        ({"base_model_relation": "merge"}, "is a merge, as it states"),
        ({"base_models": ("meta-llama/Llama-5",)}, "trained from meta-llama/Llama-5, which is another's, as it states"),
        ({"base_models": ("gpt2",)}, "trained from gpt2, which is another's, as it states"),
        ({"library": "peft"}, "an adapter by its library peft"),
        ({"library": "mlx"}, "a conversion by its library mlx"),
        ({"tags": ("mergekit",)}, "a merge by its tags"),
        ({"tags": ("mlx", "safetensors")}, "a conversion by its tag mlx"),
        ({"tags": ("gguf",)}, "a conversion by its tag gguf, without weights in the original form"),
        ({"task": "feature-extraction"}, "another task: feature-extraction"),
    ],
)
def test_what_it_states_of_itself_speaks_against_it(changes, reason):
    assert reasons_against(**changes) == (reason,)


def test_what_a_maker_builds_on_its_own_model_is_a_release():
    for base in ("Qwen/Qwen9-32B-Base", "Alibaba-NLP/Qwen9", "qwen/qwen9-32b"):
        assert reasons_against(base_models=(base,), base_model_relation="finetune") == ()


def test_converted_files_beside_the_original_ones_speak_for_nothing():
    assert reasons_against(tags=("gguf", "onnx", "safetensors")) == ()
    assert reasons_against(library="onnx", tags=("onnx", "safetensors")) == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Qwen9-32B-AWQ", "a quantisation by 'AWQ' in its name"),
        ("Qwen9-32B-GPTQ-Int4", "a quantisation by 'GPTQ' in its name"),
        ("Qwen9-32B-NVFP4-v2", "a quantisation by 'NVFP4' in its name"),
        ("Qwen9-32B.w8a8", "a quantisation by 'w8a8' in its name"),
        ("Qwen9-32B_Q4_K_M", "a quantisation by 'Q4_K_M' in its name"),
        ("Qwen9-32B-8bit", "a quantisation by '8bit' in its name"),
        ("Qwen9-32B-MLX-bf16", "a conversion by 'MLX' in its name"),
        ("Qwen9-32B-onnx", "a conversion by 'onnx' in its name"),
        ("Qwen9-32B-LoRA", "an adapter by 'LoRA' in its name"),
        ("tiny-random-Qwen9", "a test by 'tiny-random' in its name"),
        ("Qwen9-32B-abliterated", "altered in its refusals by 'abliterated' in its name"),
        ("Qwen9-32B-speculator.eagle3", "a draft for decoding by 'speculator' in its name"),
        ("Qwen9Guard-Gen-8B", "another task by 'Qwen9Guard' in its name"),
        ("Qwen9-Embedding-8B", "another task by 'Embedding' in its name"),
        ("Qwen9-32B-DPO", "a stage of training by 'DPO' in its name"),
        ("Qwen9-Distill-Llama-8B", "another maker's model by 'llama' in its name, a family of meta-ai"),
    ],
)
def test_a_word_of_its_name_speaks_against_it(name, reason):
    assert reason in reasons_against(hub_model_id=f"Qwen/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "Qwen9-235B-A22B-Instruct-2507",
        "Qwen9-8x7B",
        "Qwen9-4b",
        "Qwen9-0.6B-Base",
        "Qwen9-Testament",
        "Qwen9-Max-BF16",
        "Step-3.5",
    ],
)
def test_sizes_dates_and_words_that_only_look_alike_speak_against_nothing(name):
    assert reasons_against(hub_model_id=f"Qwen/{name}") == ()


def test_a_copy_in_another_account_shows_by_the_family_by_the_name_or_by_the_architecture():
    def of_anybody(name: str, *tags: str) -> tuple[str, ...]:
        return judge(replace(WHOLE, hub_model_id=f"somebody/{name}", organization_id=None, tags=tags), KNOWN).against

    assert of_anybody("Llama-3.1-8B-chatfix") == ("another maker's model by 'llama' in its name, a family of meta-ai",)
    named = judge(
        replace(WHOLE, hub_model_id="somebody/oss-20b-x", organization_id=None), Known(names={"oss-20b": "openai"})
    )
    assert named.against == ("a copy or a derivative by its name, which begins like oss-20b of another maker",)
    assert of_anybody("Ours-7B", "mistral") == ("trained from another maker's weights by its architecture mistral",)
    assert of_anybody("Ours-7B", "qwen3_moe") == ("trained from another maker's weights by its architecture qwen3_moe",)
    assert of_anybody("gpt2-ours") == of_anybody("TinyLlama-1B", "llama", "mistralised") == ()


def test_a_tracked_makers_use_of_anothers_architecture_is_a_doubt_only():
    judgement = judge(replace(WHOLE, tags=("mistral",)), KNOWN)
    assert (judgement.score, judgement.doubts) == (80, ("another maker's architecture, mistral (-20)",))


def test_what_is_not_stated_lowers_the_score_and_is_said():
    bare = judge(Repository("somebody/Ours-7B"), KNOWN, pulled_on=DAY)
    assert bare.is_release and bare.score == 40 and bare.in_favour == ()
    assert bare.doubts == (
        "the maker is not tracked (-20)", "no licence stated (-10)", "no task stated (-10)",
        "no size of its weights stated (-10)", "no tags stated (-10)",
    )  # fmt: skip


def test_an_old_repository_is_no_news():
    assert judge(replace(WHOLE, created_on=date(2025, 8, 11)), KNOWN, pulled_on=DAY).score == 100
    old = judge(replace(WHOLE, created_on=date(2025, 8, 10)), KNOWN, pulled_on=DAY)
    assert (old.score, len(old.doubts)) == (70, 1)


def test_a_family_belongs_to_the_maker_that_had_it_first():
    days = [("Llama-3.1-Nemotron", "nvidia", date(2025, 1, 1)), ("Llama 2", "meta-ai", date(2023, 7, 18)),
            ("o3", "openai", date(2025, 4, 16)), ("gpt-oss", "openai", None), ("Qwen2", "alibaba", None)]  # fmt: skip
    assert family_words(days) == {"llama": "meta-ai", "qwen": "alibaba"} == family_words(days[::-1])


def test_a_family_is_suggested_only_where_the_name_begins_with_it():
    families = ["Kimi K2", "Kimi K2.5", "Kimi K2 Thinking", "Qwen 3.6 35B-A3B"]
    assert suggest_family("Kimi-K2-Instruct-0905", families) == "Kimi K2"
    assert suggest_family("Kimi-K2.5-Base", families) == "Kimi K2.5"
    assert suggest_family("Kimi-K2.6", families) is None
    assert suggest_family("Qwen3.6-35B-A3B", families) == "Qwen 3.6 35B-A3B"
    assert suggest_family("", families) is suggest_family("x", ["", "---"]) is None
    assert tokens("K2.5-x") == ("k", "2.5", "x")


@pytest.mark.parametrize(
    "text",
    ['a/"quoted"', "a/b\nc\u202ed", "=cmd|' /C calc'!A0", "a/" + "9" * 300, "", "/", "a/" + "-guard" * 60, "ü/<b>"],
)
def test_hostile_names_are_judged_on_one_line(text):
    odd = Repository(text, "alibaba", (text,) * 3, (text, "b/" + text), "finetune", text, text, text, 0, None)
    judgement = judge(odd, KNOWN, pulled_on=DAY)
    for reason in (*judgement.against, *judgement.in_favour, *judgement.doubts):
        assert reason.isprintable() and len(reason) < 400
    assert 0 <= judgement.score <= 100


# The measure. The labels were made before the judge was written; docs/validation.md says how.
LABELS = PROJECT / "tests" / "fixtures" / "hub_release_labels.csv"


def labels(half: str) -> dict[str, str]:
    """Label of each repository of one half: `building` has an even first byte of the SHA-256 of the name, `measuring` an odd one."""
    return {
        row["repository"]: row["label"]
        for row in read_csv(LABELS)
        if (hashlib.sha256(row["repository"].encode()).digest()[0] % 2 == 1) == (half == "measuring")
    }


def snapshot_repositories(known: Known) -> dict[str, Repository]:
    """The repositories of tracked makers in hub_models.csv, which was compiled from the same listings."""
    return {
        row["hub_model_id"]: Repository(
            row["hub_model_id"],
            organization_id=known.namespaces[row["hub_model_id"].partition("/")[0].lower()],
            tags=tuple(row["tags"].split()),
            base_models=tuple(row["base_models"].split()),
            base_model_relation=row["base_model_relation"] or None,
            task=row["task"] or None,
            licence=row["licence"] or None,
            parameter_count=int(row["parameter_count"]) if row["parameter_count"] else None,
        )
        for row in facts("hub_models")
    }


def listed_repositories(folder: Path, known: Known) -> dict[str, Repository]:
    """Every repository of the two listings, as the Hub states it in them; the architecture is a tag on the Hub."""
    scraped = json.loads((folder / "hf_models_2026-03-18.json").read_text(encoding="utf-8"))
    answered = json.loads((folder / "hf_top100_2026-02-16.json").read_text(encoding="utf-8"))["models"]
    found: dict[str, Repository] = {}
    for row in scraped:
        architecture = () if row["architecture"] == "unknown" else (row["architecture"],)
        found[row["name"]] = Repository(
            row["name"], tags=architecture, task=row["pipeline_tag"], parameter_count=row["parameters_raw"]
        )
    for row in answered:
        name, pieces = row["model_id"], [tag.split(":")[1:] for tag in row["tags"] if tag.startswith("base_model:")]
        earlier = found.get(name, Repository(name))
        found[name] = replace(
            earlier,
            tags=(*row["tags"], *earlier.tags),
            base_models=tuple(dict.fromkeys(piece[-1] for piece in pieces)),
            base_model_relation=next((piece[0] for piece in pieces if len(piece) == 2), None),
            task=row["pipeline_tag"],
            licence=row["license"],
        )
    makers = known.namespaces
    return {name: replace(row, organization_id=makers.get(row.namespace.lower())) for name, row in found.items()}


@pytest.fixture(scope="module")
def known_makers() -> Known:
    """What the reference files know."""
    tables = reference.read(PROJECT / "warehouse" / "reference", now=datetime(2026, 8, 12, tzinfo=UTC)).tables
    namespaces = {
        namespace.lower(): row["organization_id"]
        for row in tables["organizations"].to_dicts()
        for namespace in (row["hub_namespaces"] or "").split()
    }
    days = ("announced_on", "api_on", "weights_on", "published_on")
    families = family_words(
        (row["family"], row["organization_id"], min((row[day] for day in days if row[day]), default=None))
        for row in tables["releases"].to_dicts()
        if row["family"]
    )
    names = {}
    for name in tables["hub_snapshot"]["hub_model_id"]:
        namespace, _, own_name = name.lower().partition("/")
        names[own_name] = namespaces[namespace]
    return Known(families, namespaces, names)


@dataclass(frozen=True)
class Measure:
    """How the judge's answers agree with the labels that are sure."""

    n: int
    releases: set[str]
    taken: set[str]

    @classmethod
    def of(cls, repositories: dict[str, Repository], labelled: dict[str, str], known: Known) -> "Measure":
        sure = {name: label for name, label in labelled.items() if name in repositories and label != "unsure"}
        releases = {name for name, label in sure.items() if label == "base_release"}
        return cls(len(sure), releases, {name for name in sure if judge(repositories[name], known).is_release})

    @property
    def errors(self) -> set[str]:
        return self.releases ^ self.taken


def errors_of_the_documentation() -> tuple[str, set[str]]:
    """The section of docs/validation.md about the judge, and the repositories that it names as errors of the measuring half."""
    text = (PROJECT / "docs" / "validation.md").read_text(encoding="utf-8")
    section = text.partition("## How well new releases are found")[2].partition("\n## ")[0]
    return section, {name for name in re.findall(r"`([\w.-]+/[\w.-]+)`", section) if not name.endswith((".py", ".csv"))}


def test_a_repository_has_one_label():
    assert len(labels("building").keys() | labels("measuring")) == len(read_csv(LABELS)) == 607


@pytest.mark.parametrize(
    ("half", "n", "releases", "found", "wrong"), [("building", 156, 109, 108, 3), ("measuring", 137, 93, 92, 4)]
)
def test_of_the_repositories_in_the_reference_file_as_many_are_found_as_ever(
    half, n, releases, found, wrong, known_makers
):
    measure = Measure.of(snapshot_repositories(known_makers), labels(half), known_makers)
    assert (measure.n, len(measure.releases), len(measure.releases & measure.taken)) == (n, releases, found)
    assert len(measure.taken - measure.releases) == wrong
    if half == "measuring":
        assert measure.errors <= errors_of_the_documentation()[1]


@pytest.mark.parametrize(("half", "are_tracked"), [("building", False), ("measuring", False), ("measuring", True)])
def test_precision_and_recall_are_those_of_the_documentation(half, are_tracked, source_files, known_makers):
    listed = listed_repositories(source_files / "hub", known_makers)
    assert listed.keys() == labels("building").keys() | labels("measuring")
    repositories = {name: row for name, row in listed.items() if row.organization_id or not are_tracked}
    measure = Measure.of(repositories, labels(half), known_makers)
    right = len(measure.taken & measure.releases)
    precision, recall = (
        estimate_open_share(right, len(measure.taken)),
        estimate_open_share(right, len(measure.releases)),
    )
    section, named = errors_of_the_documentation()
    row = (
        f"| {measure.n} | {len(measure.releases)} | {right} | {len(measure.taken) - right} | {len(measure.releases) - right} "
        f"| {precision.share_open:.1%} ({precision.share_open_lower:.1%} to {precision.share_open_upper:.1%}) "
        f"| {recall.share_open:.1%} ({recall.share_open_lower:.1%} to {recall.share_open_upper:.1%}) |"
    ).replace("%", " %")
    assert row in section, row
    if half == "measuring" and not are_tracked:
        assert named == measure.errors
