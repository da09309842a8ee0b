"""The route table, and the wiring of one installation: the whole site on one page."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.types import ASGIApp

from service import logs
from service.installation import Installation, opened
from service.mail.mailbox import Mailbox, mail_server
from service.mail.messages import Composer
from service.mail.smtp import Pool, Server
from service.settings import Settings, load
from service.web import (
    account,
    addressees,
    agree,
    asking,
    changes,
    compose,
    compose_intake,
    compose_open,
    compose_terms,
    compose_text,
    decide,
    digests,
    feed,
    invited,
    log,
    mine,
    operate,
    order,
    order_groups,
    order_saved,
    people,
    progress,
    queue,
    read,
    report,
    reverse,
    roster,
    roster_bring,
    roster_columns,
    roster_review,
    second_step,
    sign,
    signin,
    statements,
    updates,
    versions,
    waves,
)
from service.web.faults import EXCEPTIONS
from service.web.guards import Gate, Who, check_who
from service.web.site import FORM_LIMIT, Site
from service.worker import Worker

ROUTES = [
    read.home,
    read.letter,
    read.signatories,
    statements.statements,
    progress.count,
    sign.sign_form,
    sign.sign,
    sign.sent,
    sign.sent_again_or_code,
    sign.confirm_page,
    sign.confirm,
    mine.ask_page,
    mine.ask,
    mine.mine,
    mine.data,
    mine.edit_page,
    mine.edit,
    mine.withdraw,
    mine.undo,
    mine.erase_page,
    mine.erase,
    mine.undo_page,
    mine.undo_by_link,
    signin.sign_in_page,
    signin.ask_to_sign_in,
    signin.sign_in_link,
    signin.sign_in,
    signin.sign_out,
    signin.first_account_page,
    signin.make_first_account,
    second_step.step_page,
    second_step.take_step,
    second_step.take_step_by_passkey,
    second_step.set_up_page,
    second_step.picture,
    second_step.set_up_app,
    second_step.set_up_passkey,
    account.account_page,
    account.choose_digest,
    account.end_sessions,
    account.remove_factor,
    account.new_codes,
    people.letters,
    people.people,
    people.invite,
    people.remove,
    progress.progress,
    order.order,
    order.move,
    order.take_back,
    order.name,
    order.sort_name,
    order_groups.groups,
    order_groups.set_groups,
    order_groups.new,
    order_groups.use,
    order_saved.saved,
    order_saved.change,
    roster.begin,
    roster.read,
    roster_columns.columns,
    roster_review.review,
    roster_review.change_row,
    roster_bring.bring_page,
    roster_bring.bring_in,
    roster_bring.change,
    queue.letters,
    queue.queue,
    queue.entry,
    decide.answer_page,
    decide.decide,
    decide.list_chosen,
    reverse.undo,
    reverse.send_now,
    reverse.reopen,
    reverse.keep,
    reverse.claim,
    reverse.reveal,
    waves.clean_page,
    waves.start,
    waves.wave,
    waves.change,
    compose.home,
    compose.start,
    compose.overview,
    compose_text.text_page,
    compose_text.text,
    addressees.addressees_page,
    addressees.addressees,
    compose_intake.read_in_page,
    compose_intake.read_in,
    compose_intake.keep,
    compose_intake.paste,
    compose_terms.terms_page,
    compose_terms.terms,
    compose_terms.about_page,
    compose_terms.about,
    compose_open.open_page,
    compose_open.open_or_close,
    versions.versions_page,
    versions.compare_page,
    versions.version_page,
    versions.restore,
    versions.publish_page,
    versions.publish,
    log.log_page,
    log.log_csv,
    log.log_json,
    log.tally,
    report.find_page,
    report.report_page,
    report.report,
    digests.stop_page,
    digests.stop,
    changes.version,
    agree.agree_page,
    agree.agree,
    invited.invited_page,
    invited.invited,
    feed.updates,
    feed.feed,
    feed.stop_page,
    feed.stop,
    updates.updates,
    updates.write,
    updates.change,
    asking.round_page,
    asking.change_round,
    operate.livez,
    operate.readyz,
    operate.metrics,
    operate.asset,
]
DEMO_ROUTES = [operate.mailbox, operate.mail]


def serve() -> ASGIApp:
    """The application as a server loads it, with its own outbox worker."""
    return Service(load()).app


def serve_without_worker() -> ASGIApp:
    """The same where `undersigned worker` runs in processes of its own."""
    return Service(load(), has_worker=False).app


def serve_demo() -> ASGIApp:
    """The demonstration: mails stay in a mailbox that has a page."""
    return Service(load(), is_demo=True).app


class Service:
    """A running installation: it opens when the server starts and closes when it stops."""

    def __init__(self, settings: Settings, has_worker: bool = True, is_demo: bool = False) -> None:
        logs.configure()
        self._settings = settings
        self._has_worker = has_worker
        self._is_demo = is_demo
        self._metrics = operate.Metrics()
        self._litestar = Litestar(
            route_handlers=[Router("/", route_handlers=[*ROUTES, *(DEMO_ROUTES if is_demo else [])])],
            guards=[check_who],
            lifespan=[self._running],
            exception_handlers=EXCEPTIONS,
            openapi_config=None,
            logging_config=None,
            request_max_body_size=FORM_LIMIT,
        )
        check_declared(self._litestar)
        self._gate: Gate | None = None
        self.app: ASGIApp = self._answer

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        await (self._gate or self._litestar)(scope, receive, send)

    @asynccontextmanager
    async def _running(self, app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            installation = await stack.enter_async_context(opened(self._settings))
            worker = await self._start_worker(stack, installation) if self._has_worker else None
            site = Site(
                self._settings,
                installation.database,
                installation.keyring,
                mail_promised=worker.wake if worker else _nothing,
                is_demo=self._is_demo,
            )
            app.state.site = site
            app.state.metrics = self._metrics
            if self._is_demo:
                self._open_mailbox(app, stack)
            settle()
            self._gate = Gate(self._litestar, site, self._metrics.served)
            yield

    def _open_mailbox(self, app: Litestar, stack: AsyncExitStack) -> None:
        """Take the mails of the demonstration ourselves."""
        app.state.mailbox = Mailbox(self._settings.data / "mailbox")
        server = Server.from_url(self._settings.smtp_url.get_secret_value())
        mails = mail_server(app.state.mailbox, server.port)
        mails.start()
        stack.callback(mails.stop)

    async def _start_worker(self, stack: AsyncExitStack, installation: Installation) -> Worker:
        worker = worker_of(installation)
        running = asyncio.create_task(worker.run(), name="worker")

        async def stop() -> None:
            worker.stop()
            await running

        stack.push_async_callback(stop)
        return worker


def worker_of(installation: Installation) -> Worker:
    """The worker that sends an installation's mails."""
    settings = installation.settings
    composer = Composer(settings.base_url, settings.sender, installation.signer)
    pool = Pool(Server.from_url(settings.smtp_url.get_secret_value()), settings.sender)
    return Worker(installation.database, composer, pool)


def check_declared(app: Litestar) -> None:
    """Every route says who may call it. Raises ValueError where one does not."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "OPTIONS" not in handler.http_methods and handler.opt.get("who") not in set(Who):
                raise ValueError(f"{route.path} does not say who may call it")


def settle() -> None:
    """Look for garbage less often, and never again among what stays until the end.

    Python would walk every imported module's objects many times a second under load: a third of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _nothing() -> None:
    """A worker in another process looks by itself."""
