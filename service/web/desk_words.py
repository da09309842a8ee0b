"""What the moderators' pages say about entries, acts and times, in plain words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace

from service.actions.moderating import AlreadyDecided, Left
from service.actions.queueing import LastAct, Past, Waiting
from service.actions.reversing import Why
from service.core.entry import Lane
from service.core.evidence import Finding, Verdict
from service.core.moderation import REASONS, Policy, Reason
from service.core.signature import Act, State
from service.render.templating import day_and_time
from service.store.accounts import Account

ACT_WORDS = {
    Act.CONFIRM: "Confirmed by mail",
    Act.IMPORT: "Brought in from a roster",
    Act.PROPOSE: "Brought in from a roster, to be listed by another",
    Act.APPROVE: "Approved by a first moderator",
    Act.RETRACT: "First approval taken back",
    Act.LIST: "Approved",
    Act.ASK: "Changes asked",
    Act.DECLINE: "Not listed",
    Act.REOPEN: "Taken up again",
    Act.UNLIST: "Taken off the list",
    Act.REVERSE: "Decision taken back",
    Act.REPORT: "Reported as false",
    Act.KEEP: "Report looked into; the entry stays",
    Act.AGREE: "Agreed to the changed text",
    Act.EDIT: "Edited by the signatory",
    Act.WITHDRAW: "Withdrawn",
    Act.UNDO: "Withdrawal taken back",
    Act.ERASE: "Erased",
    Act.REVEAL: "Address shown",
}
DONE_BEFORE = {
    Act.LIST: "listed",
    Act.ASK: "sent back with a question",
    Act.DECLINE: "declined",
    Act.UNLIST: "taken off the list",
    Act.REOPEN: "taken up again",
    Act.REVERSE: "put back into the queue",
    Act.AGREE: "confirmed for the changed text",
    Act.EDIT: "edited",
    Act.WITHDRAW: "withdrawn",
    Act.ERASE: "erased",
    Act.CONFIRM: "confirmed",
    Act.IMPORT: "brought in from a roster",
    Act.PROPOSE: "brought in from a roster",
    Act.UNDO: "signed again",
}
WHAT_TO_DO = {
    State.LISTED: "It stands on the letter. Open it to take it off the list.",
    State.COUNTED: "It is counted as a supporter's, and nobody has to decide on it.",
    State.CHANGES_ASKED: "It comes back when its signatory has answered. Open it to take it up before.",
    State.DECLINED: "Open it to take it up again.",
    State.WITHDRAWN: "Nothing is left to do. It comes back by itself if its signatory signs again.",
    State.ERASED: "Nothing is left to do.",
    State.CONFIRMED: "It waits in the queue. Open it to decide.",
}
STATE_WORDS = {
    State.CONFIRMED: "Waiting",
    State.LISTED: "Listed",
    State.COUNTED: "Counted as a supporter",
    State.CHANGES_ASKED: "Changes asked",
    State.DECLINED: "Not listed",
    State.WITHDRAWN: "Withdrawn",
}
LANE_WORDS = {
    Lane.COSIGNER: "Full entry",
    Lane.WITHHELD: "Not to be named",
    Lane.SUPPORTER: "Supporter",
}
LEFT_WORDS = {
    Left.CHANGED: "changed or decided since this page was opened",
    Left.EVIDENCE: "with evidence that does not all pass any more",
    Left.OWN: "made with your own address",
    Left.SECOND: "that another moderator has to approve too",
    Left.TOO_MANY: "beyond the hundred that go at once",
}
UNDO_WORDS = {
    Why.LATE: "A decision can be taken back for 5 minutes, and these have passed.",
    Why.SENT: "Its mail is on its way to the signatory, so it can no longer be taken back quietly.",
    Why.UNTOLD: "A clean-up took it off, and no mail goes to its signatory. "
    "Put everything back that the clean-up took off, or take this entry up again by itself.",
    Why.FOLLOWED: "Something else has happened to the entry since, or it was taken back already.",
    Why.OTHERS: "Another moderator made it. Ask them, or open the entry and decide anew.",
}
VERDICT_WORDS = {
    Verdict.CONFLICT: ("Conflict", "✕"),
    Verdict.UNKNOWN: ("Unknown", "?"),
    Verdict.PASS: ("Pass", "✓"),
}


def row_of(waiting: Waiting, policy: Policy, now: datetime) -> SimpleNamespace:
    """An entry as the templates show it."""
    row = waiting.row
    findings = [_finding(finding) for finding in row.findings]
    return SimpleNamespace(
        id=row.signature_id,
        entry=row.entry,
        hash=row.entry_hash,
        kind="New" if row.standing is None else "Edit of a listed entry",
        lane=LANE_WORDS[row.lane],
        state=row.state,
        state_words=STATE_WORDS.get(row.state, ""),
        age=age_words(row.waiting_since, policy.target_hours, now),
        standing=row.standing,
        stands=row.standing is not None or row.state in {State.LISTED, State.COUNTED},
        notable=[finding for finding in findings if finding.verdict is not Verdict.PASS],
        passing=[finding for finding in findings if finding.verdict is Verdict.PASS],
        is_examined=bool(findings),
        report=row.report,
        two=two_words(waiting),
        list_label=list_label(waiting),
        obstacle=obstacle(waiting),
        is_mine=waiting.is_mine,
        is_quick=waiting.is_quick,
        masked=waiting.masked,
        since=day_and_time(row.waiting_since),
        page=row.entry.evidence_url,
        history=[history_words(past) for past in waiting.history],
        reading=reading_words(waiting, now),
    )


def _finding(finding: Finding) -> SimpleNamespace:
    word, shape = VERDICT_WORDS[finding.verdict]
    return SimpleNamespace(verdict=finding.verdict, word=word, shape=shape, why=finding.why)


def age_words(since: datetime, target: int, now: datetime) -> str:
    """How long an entry waits, against the letter's target in hours."""
    hours = whole_hours(since, now)
    if not hours:
        return "waiting less than an hour"
    if hours >= target:
        return f"waiting {_span(hours)}, {_span(hours - target)} over the target"
    return f"waiting {_span(hours)}, {_span(target - hours)} left"


def whole_hours(since: datetime, now: datetime) -> int:
    return max(0, int((now - since) / timedelta(hours=1)))


def _span(hours: int) -> str:
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"


def two_words(waiting: Waiting) -> str:
    """How far an entry is that two moderators must approve; empty where one is enough."""
    if waiting.wanted < 2 or waiting.row.state is not State.CONFIRMED:
        return ""
    if not waiting.approvers:
        return "Two moderators have to approve this entry. None has yet."
    return f"One of two approvals: {', '.join(person(who) for who in waiting.approvers)}."


def list_label(waiting: Waiting) -> str:
    if waiting.wanted - len(waiting.approvers) > 1:
        return "Approve (first of two)"
    return "Approve, not named" if waiting.row.lane is Lane.WITHHELD else "List publicly"


def obstacle(waiting: Waiting) -> str:
    """Why the account may not list an entry; empty where it may."""
    if waiting.is_mine:
        return "This is your own entry. Another moderator decides on it."
    if waiting.is_approved_by_me and len(waiting.approvers) < waiting.wanted:
        return "You have approved it. Another moderator has to approve it too."
    return ""


def reading_words(waiting: Waiting, now: datetime) -> str:
    if waiting.reader is None or waiting.until is None:
        return ""
    return f"{person(waiting.reader)} is reading this, until {clock(waiting.until, now)}."


def history_words(past: Past) -> str:
    act = past.act
    who = f" by {person(past.by)}" if past.by else ""
    why = f": {REASONS[Reason(act.reason)].label}" if act.reason else ""
    note = f" “{act.note}”" if act.note else ""
    return f"{day_and_time(act.at)}: {ACT_WORDS[act.act]}{why}{note}{who}"


def done_words(last: LastAct, now: datetime) -> str:
    """What an account did just now, and when the signatory is told."""
    told = f" {mail_words(last.mail_at, now)}" if last.is_told else " No mail goes."
    match last.act:
        case Act.LIST if last.number is not None:
            return f"Listed as no. {last.number:,}.{told}"
        case Act.LIST if last.waiting.lane is Lane.COSIGNER:
            return f"Listed on the text that was signed, which has changed since.{told}"
        case Act.LIST:
            return f"Approved, not named.{told}"
        case Act.APPROVE:
            return "Approved. Another moderator has to approve it too before it is listed."
        case Act.RETRACT:
            return "Your approval is taken back. The entry waits as it did before."
        case Act.ASK:
            return f"Changes asked for.{told}"
        case Act.DECLINE if last.waiting.state is State.LISTED:
            return f"The edit is not listed; the earlier entry stays.{told}"
        case Act.DECLINE:
            return f"Not listed.{told}"
        case Act.UNLIST:
            return f"Taken off the list.{told}"
        case Act.REVERSE:
            return "Taken back. Everything is as it was before, and no mail goes."
        case Act.REOPEN:
            return "Taken up again. It waits at the end of the queue."
        case Act.KEEP:
            return "It stays on the list. The report is closed."
        case _:
            return ""


def mail_words(mail_at: datetime | None, now: datetime) -> str:
    if mail_at is None or mail_at <= now:
        return "The mail is on its way."
    minutes = max(1, -(-int((mail_at - now).total_seconds()) // 60))
    return f"The mail goes in {minutes} minute{'s' if minutes > 1 else ''}."


def batch_words(listed: int, left: Sequence[tuple[Left, int]]) -> str:
    """What became of a batch, and why something of it was left."""
    words = f"{listed:,} {'entry is' if listed == 1 else 'entries are'} listed."
    if listed:
        words += " Their mails go in 5 minutes." if listed > 1 else " The mail goes in 5 minutes."
    if left:
        why = ", ".join(f"{count:,} {LEFT_WORDS[each]}" for each, count in left)
        words += f" {sum(count for _, count in left):,} left as they were: {why}."
    return words


def before_words(error: AlreadyDecided, now: datetime) -> str:
    """What came first, by whom and when: "Already listed by ana@desk.example, 14:02 UTC"."""
    if error.act is None or error.at is None:
        return "It is not waiting for a decision."
    who = f" by {person(error.by)}" if error.by else " by its signatory"
    return f"Already {DONE_BEFORE.get(error.act, 'changed')}{who}, {clock(error.at, now)}."


def person(account: Account) -> str:
    """What moderators call each other."""
    return account.email


def clock(moment: datetime, now: datetime) -> str:
    """A moment of today as "14:02 UTC", another one with its day."""
    return f"{moment:%H:%M} UTC" if moment.date() == now.date() else day_and_time(moment)
