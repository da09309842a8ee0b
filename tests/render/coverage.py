"""Reads which code points the PDF's fonts have; run as a program, writes coverage.ranges again."""

from itertools import groupby

from fontTools.ttLib import TTFont

from service.paths import FONTS


def ranges() -> str:
    """The code points of all fonts for the PDF as lines of "0020-007E"."""
    points: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        points.update(TTFont(path, lazy=True).getBestCmap())
    lines = []
    for _, run in groupby(enumerate(sorted(points)), lambda pair: pair[1] - pair[0]):
        found = [point for _, point in run]
        lines.append(f"{found[0]:04X}" if len(found) == 1 else f"{found[0]:04X}-{found[-1]:04X}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (FONTS / "coverage.ranges").write_text(ranges(), "ascii")
