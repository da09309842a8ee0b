"""Fixtures that hand every test real parts: databases, a mail sink, the running service, a browser."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser

from tests.rig import skips
from tests.rig.browser import Visitor, chromium, find_chromium, visitor
from tests.rig.databases import KINDS, fresh_database
from tests.rig.postgres import Postgres, shared_postgres
from tests.rig.server import Service
from tests.rig.smtp import Sink

NO_BROWSER = "no chromium found: install it, or name one in TESTS_CHROMIUM"
_QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)

settings.register_profile("here", deadline=None, max_examples=60, suppress_health_check=_QUIET)
settings.register_profile("ci", settings.get_profile("here"), max_examples=100, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a test waits much, for a browser, a mail, a service that starts."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    skips.register(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_chromium() is not None:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """A new database of each kind in turn, migrated and without rows."""
    with fresh_database(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """A new database of each kind in turn, without tables."""
    with fresh_database(database_kind, tmp_path, migrated=False) as url:
        yield url


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL of this run, to stop and start; it runs again for the next test, whatever this one did."""
    server = shared_postgres()
    yield server
    if not server.is_ready():
        server.start()


def _sink() -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


smtp_sink = pytest.fixture(_sink, name="smtp_sink")
module_smtp_sink = pytest.fixture(_sink, name="module_smtp_sink", scope="module")


@pytest.fixture
def service(database_url: str, smtp_sink: Sink, tmp_path: Path) -> Iterator[Service]:
    """A running service on each kind of database in turn."""
    yield from _running(Service(tmp_path / "data", database_url, smtp_sink.url))


@pytest.fixture(scope="module", params=KINDS)
def module_service(
    request: pytest.FixtureRequest, module_smtp_sink: Sink, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """As `service`, shared by the tests of a module, which then may not count on an empty database."""
    folder = tmp_path_factory.mktemp(request.param)
    with fresh_database(request.param, folder) as url:
        yield from _running(Service(folder / "data", url, module_smtp_sink.url))


def _running(service: Service) -> Iterator[Service]:
    service.start()
    yield service
    if service.process is not None and service.process.poll() is None:
        service.stop()


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if find_chromium() is None:
        pytest.skip(NO_BROWSER)
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture
async def browser_context(browser: Browser) -> AsyncIterator[Visitor]:
    """A visitor with JavaScript at 1280 x 900; use `visitor(browser, ...)` for any other."""
    async with visitor(browser) as someone:
        yield someone
        assert someone.foreign == [], "the page sent requests to other hosts"


@pytest.fixture
def new_service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Makes installations that the test itself starts, stops and kills; what still runs is ended."""
    made: list[Service] = []

    def make(database_url: str, smtp_url: str = "", **environment: str) -> Service:
        made.append(Service(tmp_path / f"data-{len(made)}", database_url, smtp_url, **environment))
        return made[-1]

    yield make
    for service in made:
        service.kill()
