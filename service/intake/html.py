"""HTML becomes a table where a table is most of it, else lines as a reader sees them; no script or style."""

from collections.abc import Iterator

from service.core.roster.source import Format, Source, Text
from service.intake.bounds import check_lines
from service.intake.html_page import Grid, Page, parsed
from service.intake.tables import table


def read_html(text: str, kind: Format, notes: list[str]) -> Source:
    """The table or the lines of a page. Raises Unreadable."""
    page = parsed(text)
    grids = [grid for grid in page.grids if not grid.has_tables and grid.width > 1 and len(grid.rows) > 1]
    widest = max(grids, key=lambda grid: len(grid.rows), default=None)
    alike = [grid for grid in grids if widest and grid.width == widest.width]
    inside = sum(grid.lines for grid in alike)
    if inside and 2 * inside >= len(page.lines):
        outside = len(page.lines) - inside
        left = [f"Only the table was read; {outside:,} lines around it were left out."] if outside else []
        return table(enumerate((row for grid in alike for row in _rows(page, grid)), 1), kind, notes + left)
    lines = [f"\n{line}" if index in page.gaps and index else line for index, line in enumerate(page.lines)]
    joined = "\n".join(lines)
    check_lines(joined)
    return Text(joined, kind, tuple(notes))


def _rows(page: Page, grid: Grid) -> Iterator[list[str]]:
    """The text of each cell; a cell of several rows says the same in each, one of several columns in its first."""
    below: dict[int, tuple[int, str]] = {}
    for row in grid.rows:
        texts: list[str] = []
        for cell in [*row, None]:
            while len(texts) in below:
                left, text = below.pop(len(texts))
                if left > 1:
                    below[len(texts)] = (left - 1, text)
                texts.append(text)
            if cell:
                text = "\n".join(page.lines[cell.start : cell.end])
                if cell.rows > 1:
                    below[len(texts)] = (cell.rows - 1, text)
                texts += [text, *[""] * (cell.columns - 1)]
        yield texts
