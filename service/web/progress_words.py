"""What the page of progress says about numbers, waits and mail servers, in plain words."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from service.actions.progress import FEW, Progress, ProviderShare, Span
from service.core.languages import date_in_words
from service.core.providers import PROVIDER_WORDS
from service.store.milestones import Event
from service.store.outbox import MailState

REPLIES = {
    "421": "the server was busy, or limits how many mails it takes",
    "450": "the mailbox was busy, or the server wants to see the mail again later",
    "451": "the server wants to see the mail again later",
    "452": "the mailbox or the server was full",
    "550": "the mailbox does not exist, or its server takes no mail from here",
    "551": "the mailbox is on another server",
    "552": "the mailbox is full",
    "553": "the server does not know such an address",
    "554": "the server refused the mail",
}
CLASSES = {"4": "the server refused for now", "5": "the server refused"}


def share_words(part: int, whole: int) -> str:
    """A share of a whole as "84 %"; empty where there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole else ""


def few(number: int) -> str:
    """A number of people, unless there are so few that it could point at one of them."""
    return f"fewer than {FEW}" if 0 < number < FEW else f"{number:,}"


def funnel(progress: Progress) -> list[SimpleNamespace]:
    """The steps from asking to sign to standing on the letter, with the share of those who asked."""
    totals = progress.totals
    asked = totals[Event.STARTED]
    steps = (
        ("Asked to sign", asked),
        ("Mail accepted", totals[Event.MAILED]),
        ("Confirmed", totals[Event.CONFIRMED]),
        ("Listed or counted", progress.standing),
    )
    return [
        SimpleNamespace(
            label=label, number=f"{number:,}", words=share_words(number, asked), part=_part(number, asked)
        )
        for label, number in steps
    ]


def _part(number: int, whole: int) -> float:
    return min(1.0, max(0.0, number / whole)) if whole else 0.0


def provider_rows(shares: list[ProviderShare]) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            label=PROVIDER_WORDS[each.provider],
            asked=few(each.asked),
            confirmed=few(each.confirmed),
            number="too few to say" if each.share is None else f"{100 * each.share:.0f} %",
            words="",
            part=min(1.0, each.share or 0.0),
        )
        for each in shares
    ]


def span_words(span: Span) -> str:
    """A day, or the first and the last day of a week."""
    if span.first == span.last:
        return date_in_words(span.first)
    return f"{date_in_words(span.first)} to {date_in_words(span.last)}"


def failure_words(state: MailState, problem: str) -> str:
    """What a mail server's answer means, after its number."""
    ending = "; it is tried again" if state is MailState.QUEUED else ""
    code = problem.removeprefix("reply ")
    if code != problem:
        return f"{code}: {REPLIES.get(code) or CLASSES.get(code[:1], 'the server said no')}{ending}"
    if problem == "nobody to write to":
        return f"The address was erased before its mail went{ending}"
    return f"No answer that could be understood ({problem}){ending}"


def wait_words(wait: timedelta) -> str:
    hours = wait / timedelta(hours=1)
    if hours < 1:
        return "less than an hour"
    if hours < 72:
        return f"{round(hours)} {'hour' if round(hours) == 1 else 'hours'}"
    return f"{round(hours / 24)} days"


def queue_words(progress: Progress, now: datetime) -> list[tuple[str, str]]:
    """The age of the queue, as names and values."""
    rows = [("Waiting for a decision", f"{progress.letter.counts.waiting:,}")]
    if progress.oldest:
        age = now - progress.oldest
        over = age > timedelta(hours=progress.target_hours)
        rows.append(("The longest waits", f"{wait_words(age)}{', beyond the target' if over else ''}"))
    rows.append(("Target", f"{wait_words(timedelta(hours=progress.target_hours))}"))
    usual = wait_words(progress.wait) if progress.wait is not None else "no decision in the last 30 days"
    rows.append(("Usual wait, the median of 30 days", usual))
    return rows
