"""Words of the glossary in running text, in languages that part words with blanks and in those that do not."""

from reports.language import speaking
from reports.prose import glossary, spoken_glossary
from reports.terms import mark


def test_a_word_stands_alone_in_english_and_leads_to_its_entry_once():
    marked: dict[str, str] = {}
    said = mark("Records recorded a record.", marked, "../")
    assert str(said) == (
        '<a class="term" href="../glossary.html#record" data-term="record">Records</a> recorded a record.'
    )
    assert list(marked) == ["record"]


def test_japanese_words_are_found_without_blanks_and_keep_the_anchors_of_the_english():
    with speaking("ja"):
        marked: dict[str, str] = {}
        said = str(mark("米国の記録の遅れは、打ち切りを含む。", marked, ""))
        assert '<a class="term" href="glossary.html#record" data-term="record">記録</a>' in said
        assert list(marked) == ["record", "lag", "censored"] and marked["lag"].startswith("記録の公開から")
        assert [entry.key for entry in spoken_glossary()] == [entry.key for entry in glossary()]


def test_a_word_of_one_sign_is_marked_nowhere():
    with speaking("ja"):
        assert str(mark("2026年8月11日版のスコア", {}, "")) == "2026年8月11日版のスコア"
