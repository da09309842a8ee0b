"""What a reader sees of an HTML page, in order: lines, and the cells of tables that they stand in."""

from dataclasses import dataclass, field

from lxml import etree

from service.intake.bounds import Unreadable, refuse

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
SPAN_MOST = 100
"""Columns or rows that one cell may take."""

DEPTH_MOST = 2_000
"""Elements within one another: for each end without a beginning the parser looks through all of them."""

CHUNK = 64 * 1024
"""Characters after which the parser hears that it is to stop."""

DEEP = f"The page is built more than {DEPTH_MOST:,} elements deep. Copy the list out of it and paste it as text."


@dataclass(slots=True)
class Cell:
    """The lines from start up to end, over so many columns and rows."""

    start: int
    end: int
    columns: int = 1
    rows: int = 1


@dataclass
class Grid:
    """A table's rows of cells."""

    rows: list[list[Cell]] = field(default_factory=list)
    has_tables: bool = False

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    @property
    def lines(self) -> int:
        return sum(cell.end - cell.start for row in self.rows for cell in row)


class Page:
    """Takes what the parser meets. lines: as they are shown. gaps: indexes of lines with a blank one before."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.gaps: set[int] = set()
        self.grids: list[Grid] = []
        self._depth = 0
        self._inline: list[str] = []
        self._starts: list[int] = []
        self._dropped = 0
        self._open_grids: list[Grid] = []
        self._cells: list[Cell] = []
        self._lists: list[tuple[int, int]] = []
        self._mark = ""
        self._has_ended = self._is_beside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MOST:
            refuse(DEEP)
        self._is_beside = self._has_ended
        if self._dropped or tag in DROPPED:
            self._dropped += 1
        elif tag == "br":
            self._flush()
        elif tag in CELLS:
            self._flush()
            cell = Cell(len(self.lines), 0)
            if attributes:
                cell.columns, cell.rows = _span(attributes, "colspan"), _span(attributes, "rowspan")
            self._cells.append(cell)
        elif tag in BLOCKS:
            self._flush()
            self._starts.append(len(self.lines))
            self._begin(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._has_ended = True
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
        """Text; that of two elements side by side is two lines where it would grow together to "BrandtTeacher"."""
        if self._dropped:
            return
        if self._is_beside and self._inline and self._inline[-1][-1:].islower() and text[:1].isupper():
            self._flush()
        self._has_ended = self._is_beside = False
        self._inline.append(text)

    def close(self) -> "Page":
        self._flush()
        return self

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            for outer in self._open_grids[-1:]:
                outer.has_tables = True
            self._open_grids.append(Grid())
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
        if self._cells and self._open_grids:
            rows = self._open_grids[-1].rows or [[]]
            self._open_grids[-1].rows = rows
            cell = self._cells.pop()
            cell.end = len(self.lines)
            rows[-1].append(cell)

    def _flush(self) -> None:
        if not self._inline:
            return
        words = " ".join("".join(self._inline).split())
        self._inline.clear()
        if words:
            self.lines.append(self._mark + words)
            self._mark = ""


def _span(attributes: dict[str, str], key: str) -> int:
    return min(max(_number(attributes.get(key), 1), 1), SPAN_MOST)


def _number(typed: str | None, otherwise: int) -> int:
    try:
        return int((typed or "")[:9])
    except ValueError:
        return otherwise


def parsed(text: str) -> Page:
    """A whole page. Raises Unreadable."""
    page = Page()
    parser = etree.HTMLParser(target=page, huge_tree=True, no_network=True)
    try:
        for start in range(0, len(text), CHUNK):
            parser.feed(text[start : start + CHUNK])
        parser.close()
    except Unreadable:
        raise
    except (etree.LxmlError, AssertionError, ValueError):
        refuse("The page could not be read. Copy the list out of it and paste it as text.")
    return page
