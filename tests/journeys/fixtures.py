"""One running service of each kind of database for all tests of a folder; each test brings its own letter."""

from collections.abc import Iterator

import pytest

from tests.journeys.installation import Site, running
from tests.rig.databases import KINDS


@pytest.fixture(scope="session", params=KINDS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(request.param, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def slug(site: Site) -> str:
    """An open letter of the test's own."""
    return site.letter()
