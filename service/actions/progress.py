"""How a letter fares: what its author sees of the numbers, and its closing when its last day is over."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.actions.authoring import authored
from service.core.collecting import has_ended
from service.core.letter import Letter, LetterState
from service.core.providers import Provider
from service.store import eras, imports, letters, log, milestones, outbox, queue
from service.store.accounts import Account
from service.store.database import Db
from service.store.eras import Era
from service.store.milestones import Event, Tallied
from service.store.outbox import MailState

FEW = 5
"""A group of fewer is never shown as a number: it could point at a person."""

DAYS_APART = 92
"""More days than these are drawn by weeks."""

WAITS_FOR = timedelta(days=30)
STANDING = (Event.LISTED, Event.COUNTED)


@dataclass(frozen=True, slots=True)
class Span:
    """What happened in a day or a week. standing: how many more stand after it, or fewer."""

    first: date
    last: date
    asked: int = 0
    confirmed: int = 0
    standing: int = 0


@dataclass(frozen=True, slots=True)
class ProviderShare:
    """How many asked to sign with a provider's addresses, and how many of them confirmed."""

    provider: Provider
    asked: int
    confirmed: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there are too few to say."""
        few = self.asked < FEW or 0 < self.confirmed < FEW
        return None if few else self.confirmed / self.asked


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the dashboard shows. oldest: since when the longest waiting entry waits; wait: the median.

    imported: how many of the named came from a roster and are not confirmed by mail.

    failures: what servers said, with the number of mails. earlier: who stands on an earlier text, by era.
    """

    letter: Letter
    totals: Counter[Event]
    spans: list[Span]
    providers: list[ProviderShare]
    oldest: datetime | None
    wait: timedelta | None
    target_hours: int
    failures: list[tuple[MailState, str, int]]
    earlier: list[Era]
    closed_on: date | None
    imported: int

    @property
    def standing(self) -> int:
        """How many are listed or counted now, on whatever text."""
        return sum(self.totals[event] for event in STANDING)


def progress(db: Db, account: Account, slug: str, days: int | None, now: datetime) -> Progress:
    """The numbers of a letter, for its author. days: how many; None for all. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    by_provider = milestones.totals(db, letter.id)
    totals: Counter[Event] = Counter()
    for (event, _), total in by_provider.items():
        totals[event] += total
    waiting = queue.waiting(db, letter.id, 1)
    return Progress(
        letter=letter,
        totals=totals,
        spans=_spans(db, letter.id, days, now.date()),
        providers=_providers(by_provider),
        oldest=waiting[0].waiting_since if waiting else None,
        wait=log.median_wait(db, letter.id, now - WAITS_FOR),
        target_hours=letters.policy_of(db, letter.id).target_hours,
        failures=outbox.failures(db, letter.id),
        earlier=eras.eras_of(db, letter.id),
        closed_on=milestones.closed_on(db, letter.id),
        imported=imports.named_unconfirmed(db, letter.id, letter.era),
    )


def _spans(db: Db, letter_id: int, days: int | None, today: date) -> list[Span]:
    """Every day up to today, also those on which nothing happened; by weeks where there are many."""
    since = today - timedelta(days=days - 1) if days else None
    found = milestones.by_day(db, letter_id, since)
    first = since or min([today, *(each.day for each in found)])
    length = 1 if (today - first).days < DAYS_APART else 7
    starts = [first + timedelta(days=at) for at in range(0, (today - first).days + 1, length)]
    by_start: dict[int, list[Tallied]] = {}
    for each in found:
        by_start.setdefault((each.day - first).days // length, []).append(each)
    return [
        _span(start, min(today, start + timedelta(days=length - 1)), by_start.get(index, []))
        for index, start in enumerate(starts)
    ]


def _span(first: date, last: date, found: list[Tallied]) -> Span:
    sums: Counter[Event] = Counter()
    for each in found:
        sums[each.event] += each.count
    standing = sum(sums[event] for event in STANDING)
    return Span(first, last, sums[Event.STARTED], sums[Event.CONFIRMED], standing)


def _providers(totals: Counter[tuple[Event, str]]) -> list[ProviderShare]:
    """The providers with the most first; small ones, and those not known, are among the others."""
    asked: Counter[Provider] = Counter()
    confirmed: Counter[Provider] = Counter()
    for provider in {provider for _, provider in totals}:
        began = totals[Event.STARTED, provider]
        known = Provider(provider) if provider in set(Provider) and began >= FEW else Provider.OTHER
        asked[known] += began
        confirmed[known] += totals[Event.CONFIRMED, provider]
    others = asked.pop(Provider.OTHER, 0)
    shares = [ProviderShare(each, count, confirmed[each]) for each, count in asked.most_common()]
    return [*shares, *([ProviderShare(Provider.OTHER, others, confirmed[Provider.OTHER])] if others else [])]


def close_ended(db: Db, now: datetime) -> int:
    """Close the letters whose last day is over, and keep for their authors that it was so; how many."""
    ended = [
        letter for letter in letters.letters_in(db, [LetterState.OPEN]) if has_ended(letter.profile, now)
    ]
    for letter in ended:
        letters.set_state(db, letter.id, LetterState.CLOSED)
        db.tally(letter.id, now, Event.CLOSED, "")
    return len(ended)
