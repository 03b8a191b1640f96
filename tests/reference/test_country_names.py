"""Names of countries as sources write them, and the code that each is."""

import pycountry
import pytest

from warehouse.reference.country_names import is_country, read_country


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("Korea (Republic of)", "KR"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Korea (Democratic People's Republic of)", "KP"),
        ("India", "IN"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Russia", "RU"),
        ("Russian Federation", "RU"),
        ("Taiwan", "TW"),
        ("Taiwan, Province of China", "TW"),
        ("Hong Kong", "HK"),
        ("UK", "GB"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("USA", "US"),
        ("US", "US"),
        ("U.S.", "US"),
        ("U.S.A.", "US"),
        ("U.K.", "GB"),
        ("CHN", "CN"),
        ("People's Republic of China", "CN"),
        ("United States of America", "US"),
        ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("The Netherlands", "NL"),
        ("CHINA", "CN"),
        ("Co\u0302te d\u2019Ivoire", "CI"),
    ],
)
def test_a_country_is_read_however_a_source_writes_it(stated, code):
    assert read_country(stated) == code


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("China,United States of America", "CN"),
        ("United States of America,China", "US"),
        ("Korea, Republic of,China", "KR"),
        ("China, Korea, Republic of", "CN"),
        ("France; Germany", "FR"),
        ("China,", "CN"),
    ],
)
def test_of_several_countries_the_first_counts(stated, code):
    assert read_country(stated) == code


@pytest.mark.parametrize(
    "stated",
    [
        "",
        " ",
        ",",
        "Multinational",
        "Korea",
        "Chna",
        "in",
        "us",
        "China, Republic of",
        "China,Multinational",
        "China " * 99,
    ],
)
def test_what_is_not_a_country_in_all_its_parts_is_not_guessed(stated):
    assert read_country(stated) is None


def test_every_name_and_code_of_iso_3166_is_read_as_its_own_country():
    for country in pycountry.countries:
        assert read_country(country.name) == country.alpha_2
        assert read_country(country.alpha_3) == country.alpha_2
        assert is_country(country.alpha_2)


@pytest.mark.parametrize("code", ["UK", "XX", "USA", "us", ""])
def test_a_code_that_iso_3166_has_not_is_no_country(code):
    assert not is_country(code)
