"""One running service of each kind of database for all journeys; each journey brings its own letter."""

from collections.abc import Iterator

import pytest

from tests.journeys.installation import Site, running
from tests.rig.databases import KINDS


@pytest.fixture(scope="session", params=KINDS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(request.param, tmp_path_factory.mktemp("journeys")) as site:
        yield site
