"""Japanese letters in pictures: drawn by the font of a package, and where there is none the log says what to install."""

import sys

import pytest
import vl_convert

from reports.charts import fonts


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    fonts.register.cache_clear()
    fonts.advice.cache_clear()
    yield
    fonts.register.cache_clear()
    fonts.advice.cache_clear()


def test_where_letters_look_alike_the_log_says_what_to_install(monkeypatch):
    monkeypatch.setattr(vl_convert, "svg_to_png", lambda svg: b"a box")
    assert "fonts-noto-cjk" in (fonts.advice() or "")


def test_where_letters_differ_there_is_nothing_to_say(monkeypatch):
    monkeypatch.setattr(vl_convert, "svg_to_png", lambda svg: svg.encode())
    assert fonts.advice() is None


def test_the_font_of_the_package_is_registered_by_its_folder(monkeypatch, tmp_path):
    (tmp_path / fonts.PACKAGE).mkdir()
    (tmp_path / fonts.PACKAGE / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, fonts.PACKAGE, raising=False)
    registered = []
    monkeypatch.setattr(vl_convert, "register_font_directory", registered.append)
    fonts.register()
    assert registered == [str(tmp_path / fonts.PACKAGE)]
