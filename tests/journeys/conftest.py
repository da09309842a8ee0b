"""The running services that journeys are made on."""

from tests.journeys.fixtures import site, slug

__all__ = ["site", "slug"]
