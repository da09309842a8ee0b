"""Whether the place that an entry names is the one that a mail domain belongs to."""

import re
from enum import StrEnum

from service.core.text import fold

COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "university universite universita universidad universidade universitat universitaet universiteit "
        "universitet universitetet universitesi uniwersytet univerzita college school institute institut "
        "instituto istituto faculty fakultat faculte facultad department dept academy hochschule politecnico "
        "polytechnic "
        "of the for at in and de des du del della degli di da do dos la le les el der die das und et y i og och",
    )
)
"""Words of many universities' names, folded, which do not tell one from another."""

CLOSED = re.compile(r"\.(edu|gov|mil|int|(edu|gov|mil|ac|gob|gouv|go)\.[a-z]{2})$")
"""Ends of domains that only schools, states and treaty organisations are given."""


class Nearness(StrEnum):
    """How the names of two places compare."""

    SAME = "same"
    SIMILAR = "similar"
    OTHER = "other"


def nearness_of(affiliation: str, school: str) -> Nearness:
    """Compare by the words that tell places apart: "University of Oslo" has nothing of "University of Bergen"."""
    told = _telling(school)
    parts = [_telling(part) for part in re.split(r"[,;/()|]", affiliation)]
    if any(_is_same(part, told) for part in (*parts, _telling(affiliation))):
        return Nearness.SAME
    return Nearness.SIMILAR if told & _telling(affiliation) else Nearness.OTHER


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """One word in common may be a city with two universities; two say more."""
    return bool(one) and (one == other or (len(one & other) > 1 and (one <= other or other <= one)))


def _telling(place: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(place))) - COMMON_WORDS


def is_named_after(site: str, affiliation: str) -> bool:
    """Whether the site's own label is a word of the affiliation or its initials, as in unesco.org or lse.ac.uk."""
    label = site.split(".")[0]
    words = [word for word in fold(affiliation).replace("-", " ").split() if word.isalnum()]
    initials = "".join(word[0] for word in words)
    capitals = "".join(word[0] for word in words if word not in {"of", "the", "for", "and", "de", "du", "la"})
    return len(label) >= 3 and (label in words or label in {initials, capitals})


def is_closed(domain: str) -> bool:
    """Whether a domain lies where only schools, states and treaty organisations are given one."""
    return CLOSED.search(f".{domain}") is not None
