"""The running services that bad and odd requests are sent to."""

from tests.journeys.fixtures import site, slug

__all__ = ["site", "slug"]
