"""The letters behind a name: degrees, honours, orders, offices."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from service.core.roster.places import place_kind
from service.core.roster.tokens import CLOSING, COMMAS, OPENING, Token
from service.core.roster.word_sets import words_of
from service.core.roster.words import (
    CAPITAL,
    DOTTED,
    INITIAL,
    LETTERED,
    LETTERS,
    LINK,
    OTHER,
    POST,
    RETIRED,
    SUFFIX,
    TITLE,
    UPPER,
)

STUDYING = words_of("""
    candidate candidates student students researcher scholar fellow in of graduate cand degree program
    programme for holder thesis research (c) (abd) (candidate) kandidat kandidatin étudiant en applicant
    track level
""")
"""Behind a degree these make it a position: "PhD Candidate", "MP for Nordmark"."""

FELLOWSHIP = re.compile(r"F[A-Z][A-Za-z]{1,6}|MR[A-Z][A-Za-z]{1,5}|[A-Z]{1,3}BE|A[RF]C[A-Z]{1,4}|HonD[A-Za-z]+")
COUNTRIES = words_of("u.s u.s.a u.k u.n u.a.e d.c e.u n.y u.s.s.r p.o p.r.c d.r.c e.v a.i")
OF_TWO = frozenset(
    (("ph", "d"), ("d", "phil"), ("m", "d"), ("m", "sc"), ("b", "sc"), ("ll", "m"), ("ll", "b"), ("ed", "d"))
)
TITLES_BEHIND = words_of("dr dra prof ing mag mgr dipl.-ing dipl drs ir prof.dr")
PLACES_TOO = words_of("CA PA CO SC AL DE DO")
UNIVERSITIES = words_of("c abd cand oxon cantab lond hons edin dunelm ebor exon glas harvard yale econ eng")


class Letters(NamedTuple):
    """Post-nominals in tokens[begin:end], none where both are equal, and a doubt about them or ""."""

    begin: int
    end: int
    doubt: str = ""


def post_nominals_at(tokens: Sequence[Token], at: int) -> Letters:
    """The post-nominals that begin at a token behind a name, what divides them from it apart."""
    begin = _behind_comma(tokens, at)
    end, doubt = begin, ""
    after = begin
    while after < len(tokens):
        step, about = _one(tokens, after, begin > at or after > begin)
        if not step:
            break
        end, doubt = after + step, doubt or about
        after = _behind_comma(tokens, end)
    if end == begin and begin < len(tokens) and _is_doubtful(tokens, begin, begin > at):
        return Letters(
            begin, begin, "It does not say whether the letters behind the name are a degree or an organisation."
        )
    return Letters(begin, end, doubt)


def is_degree_of_two(tokens: Sequence[Token], at: int) -> bool:
    """Whether "Ph. D." stands here, in two words, and nothing of a name behind it."""
    if at + 1 >= len(tokens) or (tokens[at].word.key, tokens[at + 1].word.key) not in OF_TWO:
        return False
    return at + 2 == len(tokens) or bool(tokens[at + 2].mark) or not tokens[at + 2].flags & CAPITAL


def _behind_comma(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].mark and tokens[at].mark in COMMAS:
        at += 1
    return at


def _one(tokens: Sequence[Token], at: int, is_behind_mark: bool) -> tuple[int, str]:
    """How many tokens one post-nominal takes, 0 for none, and a doubt about it."""
    token = tokens[at]
    if token.mark and token.mark in OPENING:
        return _in_parentheses(tokens, at), ""
    if token.mark or token.flags & SUFFIX or token.word.key in COUNTRIES:
        return 0, ""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if follows and follows.word.key in STUDYING:
        return 0, ""
    if is_degree_of_two(tokens, at):
        return 2, ""
    if token.flags & RETIRED and follows and not follows.mark:
        return 0, ""
    if _is_studied(tokens, at):
        return 0, ""
    if token.flags & POST:
        return _known(tokens, at, follows)
    is_alone = (
        follows is None or bool(follows.mark) or bool(follows.flags & POST) or follows.word.key in TITLES_BEHIND
    )
    if not is_alone:
        return 0, ""
    if token.flags & DOTTED and not token.flags & (LETTERED | TITLE):
        return 1, "The letters behind the name are not known; they were taken for a degree or an office."
    if token.word.key in TITLES_BEHIND and is_behind_mark:
        return 1, "A title stands behind the name."
    if token.flags & LETTERS and FELLOWSHIP.fullmatch(token.word.key.upper()) and not token.flags & LETTERED:
        return 1, "The letters behind the name are not known; they were taken for a degree or an office."
    return 0, ""


def _is_studied(tokens: Sequence[Token], at: int) -> bool:
    """Whether it says what somebody studies: "BA History student"."""
    for token in tokens[at + 1 : at + 6]:
        if token.mark:
            return False
        if token.word.key in ("student", "candidate", "students"):
            return True
    return False


def _known(tokens: Sequence[Token], at: int, follows: Token | None) -> tuple[int, str]:
    if follows is not None and follows.flags & LINK and not follows.flags & CAPITAL:
        return 0, ""
    doubt = ""
    if tokens[at].flags & LETTERED and tokens[at].word.key.upper() in PLACES_TOO:
        doubt = "The letters behind the name may be a degree or a place."
    return 1, doubt


def _in_parentheses(tokens: Sequence[Token], at: int) -> int:
    """The tokens of "(ret.)", "(PhD)", "(Oxon)"."""
    for end in range(at + 1, min(at + 5, len(tokens))):
        mark = tokens[end].mark
        if mark and mark in CLOSING:
            return end + 1 - at if end > at + 1 else 0
        if mark in COMMAS and mark:
            continue
        known = tokens[end].flags & (POST | RETIRED) or tokens[end].word.key in UNIVERSITIES
        if not known or tokens[end].flags & OTHER:
            return 0
    return 0


def _is_doubtful(tokens: Sequence[Token], at: int, is_behind_mark: bool) -> bool:
    """Whether unknown capitals stand here alone: letters of an office, or of an organisation."""
    token = tokens[at]
    if token.mark or not token.flags & LETTERS or token.flags & LETTERED or len(token.word.key) > 6:
        return False
    if place_kind(token.word.key):
        return False
    before = [one for one in tokens[:at] if not one.mark]
    if all(one.flags & (UPPER | INITIAL) for one in before):
        return False
    is_last = at + 1 == len(tokens) or bool(tokens[at + 1].mark)
    return is_last and is_behind_mark
