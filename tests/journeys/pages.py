"""A page as a person meets it: headings, words, links, numbered names, and forms by the words on their buttons."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Node:
    tag: str
    attrs: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Node"]:
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def raw(self) -> str:
        """Every character inside, as it was sent."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def words(self) -> str:
        return " ".join(self.raw.split())

    def has_class(self, name: str) -> bool:
        return name in self.attrs.get("class", "").split()


class _Tree(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        names = [node.tag for node in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@dataclass
class Control:
    """One control of a form; `value` is what it would send, if it is chosen."""

    name: str
    kind: str
    value: str
    label: str
    autocomplete: str
    chosen: bool


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control]
    buttons: list[Control]

    def button(self, words: str) -> Control | None:
        """The button with these words, a visible one first."""
        found = [button for button in self.buttons if button.label == words]
        return found[-1] if found else None

    def control(self, named: str, index: int = 0) -> Control:
        """A control by its autocomplete token, its label's beginning or its name."""
        by_token = [c for c in self.controls if named and c.autocomplete == named]
        by_label = [c for c in self.controls if c.label.startswith(named)]
        found = by_token or by_label or [c for c in self.controls if c.name == named]
        assert found, f"no field {named!r} among {[(c.autocomplete, c.label, c.name) for c in self.controls]}"
        return found[index]

    def fill(self, values: dict[str, str]) -> None:
        """Type into fields; "#2" after a name means the second of its kind."""
        for named, value in values.items():
            token, _, nth = named.partition("#")
            self.control(token, int(nth or 1) - 1).value = value

    def choose(self, *labels: str) -> None:
        """Tick boxes, and take radio buttons instead of their neighbours."""
        for label in labels:
            picked = self.control(label)
            assert picked.kind in ("radio", "checkbox"), f"{label!r} cannot be chosen"
            for control in self.controls:
                if picked.kind == "radio" and control.name == picked.name:
                    control.chosen = False
            picked.chosen = True

    def sent(self, button: Control | None) -> list[tuple[str, str]]:
        pairs = [(c.name, c.value) for c in self.controls if c.name and c.chosen]
        return [*pairs, (button.name, button.value)] if button and button.name else pairs


class Page:
    def __init__(self, text: str, status: int = 200, url: str = "") -> None:
        self.text = text
        self.status = status
        self.url = url
        self.root = _Tree(text).open[0]

    @property
    def title(self) -> str:
        return next(self.root.all("title")).words

    @property
    def heading(self) -> str:
        return next(self.root.all("h1")).words

    @property
    def words(self) -> str:
        return " ".join(node.words for node in self.root.all("body"))

    @property
    def main(self) -> Node:
        return next(self.root.all("main"))

    @property
    def errors(self) -> dict[str, str]:
        """The messages of the problem summary by the field that each links to; "" for one about no field."""
        box = next((node for node in self.root.all("div") if node.has_class("problem")), None)
        found = {}
        for item in box.all("li") if box else ():
            link = next(item.all("a"), None)
            found[link.attrs["href"].lstrip("#") if link else ""] = item.words
        return found

    @property
    def links(self) -> dict[str, str]:
        return {link.words: link.attrs.get("href", "") for link in self.root.all("a")}

    @property
    def names(self) -> list[tuple[int, str]]:
        """The numbered names: each printed number with the entry beside it."""
        lists = [node for node in self.root.all("ol") if node.has_class("names")]
        return [(int(item.attrs["value"]), item.words) for node in lists for item in node.all("li")]

    @property
    def entries(self) -> list[str]:
        """Entries as they print, outside the numbered list."""
        return [node.words for node in self.root.all("p", "h2") if node.has_class("entry")]

    @property
    def forms(self) -> list[Form]:
        return [self._form(node) for node in self.root.all("form")]

    def form(self, words: str) -> Form:
        """The form whose button says so."""
        found = [form for form in self.forms if form.button(words)]
        assert found, f"no button {words!r} on {self.title!r}: {[b.label for f in self.forms for b in f.buttons]}"
        return found[0]

    def _form(self, node: Node) -> Form:
        labels = {label.attrs.get("for", ""): label.words for label in self.root.all("label")}
        form = Form(node.attrs.get("action", self.url), node.attrs.get("method", "get"), [], [])
        for part in node.all("input", "textarea", "button"):
            attrs = part.attrs
            if part.tag == "button":
                name, value = attrs.get("name", ""), attrs.get("value", "")
                form.buttons.append(Control(name, "", value, part.words, "", True))
                continue
            kind = "textarea" if part.tag == "textarea" else attrs.get("type", "text")
            value = part.raw.removeprefix("\n") if kind == "textarea" else attrs.get("value", "")
            label = labels.get(attrs.get("id", "-"), "")
            chosen = kind not in ("radio", "checkbox") or "checked" in attrs
            form.controls.append(
                Control(attrs.get("name", ""), kind, value, label, attrs.get("autocomplete", ""), chosen)
            )
        return form
