"""HTML becomes a table where a table is most of it, else lines as a reader sees them; no script or style."""

from dataclasses import dataclass, field

from lxml import etree

from service.core.roster.source import Format, Source, Text
from service.intake.bounds import check_lines, refuse
from service.intake.tables import table

DROPPED = frozenset(
    [
        *("script", "style", "template", "noscript", "title", "nav", "svg", "math", "select", "button", "iframe"),
        *("object", "audio", "video", "canvas"),
    ]
)
BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("tfoot", "thead", "tr", "ul"),
    ]
)
APART = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "hr"])
"""Those that have a blank line around them even where they are one line."""

CELLS = ("td", "th")
SPAN_MOST = 20


@dataclass
class _Grid:
    """A table's rows of cells: where the lines of each begin and end, and how many columns it takes."""

    rows: list[list[tuple[int, int, int]]] = field(default_factory=list)
    has_tables: bool = False

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    @property
    def lines(self) -> int:
        return sum(end - start for row in self.rows for start, end, _ in row)


class _Page:
    """Takes what the parser meets. lines: as they are shown. gaps: indexes of lines with a blank one before."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.gaps: set[int] = set()
        self.grids: list[_Grid] = []
        self._inline: list[str] = []
        self._starts: list[int] = []
        self._dropped = 0
        self._open_grids: list[_Grid] = []
        self._cells: list[tuple[int, int]] = []
        self._lists: list[tuple[int, int]] = []
        self._mark = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._dropped or tag in DROPPED:
            self._dropped += 1
        elif tag == "br":
            self._flush()
        elif tag in CELLS:
            self._flush()
            self._cells.append((len(self.lines), _number(attributes.get("colspan"), 1)))
        elif tag in BLOCKS:
            self._flush()
            self._starts.append(len(self.lines))
            self._begin(tag, attributes)

    def end(self, tag: str) -> None:
        if self._dropped:
            self._dropped -= 1
        elif tag in CELLS:
            self._flush()
            self._end_cell()
        elif tag in BLOCKS:
            self._flush()
            start = self._starts.pop() if self._starts else 0
            if len(self.lines) - start > 1 or tag in APART:
                self.gaps |= {start, len(self.lines)}
            self._finish(tag)

    def data(self, text: str) -> None:
        if not self._dropped:
            self._inline.append(text)

    def close(self) -> "_Page":
        self._flush()
        return self

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            for outer in self._open_grids[-1:]:
                outer.has_tables = True
            self._open_grids.append(_Grid())
        elif tag == "tr" and self._open_grids:
            self._open_grids[-1].rows.append([])
        elif tag == "ol":
            step = -1 if "reversed" in attributes else 1
            is_numbered = attributes.get("type", "1") == "1"
            self._lists.append((_number(attributes.get("start"), 1), step) if is_numbered else (0, 0))
        elif tag == "ul":
            self._lists.append((0, 0))
        elif tag == "li" and self._lists:
            self._item(attributes)

    def _item(self, attributes: dict[str, str]) -> None:
        number, step = self._lists[-1]
        if step:
            number = _number(attributes.get("value"), number)
            self._lists[-1] = (number + step, step)
        self._mark = f"{number}. " if step else "- "

    def _finish(self, tag: str) -> None:
        if tag == "table" and self._open_grids:
            self.grids.append(self._open_grids.pop())
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._mark = ""

    def _end_cell(self) -> None:
        start, span = self._cells.pop() if self._cells else (len(self.lines), 1)
        if self._open_grids:
            rows = self._open_grids[-1].rows
            if not rows:
                rows.append([])
            rows[-1].append((start, len(self.lines), min(max(span, 1), SPAN_MOST)))

    def _flush(self) -> None:
        words = " ".join("".join(self._inline).split())
        self._inline.clear()
        if words:
            self.lines.append(self._mark + words)
            self._mark = ""


def _number(typed: str | None, otherwise: int) -> int:
    try:
        return int((typed or "")[:9])
    except ValueError:
        return otherwise


def read_html(text: str, kind: Format, notes: list[str]) -> Source:
    """The table or the lines of a page. Raises Unreadable."""
    page = _parsed(text)
    grids = [grid for grid in page.grids if not grid.has_tables and grid.width > 1 and len(grid.rows) > 1]
    widest = max(grids, key=lambda grid: len(grid.rows), default=None)
    alike = [grid for grid in grids if widest and grid.width == widest.width]
    inside = sum(grid.lines for grid in alike)
    if inside and 2 * inside >= len(page.lines):
        outside = len(page.lines) - inside
        left = [f"Only the table was read; {outside:,} lines around it were left out."] if outside else []
        rows = (row for grid in alike for row in grid.rows)
        return table(enumerate((_cells(page, row) for row in rows), 1), kind, notes + left)
    lines = [f"\n{line}" if index in page.gaps and index else line for index, line in enumerate(page.lines)]
    joined = "\n".join(lines)
    check_lines(joined)
    return Text(joined, kind, tuple(notes))


def _cells(page: _Page, row: list[tuple[int, int, int]]) -> list[str]:
    cells = []
    for start, end, span in row:
        cells += ["\n".join(page.lines[start:end]), *[""] * (span - 1)]
    return cells


def _parsed(text: str) -> _Page:
    page = _Page()
    parser = etree.HTMLParser(target=page, huge_tree=True, no_network=True)
    try:
        parser.feed(text)
        parser.close()
    except (etree.LxmlError, AssertionError, ValueError):
        refuse("The page could not be read. Copy the list out of it and paste it as text.")
    return page
