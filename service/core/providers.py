"""Which family of mail providers an address belongs to: enough to see where mails get lost, and no more."""

from enum import StrEnum


class Provider(StrEnum):
    """A family of mail domains, each so large that it says nothing about one person."""

    GMAIL = "gmail"
    OUTLOOK = "outlook"
    YAHOO = "yahoo"
    ICLOUD = "icloud"
    PROTON = "proton"
    GMX = "gmx"
    MAIL_RU = "mail.ru"
    YANDEX = "yandex"
    QQ = "qq"
    UNIVERSITY = "university"
    OTHER = "other"


PROVIDER_WORDS = {
    Provider.GMAIL: "Gmail",
    Provider.OUTLOOK: "Outlook, Hotmail, Live",
    Provider.YAHOO: "Yahoo",
    Provider.ICLOUD: "iCloud",
    Provider.PROTON: "Proton",
    Provider.GMX: "GMX, web.de",
    Provider.MAIL_RU: "Mail.ru",
    Provider.YANDEX: "Yandex",
    Provider.QQ: "QQ, 163, 126",
    Provider.UNIVERSITY: "Universities and schools",
    Provider.OTHER: "All others",
}

DOMAINS = {
    Provider.GMAIL: "gmail.com googlemail.com",
    Provider.OUTLOOK: "msn.com",
    Provider.YAHOO: "ymail.com rocketmail.com",
    Provider.ICLOUD: "icloud.com me.com mac.com",
    Provider.PROTON: "proton.me protonmail.com protonmail.ch pm.me",
    Provider.GMX: "web.de",
    Provider.MAIL_RU: "mail.ru inbox.ru list.ru bk.ru internet.ru",
    Provider.YANDEX: "ya.ru",
    Provider.QQ: "qq.com foxmail.com 163.com 126.com yeah.net",
}
NAMES = {
    "outlook": Provider.OUTLOOK,
    "hotmail": Provider.OUTLOOK,
    "live": Provider.OUTLOOK,
    "yahoo": Provider.YAHOO,
    "gmx": Provider.GMX,
    "yandex": Provider.YANDEX,
}
"""Names that a provider has under many countries, as in yahoo.co.uk."""

_BY_DOMAIN = {domain: provider for provider, domains in DOMAINS.items() for domain in domains.split()}
COUNTRY_PARTS = 2
"""Parts that may follow such a name: fr, or co.uk."""


def provider_of(domain: str, is_university: bool = False) -> Provider:
    """The family of a mail domain, in lower case. is_university: what others know of the domain."""
    if known := _BY_DOMAIN.get(domain):
        return known
    name, *country = domain.split(".")
    if name in NAMES and 1 <= len(country) <= COUNTRY_PARTS and _is_country(country):
        return NAMES[name]
    return Provider.UNIVERSITY if is_university else Provider.OTHER


def _is_country(parts: list[str]) -> bool:
    """Whether these end a provider's domain: com, net, fr, co.uk, com.br."""
    return all(len(part) <= 3 for part in parts)
