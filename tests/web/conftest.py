"""The services that journeys run on serve these tests too."""

from tests.journeys.conftest import site

__all__ = ["site"]
