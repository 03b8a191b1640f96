"""The report in another language: no message without a translation, none that says something else, none left over."""

import pytest

from reports import translate
from reports.language import ENGLISH, LANGUAGES, N_, _, ngettext, pgettext, speaking, spoken
from reports.translate import as_file, brought_up, catalogue_path, places, read_catalogue

OTHERS = [code for code in LANGUAGES if code != ENGLISH]


def forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.fixture(scope="module", params=OTHERS)
def catalogue(request):
    return read_catalogue(request.param)


def test_a_catalogue_holds_what_is_said_and_nothing_else(catalogue):
    fresh = as_file(brought_up(catalogue.locale_identifier))
    assert catalogue_path(catalogue.locale_identifier).read_bytes() == fresh, "run python -m reports.translate"


def test_every_message_has_a_translation(catalogue):
    assert [entry.id for entry in catalogue if entry.id and not all(forms(entry.string))] == []


def test_a_translation_fills_the_same_places(catalogue):
    for entry in catalogue:
        for translated in forms(entry.string) if entry.id else ():
            assert places(translated) == places(forms(entry.id)[-1]), entry.id
            assert translated.count(" | ") == forms(entry.id)[-1].count(" | "), f"heads of a table: {entry.id}"


def test_places_are_told_apart_by_name_and_by_the_form_of_their_number():
    assert places("{n:,} of {name}, %(day)s, 100%") == ["%(day)s", "{n:,}", "{name}"]
    assert places("{n:,}") != places("{n}")


def test_english_needs_no_catalogue_and_comes_back_when_a_language_ends():
    assert (spoken(), _("never said {n}").format(n=1), ngettext("a day", "days", 2)) == (
        ENGLISH,
        "never said 1",
        "days",
    )
    with speaking(OTHERS[0]):
        assert spoken() == OTHERS[0]
        with speaking(ENGLISH):
            assert spoken() == ENGLISH
        assert spoken() == OTHERS[0]
    assert (spoken(), N_("kept"), pgettext("here", "as it stands")) == (ENGLISH, "kept", "as it stands")


def test_a_language_without_a_catalogue_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"'xx'; those there are: en, ja"), speaking("xx"):
        pass


@pytest.mark.parametrize("code", OTHERS)
def test_a_message_that_has_become_plural_waits_for_a_translation(code, monkeypatch) -> None:
    """It had the same text as before in its singular, and the catalogue was not written at all."""
    before, singular = read_catalogue(code), "{n} matched before its release, counted as 0 days"
    before.delete(singular)
    before.add(singular, "one")
    monkeypatch.setattr(translate, "read_catalogue", lambda code: before)
    assert not any(brought_up(code)[singular].string)
