"""Drains the outbox, examines entries, brings rosters in, lays orders, promises rounds, sweeps what is over."""

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import structlog

from service import logs
from service.actions import (
    cleaning,
    digest,
    examining,
    gathering,
    importing,
    laying,
    mailing,
    managing,
    progress,
    reviewing,
    rounds,
    signing,
    undoing,
)
from service.actions.mailing import Told
from service.core import collation
from service.mail.messages import Composer, Envelope
from service.mail.smtp import Outcome, Pool, Result
from service.store import outbox, sessions
from service.store.database import Database, Unavailable
from service.store.outbox import Claimed, Handed, MailState

BATCH = 500
LOOK_EVERY = 1.0
"""Seconds between looks when nothing wakes the worker: another process may have promised a mail."""

PAUSES = (1, 5, 15, 60)
"""Seconds between tries while no mail server answers."""

SWEEP_EVERY = timedelta(minutes=10)
SWEEP_MOST = 5_000
SWEEP_ERASURES = 200

log = structlog.get_logger()


class Worker:
    """One loop beside the web server, or alone in a process of its own."""

    def __init__(self, database: Database, composer: Composer, pool: Pool) -> None:
        self._database = database
        self._composer = composer
        self._pool = pool
        self._woken = asyncio.Event()
        self._stopped = asyncio.Event()
        self._is_stopping = False
        self._silent = 0
        self._swept_at = datetime.min.replace(tzinfo=UTC)

    def wake(self) -> None:
        """Say that a mail was promised just now."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the mails that are on their way, give the others back, then end."""
        self._is_stopping = True
        self._stopped.set()
        self._pool.stop()
        self._woken.set()

    async def run(self) -> None:
        """Do all that the caption names side by side: none waits for another."""
        await asyncio.gather(
            asyncio.to_thread(collation.load),
            self._send_mails(),
            self._repeat("evidence", self._examine),
            self._repeat("clean-up", self._clean),
            self._repeat("rounds", self._promise),
            self._repeat("order", self._lay),
            self._repeat("rosters", self._import),
        )

    async def _examine(self) -> int:
        return await examining.examine_some(self._database, datetime.now(UTC))

    async def _clean(self) -> int:
        return await self._database.write(cleaning.work, datetime.now(UTC))

    async def _promise(self) -> int:
        """The next part of a round of mails, which may then go."""
        reached = await self._database.write(rounds.work, datetime.now(UTC))
        if reached:
            self.wake()
        return reached

    async def _lay(self) -> int:
        return await self._leaving_time(self._database.write(laying.work))

    async def _import(self) -> int:
        """Compare rosters with their letters, bring names in, or take them off again."""
        now = datetime.now(UTC)
        if await gathering.check_some(self._database, now):
            return 1
        if done := await self._leaving_time(self._database.write(undoing.work, now)):
            return done
        return await self._leaving_time(self._database.write(importing.work, os.urandom(32), now))

    async def _leaving_time(self, step: Awaitable[int]) -> int:
        """Leave as much time between the steps of long work to everybody else as each takes."""
        began = time.monotonic()
        done = await step
        if done:
            await asyncio.sleep(time.monotonic() - began)
        return done

    async def _repeat(self, worker: str, work: Callable[[], Awaitable[int]]) -> None:
        """Do the next part of some work at once while there is more of it, else look again in a while."""
        while not self._is_stopping:
            done = 0
            with self._faults_logged(worker):
                done = await work()
            if not done:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopped.wait(), LOOK_EVERY)

    @contextmanager
    def _faults_logged(self, worker: str) -> Iterator[None]:
        """Go on after a fault: the next round tries again."""
        try:
            yield
        except Unavailable:
            log.warning("database unavailable", worker=worker)
        except Exception as error:
            log.error("unexpected", worker=worker, kind=type(error).__name__, where=logs.where(error))

    async def _send_mails(self) -> None:
        while not self._is_stopping:
            sent = 0
            with self._faults_logged("outbox"):
                sent = await self.drain()
                await self._sweep(datetime.now(UTC))
            if not sent:
                await self._rest()
        await self._pool.close()

    async def drain(self) -> int:
        """Send one batch of due mails; how many were claimed and offered."""
        now = datetime.now(UTC)
        claimed = await self._database.write(mailing.claim, now, BATCH)
        if not claimed:
            return 0
        handed = await self._send(claimed)
        await self._database.write(outbox.record, handed, datetime.now(UTC))
        return sum(each.state is not MailState.QUEUED for each in handed)

    async def _send(self, claimed: Sequence[tuple[Claimed, Told]]) -> list[Handed]:
        """Hand a batch over; what becomes of each mail."""
        envelopes: list[Envelope] = []
        handed: list[Handed] = []
        for mail, told in claimed:
            if mail.address is None:
                handed.append(Handed(mail.id, MailState.FAILED, "nobody to write to"))
            else:
                composed = self._compose(mail, told)
                if isinstance(composed, Envelope):
                    envelopes.append(composed)
                else:
                    handed.append(composed)
        results = await self._pool.hand_over(envelopes)
        by_id = {mail.id: mail for mail, _ in claimed}
        handed += [self._judge(by_id[result.mail_id], result) for result in results]
        self._note(results)
        return handed

    def _compose(self, mail: Claimed, told: Told) -> Envelope | Handed:
        """The message; or a failure that stays visible, so that one bad row does not stop the others."""
        try:
            return self._composer.compose(mail, told)
        except Exception as error:
            log.error("mail not composed", kind=type(error).__name__, where=logs.where(error), mail=mail.kind)
            return Handed(mail.id, MailState.FAILED, f"not composed: {type(error).__name__}")

    @staticmethod
    def _judge(mail: Claimed, result: Result) -> Handed:
        now = datetime.now(UTC)
        match result.outcome:
            case Outcome.TAKEN:
                return Handed(mail.id, MailState.SENT, due_at=now)
            case Outcome.NEVER:
                return Handed(mail.id, MailState.FAILED, result.problem)
            case Outcome.LATER:
                return mailing.later(mail, result.problem, random.random(), now)  # noqa: S311
            case Outcome.NOT_OFFERED:
                return Handed(mail.id, MailState.QUEUED, result.problem, now, was_tried=False)

    def _note(self, results: Sequence[Result]) -> None:
        """Log what happened, in numbers alone, and remember whether any server answers."""
        counts = {outcome.value: 0 for outcome in Outcome}
        for result in results:
            counts[result.outcome.value] += 1
        reached = len(results) - counts[Outcome.NOT_OFFERED]
        self._silent = 0 if reached or not results else self._silent + 1
        log.info("mails handed over", **{key.replace(" ", "_"): value for key, value in counts.items() if value})

    async def _rest(self) -> None:
        """Wait until somebody wakes the worker; longer while no mail server answers."""
        if self._silent and not self._is_stopping:
            self._woken.clear()
        seconds = PAUSES[min(self._silent, len(PAUSES)) - 1] if self._silent else LOOK_EVERY
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        if not self._is_stopping:
            self._woken.clear()

    async def _sweep(self, now: datetime) -> None:
        if now - self._swept_at < SWEEP_EVERY:
            return
        self._swept_at = now
        await self._database.write(signing.sweep, now, SWEEP_MOST)
        await self._database.write(progress.close_ended, now)
        await self._database.write(managing.sweep_withdrawn, now, SWEEP_ERASURES)
        await self._database.write(mailing.sweep, now, SWEEP_MOST)
        await self._database.write(reviewing.sweep, now, SWEEP_MOST)
        await self._database.write(sessions.sweep_sessions, now)
        await self._database.write(digest.promise_digests, now)
