"""The project's own texts in other languages: nothing of the method is left out."""

import re

import pytest

from reports.language import ENGLISH, LANGUAGES, speaking
from reports.prose import CHANGELOG, METHOD, Text, page_of

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
PARTS = re.compile(r'<(h[23]) id="([^"]+)"|<(tr|li)>')


def read(file: str, code: str) -> Text:
    with speaking(code):
        return page_of(file)


@pytest.mark.parametrize("code", [code for code in OTHERS if read(METHOD, code).language == code])
def test_a_translated_method_has_every_heading_row_and_point_of_the_english_one(code: str) -> None:
    translated, english = (PARTS.findall(read(METHOD, spoken).html) for spoken in (code, ENGLISH))
    assert len(english) > 60
    assert translated == english, f"say it in reports/locale/{code}/method.md too"


def test_the_method_is_there_in_japanese_and_without_the_anchors_of_its_headings() -> None:
    text = read(METHOD, "ja")
    assert text.language == "ja"
    assert '<h2 id="dates">日付</h2>' in text.html
    assert "{#" not in text.html


def test_a_line_that_ends_beside_a_square_letter_leaves_no_blank() -> None:
    assert re.search(r"[\u3040-\u9fff、。]\n", read(METHOD, "ja").html) is None
    assert re.search(r"[a-z]\n[a-z]", read(METHOD, ENGLISH).html)


def test_a_text_that_nobody_has_translated_stays_english_and_says_so() -> None:
    text = read(CHANGELOG, "ja")
    assert (text.language, text.html) == (ENGLISH, read(CHANGELOG, ENGLISH).html)
