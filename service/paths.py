"""Where the data files that ship with the code lie: beside it in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


TEMPLATES = _shipped("templates")
MIGRATIONS = _shipped("migrations")
ASSETS = TEMPLATES / "assets"
FONTS = ASSETS / "fonts"
