"""One definition of what a copy is called: what adoption counts as a copy the review queue never asks about."""

import duckdb
import pytest

from warehouse.build.heads import SQL
from warehouse.review.copy_names import COPY_WORDS
from warehouse.review.release_judge import Known, Repository, judge

COPIES = [
    "Qwen3-8B-exl3", "Qwen3-8B-HQQ", "Qwen3-8B-NF4", "Qwen3-8B-AutoRound", "Qwen3-8B-auto-round", "Qwen3-8B-AWQ",
    "Qwen3-8B-GPTQ-Int4", "Qwen3-8B-GGUF", "Qwen3-8B.i1-IQ2_XXS", "Qwen3-8B-Q4_K_M", "Qwen3-8B-q4f16_1-MLC",
    "Qwen3-8B-4bit", "Qwen3-8B-2-bit", "Qwen3-8B-4.0bpw", "Qwen3-8B-FP8-dynamic", "Qwen3-8B-NVFP4", "Qwen3-8B-W4A16",
    "Qwen3-8B-W4A8KV8", "Qwen3-8B-quantized.w8a8", "Qwen3-8B-SmoothQuant", "Qwen3-8B_AQLM", "Qwen3-8B-VPTQ",
    "Qwen3-8B-torchao", "Qwen3-8B-bnb-4bit", "Qwen3-8B-marlin", "Qwen3-8B-mlx", "Qwen3-8B-onnx", "Qwen3-8B-ov",
    "Qwen3-8B-ct2", "Qwen3-8B-LoRA", "Qwen3-8B-qlora", "Qwen3-8B-slerp", "Qwen3-8B-dequantised",
]  # fmt: skip
ORIGINALS = [
    "Qwen3-8B", "Qwen3-235B-A22B-Instruct-2507", "DeepSeek-V3.2-Exp", "Mixtral-8x7B-Instruct-v0.1", "gpt-oss-120b",
    "Kimi-K2-Instruct-0905", "GLM-4.5-Air", "QwQ-32B", "Q-Former-1B", "Quantum-7B", "Interlude-4", "bitnet-b1.58-2B-4T",
    "Llama-3.2-1B", "Loral-7B", "MLXtreme-7B", "GPT4All",
]  # fmt: skip


@pytest.fixture(scope="module")
def is_copy():
    with duckdb.connect() as connection:
        connection.execute((SQL / "macros.sql").read_text(encoding="utf-8"))
        yield lambda name: connection.execute("select is_copy_name(?)", [name]).fetchall()[0][0]


def is_asked_about(name: str) -> bool:
    maker = "qwen"
    repository = Repository(
        f"Qwen/{name}", maker, ("safetensors", "text-generation"), library="transformers", task="text-generation"
    )
    return judge(repository, Known(namespaces={"qwen": maker})).is_release


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_one_for_adoption_and_is_not_asked_about(is_copy, name):
    assert is_copy(name) and not is_asked_about(name)


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_original_is_none_for_adoption_and_is_asked_about(is_copy, name):
    assert not is_copy(name) and is_asked_about(name)


def test_the_form_that_everybody_downloads_counts_as_a_base_and_is_no_new_release(is_copy):
    assert not is_copy("Llama-2-7b-hf") and not is_asked_about("Llama-2-7b-hf")


def test_the_words_catch_no_group_that_a_reason_is_read_by():
    assert all("(" not in words.replace("(?:", "") for words in COPY_WORDS.values())
