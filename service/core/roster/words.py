"""What a word of a roster can be, told from its shape and from the vocabularies, once for each word."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from service.core.name_words import BEHIND, PART_OF
from service.core.roster import vocabulary_positions as positions
from service.core.roster import vocabulary_post_nominals as post
from service.core.roster import vocabulary_titles as titles
from service.core.roster.vocabulary_given import GIVEN as GIVEN_WORDS
from service.core.roster.word_sets import words_of
from service.core.text import fold

(
    TITLE, RANK, BEFORE, AFTER, FAMILY_TOO, GIVEN_TOO, RETIRED, POSITION, SURNAME_TOO, UNIT, LINK, POST,
    LETTERS, LETTERED, DOTTED, CAPITAL, LOWER, UPPER, UNCASED, EAST, INITIAL, PARTICLE, SUFFIX, OTHER,
    SHORT, GIVEN, PEER, TOPIC,
) = (1 << n for n in range(28))  # fmt: skip
"""What a word can be; one word can be several."""

MARKS = "*†‡§¶¹²³⁰⁴⁵⁶⁷⁸⁹#^°"
EDGES = "\"'“”„‟‘’‚«»‹›.,;:!?¡¿`´_~" + MARKS
LONGEST = 60
"""Characters of the longest word that is looked at; a longer one is no word."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\u3005\uf900-\ufaff"
EAST_ASIAN = re.compile(f"[{HAN}\u3040-\u30ff\uac00-\ud7af]")
SUFFIXES = frozenset(("jr", "sr", "junior", "senior", "ii", "iii", "iv", "jnr", "snr"))
MORE_PARTICLES = words_of("""
    al el ul ud ur bin ibn bint abu umm e y i o zu de la ter ten dal dalla dai da'i san a ap verch ferch
    ua ui ni nic ó o' d' l' der van't dei del della
""")
LETTERS_SHAPE = re.compile(r"[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я&-]{0,8}[A-ZÀ-ÞА-Я]\d?")
DOTTED_SHAPE = re.compile(r"(?:[A-Z][a-z]{0,3}\.){2,4}(?:[A-Z][a-z]{0,2})?|(?:[а-я]{1,2}\.-?){2,4}[а-я]?\.?")
INITIAL_SHAPE = re.compile(r"(?:[^\W\d_]\.-?){1,4}[^\W\d_]?|[^\W\d_]")
SHORT_SHAPE = re.compile(r"[^\W\d_]{2,6}\.")
JOINED = re.compile(r"(?:.{2,16}?\.)(?=[^\W\d_]{2})")
TAIL = re.compile(r"(?<=[^\W\d_.’'])(?:[*†‡§¶¹²³⁰⁴-⁹#^°]+|\d{1,2})$|(?<=\.)[*†‡§¶¹²³⁰⁴-⁹#^°]+$")


INNER_CAPITAL = re.compile(r"[^\W\d_]{1,4}[-'’‘ʿ`]*[A-ZÀ-ÞĀ-ŽА-ЯΑ-Ω]")
"""Small letters before the capital of a name: "al-Masri", "d’Arcy", "deVries"."""


class Word(NamedTuple):
    """flags: what it can be. key: as the vocabularies know it. marks: footnote marks at its end, characters.
    split: where a name begins that is written together with a title before it, or 0.
    """

    flags: int
    key: str
    marks: int
    split: int


def key_of(word: str) -> str:
    """A word as the vocabularies know it: folded, straight apostrophes, nothing around it."""
    if word.isascii() and word.isalpha():
        return word.lower()
    straight = word.replace("’", "'").replace("‘", "'").replace("׳", "'").replace("״", '"').replace("ـ", "")
    folded = fold(straight.replace("ª", "a").replace("º", "o"))
    return folded.strip('"“”„«».,;:!?*_()[]·') if folded else ""


def _keys(words: frozenset[str]) -> frozenset[str]:
    return frozenset(key_of(word) for word in words)


BY_KEY = {
    TITLE: _keys(titles.TITLES),
    RANK: _keys(titles.RANKS),
    BEFORE: _keys(titles.BEFORE),
    AFTER: _keys(titles.AFTER),
    FAMILY_TOO: _keys(titles.NAMES_TOO),
    GIVEN_TOO: _keys(titles.GIVEN_TOO),
    RETIRED: _keys(titles.RETIRED),
    POSITION: _keys(positions.POSITIONS),
    SURNAME_TOO: _keys(positions.SURNAMES_TOO),
    UNIT: _keys(positions.UNITS),
    LINK: _keys(positions.BEGINS_REST),
    SUFFIX: SUFFIXES,
    GIVEN: _keys(GIVEN_WORDS),
    PEER: titles.PEERS,
    TOPIC: _keys(positions.TOPICS),
}
FLAGS: dict[str, int] = {}
for _flag, _words in BY_KEY.items():
    for _word in _words:
        FLAGS[_word] = FLAGS.get(_word, 0) | _flag

NEEDS_DOT = _keys(titles.NEEDS_DOT)
NAME_SHORTS = _keys(titles.NAME_SHORTS)
POST_EXACT = post.DEGREES
POST_LOWER = _keys(post.LOWER)
PARTICLES = (BEHIND | PART_OF | MORE_PARTICLES) - {"of"}
TITLE_PARTS = BY_KEY[TITLE] | BY_KEY[AFTER] | BY_KEY[BEFORE] | BY_KEY[RANK] | titles.TITLE_PIECES


@lru_cache(maxsize=1 << 16)
def _look(word: str) -> Word:
    found = None if word.isalpha() else TAIL.search(word)
    marks = len(found[0]) if found else 0
    bare = word[: len(word) - marks] if marks else word
    key = key_of(bare)
    if not key:
        return Word(OTHER, "", len(word) if word.strip(MARKS) == "" else 0, 0)
    flags = _vocabulary(bare, key) | _shape(bare, key)
    return Word(flags, key, marks, _split(bare, key, flags))


def look(word: str) -> Word:
    """What a word can be."""
    return _look(word) if len(word) <= LONGEST else Word(OTHER, "", 0, 0)


def _vocabulary(word: str, key: str) -> int:
    flags = FLAGS.get(key, 0) or (UNIT if key.endswith(positions.UNIT_ENDS) else 0)
    if flags & TITLE and key in NEEDS_DOT and not word.endswith(".") and word not in titles.DOTLESS:
        flags &= ~TITLE
    if len(key) == 1 and word[0].isupper():
        flags &= ~TITLE
    if not flags & (TITLE | RANK) and ("." in key or "-" in key or "/" in key) and _is_compound(key):
        flags |= TITLE
    if word[-1] in "ªº" or word.endswith(("ª.", "º.")):
        flags |= TITLE
    if word in titles.EXACT:
        flags |= TITLE
    if key.endswith(("prof", "prof.in", "professor", "professorin")) and not flags & RANK:
        flags |= TITLE
    if word in titles.SHOUTED:
        flags |= TITLE | FAMILY_TOO
    bare = word.strip("()[]").rstrip(".")
    if bare in POST_EXACT or key in POST_LOWER or (not bare.isalpha() and _is_degree(bare)):
        flags |= POST
    return flags | (LETTERED if bare in post.LETTERED or bare.replace(".", "") in post.LETTERED else 0)


def _is_degree(word: str) -> bool:
    """Letters of a known kind written in another way: "LCSW-R", "M.P.H"."""
    first, dash, more = word.partition("-")
    if dash and more.isupper():
        return first in POST_EXACT
    bare = word.replace(".", "")
    return len(bare) > 2 and len(bare) < len(word) and bare in POST_EXACT


def _is_compound(key: str) -> bool:
    """Whether titles were written together: "Prof.Dr.", "Univ.-Prof.", "Dr.-Ing.", "Prof.ssa", "د/"."""
    parts = [part for part in re.split(r"[./-]+", key) if part]
    if not parts or not all(part in TITLE_PARTS for part in parts):
        return False
    return any(part in BY_KEY[TITLE] or part in BY_KEY[RANK] for part in parts) and len(parts[0]) > 1


def _shape(word: str, key: str) -> int:
    core = word.strip(EDGES + "()[]-–")
    if not core:
        return OTHER
    if not word.isalpha() and (any(map(str.isdigit, core)) or "@" in word or "://" in word):
        return OTHER
    first = core[0]
    flags = 0
    if not core.isascii() and EAST_ASIAN.search(core):
        flags |= EAST
    elif first.isupper():
        flags |= CAPITAL
        if core.isupper() and sum(map(str.isalpha, core)) > 1:
            flags |= UPPER
    elif "\u10d0" <= first <= "\u10ff":
        flags |= UNCASED
    elif first.islower():
        flags |= CAPITAL if INNER_CAPITAL.match(core) else LOWER
    elif first.isalpha() or unicodedata.category(first)[0] in "LM":
        flags |= UNCASED
    else:
        flags |= OTHER
    return flags | _patterns(word.strip("\"'“”„‘’«»,;:()"), core, key)


def _patterns(word: str, core: str, key: str) -> int:
    flags = PARTICLE if key in PARTICLES else 0
    if len(core) <= 7 and LETTERS_SHAPE.fullmatch(core):
        flags |= LETTERS
    if word.isalpha():
        return flags | INITIAL if len(word) == 1 else flags
    if DOTTED_SHAPE.fullmatch(word):
        flags |= DOTTED
    if INITIAL_SHAPE.fullmatch(word) and (word.endswith(".") or len(word) == 1):
        flags |= INITIAL
    if SHORT_SHAPE.fullmatch(word) and key not in NAME_SHORTS:
        flags |= SHORT
    return flags


def _split(word: str, key: str, flags: int) -> int:
    """Where a name begins that a title is written together with: "Dr.Ana"."""
    if flags & (TITLE | POST | DOTTED | INITIAL) or ("." not in word[1:-1] and "/" not in word):
        return 0
    at = max(word.rfind(".", 0, len(word) - 1), word.rfind("/", 0, len(word) - 1)) + 1
    head, tail = key_of(word[:at].rstrip("/")), word[at:]
    is_title = head in BY_KEY[TITLE] or _is_compound(head)
    return at if is_title and len(tail) > 1 and not tail[0].islower() else 0
