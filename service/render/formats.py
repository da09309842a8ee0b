"""The export formats, each imported when it is first used."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from service.core.document import Document


@dataclass(frozen=True, slots=True)
class Rendered:
    """One exported file. warnings: what the author is told before relying on it, a sentence each."""

    content: bytes
    media_type: str
    warnings: tuple[str, ...] = ()


Renderer = Callable[[Document], Rendered]


def _on_demand(module: str) -> Renderer:
    """The render() of a sibling module, so that serving pages does not load a typesetter."""

    def render(document: Document) -> Rendered:
        rendered: Rendered = import_module(f"service.render.{module}").render(document)
        return rendered

    return render


FORMATS: dict[str, Renderer] = {
    "html": _on_demand("html"),
    "md": _on_demand("markdown"),
    "txt": _on_demand("text"),
    "json": _on_demand("data"),
    "pdf": _on_demand("pdf"),
}
"""By file extension."""
