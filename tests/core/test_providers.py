"""Mail providers: a large family by its name, everybody else among the others."""

import pytest

from service.core.providers import PROVIDER_WORDS, Provider, provider_of

FAMILIES = {
    "gmail.com": Provider.GMAIL,
    "googlemail.com": Provider.GMAIL,
    "outlook.com": Provider.OUTLOOK,
    "hotmail.co.uk": Provider.OUTLOOK,
    "live.fr": Provider.OUTLOOK,
    "yahoo.com.br": Provider.YAHOO,
    "me.com": Provider.ICLOUD,
    "pm.me": Provider.PROTON,
    "gmx.net": Provider.GMX,
    "web.de": Provider.GMX,
    "bk.ru": Provider.MAIL_RU,
    "yandex.ru": Provider.YANDEX,
    "163.com": Provider.QQ,
}


@pytest.mark.parametrize("domain", FAMILIES)
def test_a_large_provider_is_known_by_each_of_its_domains(domain: str) -> None:
    assert provider_of(domain) is FAMILIES[domain]
    assert provider_of(domain, is_university=True) is FAMILIES[domain]


@pytest.mark.parametrize(
    "domain", ["place.example", "gmail.com.place.example", "notgmail.com", "yahoo", "live.place.example", ""]
)
def test_a_domain_that_only_looks_like_one_is_another(domain: str) -> None:
    assert provider_of(domain) is Provider.OTHER
    assert provider_of(domain, is_university=True) is Provider.UNIVERSITY


def test_every_family_has_its_words_and_fits_its_column() -> None:
    assert set(PROVIDER_WORDS) == set(Provider)
    assert max(map(len, Provider)) <= 16
