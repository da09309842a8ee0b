"""Texts that lie beside the checkout and are read by some tests, but are no part of the project."""

from pathlib import Path

import pytest

from tests.rig.process import ROOT

SHARED = ROOT.parent / "shared"
ABSENT = "there is no ../shared beside this checkout"


def shared(name: str) -> Path:
    """The file `../shared/<name>`; the test that asks for it is skipped where that folder is absent."""
    if not SHARED.is_dir():
        pytest.skip(ABSENT)
    return SHARED / name
