"""What speaks for an entry and what against it, in words; it informs a moderator and decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from service.core.affiliation import Nearness, is_closed, is_named_after, nearness_of
from service.core.entry import Entry

LIKE, VERY_LIKE = 88, 95
"""Of 100: from here on two names may be, or are most likely, the same person's."""

CROWDED, FLOODED = 5, 20
"""Sign-ups from one network in one day: more than a household, more than a seminar."""

PROFILE_HOSTS = frozenset({"orcid.org", "scholar.google.com", "researchgate.net", "academia.edu", "linkedin.com"})


class Check(StrEnum):
    """What was looked at."""

    MAIL_DOMAIN = "mail_domain"
    DISPOSABLE = "disposable"
    NEAR_DUPLICATE = "near_duplicate"
    LOOK_ALIKE = "look_alike"
    PROFILE_LINK = "profile_link"
    NETWORK = "network"
    HISTORY = "history"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105
    UNKNOWN = "unknown"
    CONFLICT = "conflict"

    def is_worse_than(self, other: "Verdict") -> bool:
        """Whether it speaks more against an entry."""
        order = list(Verdict)
        return order.index(self) > order.index(other)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's verdict, why, and what it was computed from (never an address).

    other: the entry that it speaks of, by its id: where that goes, the finding no longer holds.
    """

    check: Check
    verdict: Verdict
    why: str
    basis: Mapping[str, Any] = field(default_factory=dict)
    other: int | None = None


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What is known of a mail domain. schools: universities that use it; site: its registrable part."""

    domain: str
    site: str
    schools: tuple[str, ...] = ()
    is_free: bool = False
    is_disposable: bool = False

    @property
    def is_institution(self) -> bool:
        """Whether not everybody can have such a domain: a name like an institution's is for sale elsewhere."""
        return not self.is_free and (bool(self.schools) or is_closed(self.domain))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The most alike of the other names on the letter.

    where: how a moderator finds it, as in "no. 12". likeness: of 100. looks_same: in other letters.
    entry_id: which it is.
    """

    where: str
    likeness: float
    looks_same: bool = False
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """What the letters of a name are. mixed: scripts of which look-alikes stand together, if there are any.

    disguised: the script, other than Latin, of which every letter looks like a Latin one.
    """

    mixed: tuple[str, ...] = ()
    disguised: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier decisions on the same mailbox and letter, other than on this signature."""

    listed: int = 0
    declined: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What was gathered about an entry; None where it could not be, and problems then says of which check why."""

    mail: MailFacts | None
    neighbour: Neighbour | None
    letters: Letters | None
    same_network: int
    past: Past
    problems: Mapping[Check, str] = field(default_factory=dict)


def examine(entry: Entry, facts: Facts) -> tuple[Finding, ...]:
    """Every check's finding, in the order of the checks; unknown where its facts are missing."""
    found: dict[Check, Finding] = {}
    if facts.mail:
        found[Check.MAIL_DOMAIN] = mail_domain(entry, facts.mail)
        found[Check.DISPOSABLE] = disposable(facts.mail)
        found[Check.PROFILE_LINK] = profile_link(entry, facts.mail)
    if facts.letters:
        found[Check.LOOK_ALIKE] = look_alike(facts.letters, facts.neighbour)
    found[Check.NEAR_DUPLICATE] = near_duplicate(facts.neighbour)
    found[Check.NETWORK] = network(facts.same_network)
    found[Check.HISTORY] = history(facts.past)
    found |= {check: _unchecked(check, problem) for check, problem in facts.problems.items()}
    return tuple(found[check] for check in Check if check in found)


def nothing_known(problem: str) -> tuple[Finding, ...]:
    """The findings on an entry that could not be examined at all."""
    return tuple(_unchecked(check, problem) for check in Check)


def _unchecked(check: Check, problem: str) -> Finding:
    return Finding(check, Verdict.UNKNOWN, f"This could not be checked: {problem}.")


def mail_domain(entry: Entry, mail: MailFacts) -> Finding:
    """Whether the mailbox belongs where the entry says that its owner works."""
    verdict, words = _belongs(entry, mail)
    basis = {"domain": mail.domain, "schools": list(mail.schools), "free": mail.is_free}
    return Finding(Check.MAIL_DOMAIN, verdict, words, basis)


def _belongs(entry: Entry, mail: MailFacts) -> tuple[Verdict, str]:
    claimed = [position.affiliation for position in entry.positions if position.affiliation]
    if not claimed and not entry.is_titled:
        return Verdict.PASS, "The entry claims no affiliation."
    if mail.is_free:
        return Verdict.UNKNOWN, "The mail comes from a free service, which says nothing about the affiliation."
    nearness = [nearness_of(place, school) for place in claimed for school in mail.schools]
    is_named = any(is_named_after(mail.site, place) for place in claimed)
    if Nearness.SAME in nearness or (is_named and mail.is_institution):
        return Verdict.PASS, f"The mail comes from {mail.site}, as the entry says."
    if is_named:
        return Verdict.UNKNOWN, f"The mail comes from {mail.site}, which anybody may have bought. Is it theirs?"
    if Nearness.SIMILAR in nearness:
        return Verdict.UNKNOWN, f"The mail comes from {mail.schools[0]}. Compare it with the place in the entry."
    if nearness:
        return Verdict.CONFLICT, f"The mail comes from {mail.schools[0]}, the entry names another place."
    return Verdict.UNKNOWN, f"Nothing connects {mail.site} with the entry."


def disposable(mail: MailFacts) -> Finding:
    """Whether the mailbox is one of those that are thrown away."""
    basis = {"domain": mail.domain}
    if mail.is_disposable:
        return Finding(Check.DISPOSABLE, Verdict.CONFLICT, f"{mail.site} gives out throw-away addresses.", basis)
    return Finding(Check.DISPOSABLE, Verdict.PASS, "The address is not a throw-away one.", basis)


def likeness_verdict(likeness: float) -> Verdict:
    """What the likeness of two names says of both."""
    if likeness >= VERY_LIKE:
        return Verdict.CONFLICT
    return Verdict.UNKNOWN if likeness >= LIKE else Verdict.PASS


def near_duplicate(neighbour: Neighbour | None) -> Finding:
    """Whether somebody of nearly the same name is on the letter; across scripts by the name in Latin letters."""
    if neighbour is None:
        return Finding(Check.NEAR_DUPLICATE, Verdict.PASS, NOBODY_SIMILAR)
    score, where = neighbour.likeness, neighbour.where
    basis = {"likeness": round(score), "where": where}
    verdict, other = likeness_verdict(score), neighbour.entry_id
    if verdict is Verdict.CONFLICT:
        return Finding(Check.NEAR_DUPLICATE, verdict, f"The same name stands at {where}.", basis, other)
    if verdict is Verdict.UNKNOWN:
        return Finding(Check.NEAR_DUPLICATE, verdict, f"A very similar name stands at {where}.", basis, other)
    return Finding(Check.NEAR_DUPLICATE, Verdict.PASS, NOBODY_SIMILAR, {"likeness": round(score)})


NOBODY_SIMILAR = "No similar name is on the letter."


def look_alike(letters: Letters, neighbour: Neighbour | None) -> Finding:
    """Whether the name is made to look like another: by letters of several scripts, or by one other than Latin."""
    basis: dict[str, Any] = {"mixed": list(letters.mixed), "disguised": letters.disguised}
    if letters.mixed:
        words = f"The name mixes letters of {' and '.join(letters.mixed)} that look alike."
        return Finding(Check.LOOK_ALIKE, Verdict.CONFLICT, words, basis)
    if neighbour and neighbour.looks_same:
        words = f"It looks like the name at {neighbour.where}, and is written in other letters."
        basis["where"] = neighbour.where
        return Finding(Check.LOOK_ALIKE, Verdict.CONFLICT, words, basis, neighbour.entry_id)
    if letters.disguised:
        words = f"Every letter of the name looks like a Latin one, and is {letters.disguised}."
        return Finding(Check.LOOK_ALIKE, Verdict.UNKNOWN, words, basis)
    return Finding(Check.LOOK_ALIKE, Verdict.PASS, "No letters of the name are mixed to look like others.", basis)


def profile_link(entry: Entry, mail: MailFacts) -> Finding:
    """Whether a page was given, and where it lies. The page itself is for the moderator to read."""
    if not entry.evidence_url:
        if not entry.is_titled:
            words = "The entry claims no position that a page could show."
            return Finding(Check.PROFILE_LINK, Verdict.PASS, words)
        return Finding(Check.PROFILE_LINK, Verdict.UNKNOWN, "No public page was given.")
    host = (urlsplit(entry.evidence_url).hostname or "").removeprefix("www.")
    basis = {"host": host}
    if mail.is_institution and (host == mail.site or host.endswith(f".{mail.site}")):
        words = f"The page given lies on {mail.site}, like the mail."
        return Finding(Check.PROFILE_LINK, Verdict.PASS, words, basis)
    if host in PROFILE_HOSTS:
        words = f"The page given lies on {host}, where people write about themselves. Open it and compare."
        return Finding(Check.PROFILE_LINK, Verdict.UNKNOWN, words, basis)
    words = f"The page given lies on {host}. Open it and compare."
    return Finding(Check.PROFILE_LINK, Verdict.UNKNOWN, words, basis)


def network(same_network: int) -> Finding:
    """How many others asked to sign from the same network on the same day."""
    basis = {"others": same_network}
    if same_network >= FLOODED:
        words = f"{same_network} others signed from the same network on that day."
        return Finding(Check.NETWORK, Verdict.CONFLICT, words, basis)
    if same_network >= CROWDED:
        words = f"{same_network} others signed from the same network on that day; a seminar may do that."
        return Finding(Check.NETWORK, Verdict.UNKNOWN, words, basis)
    return Finding(Check.NETWORK, Verdict.PASS, "Few or no others signed from the same network.", basis)


def history(past: Past) -> Finding:
    """What was decided before on the same mailbox."""
    basis = {"listed": past.listed, "declined": past.declined}
    if past.declined:
        return Finding(Check.HISTORY, Verdict.CONFLICT, "An earlier entry of this mailbox was not listed.", basis)
    if past.listed:
        return Finding(Check.HISTORY, Verdict.PASS, "An earlier entry of this mailbox was listed.", basis)
    return Finding(Check.HISTORY, Verdict.PASS, "Nothing was decided on this mailbox before.", basis)


def all_pass(findings: Sequence[Finding]) -> bool:
    """Whether an entry may be listed together with others, without a look of its own."""
    return bool(findings) and all(finding.verdict is Verdict.PASS for finding in findings)


def has_conflict(findings: Sequence[Finding]) -> bool:
    return any(finding.verdict is Verdict.CONFLICT for finding in findings)
