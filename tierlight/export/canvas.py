"""A sheet on which rectangles, hatches and text are put by the pixel: SVG, and from it PNG and PDF.

Each mark belongs to a named layer, and layers are drawn in the order in which they are named. Every text is
escaped here. Nothing here knows what is drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import vl_convert

from tierlight.export.palette import INK, PAPER
from tierlight.export.typesetting import FONT, one_line

GAP = 8.0
_BASELINE = 0.35
"""How far below the middle of a line its letters stand, in parts of their size."""


@dataclass(frozen=True)
class Style:
    """How text looks: size in pixels, weight, where its anchor is, colour unless the text has its own."""

    size: float
    weight: Literal["normal", "bold"] = "normal"
    align: Literal["start", "middle"] = "start"
    ink: str = INK


@dataclass
class Canvas:
    """Marks by layer, and the order of the layers, from the bottom up."""

    layers: tuple[str, ...]
    marks: dict[str, list[str]] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)

    def box(
        self,
        layer: str,
        at: tuple[float, float],
        size: tuple[float, float],
        fill: str,
        *,
        outline: str | None = None,
        told: str = "",
    ) -> None:
        """Add a rectangle by its upper left corner, width and height; `told` says in words what it shows."""
        words = f"<title>{_safe(told)}</title>" if told else ""
        line = f' stroke="{outline}" stroke-width="0.8"' if outline else ""
        (x, y), (wide, high) = at, size
        self._add(
            layer, f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="{fill}"{line}', words, "rect"
        )

    def hatch(self, layer: str, at: tuple[float, float], size: tuple[float, float], ink: str) -> None:
        """Add slanting lines over a rectangle."""
        self.looks.setdefault(layer, 'fill="none" stroke-width="1.1" stroke-opacity="0.55"')
        self._add(
            layer, f'<path transform="translate({at[0]:g},{at[1]:g})" d="{slants(*size)}" stroke="{ink}"', "", "path"
        )

    def text(self, layer: str, at: tuple[float, float], text: str, style: Style, ink: str | None = None) -> None:
        """Add text by its anchor, vertically the middle; all of one layer have the same style."""
        look = (
            f'font-family="{FONT}" font-size="{style.size:g}px" font-weight="{style.weight}" '
            f'text-anchor="{style.align}" fill="{style.ink}"'
        )
        self.looks.setdefault(layer, look)
        own = f' fill="{ink}"' if ink and ink != style.ink else ""
        y = at[1] + style.size * _BASELINE
        self._add(layer, f'<text x="{at[0]:g}" y="{y:g}"{own}', _safe(text), "text")

    def svg(self, size: tuple[float, float], told: str) -> str:
        """Return the picture as SVG; `told` says in words what it shows."""
        return "\n".join(self._lines(size, told)) + "\n"

    def render(self, suffix: str, size: tuple[float, float], told: str, *, scale: float) -> bytes:
        """Return the picture as the bytes of a `.png`, `.svg` or `.pdf` file.

        Parameters
        ----------
        suffix
            Ending of the file.
        size
            Width and height in pixels.
        told
            What the picture shows, in words.
        scale
            Pixels of a PNG for one of these.
        """
        svg = self.svg(size, told)
        if suffix == ".svg":
            return svg.encode()
        made: bytes = vl_convert.svg_to_png(svg, scale=scale) if suffix == ".png" else vl_convert.svg_to_pdf(svg)
        return made

    def _lines(self, size: tuple[float, float], told: str) -> Iterator[str]:
        wide, high = f"{size[0]:g}", f"{size[1]:g}"
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
            f'role="img" aria-labelledby="told"><title id="told">{_safe(told)}</title>'
        )
        yield f'<rect class="paper" width="{wide}" height="{high}" fill="{PAPER}"/>'
        for layer in self.layers:
            if self.marks.get(layer):
                yield " ".join(part for part in (f'<g class="{layer}"', self.looks.get(layer)) if part) + ">"
                yield from self.marks[layer]
                yield "</g>"
        yield "</svg>"

    def _add(self, layer: str, opening: str, inside: str, tag: str) -> None:
        if layer not in self.layers:
            raise KeyError(layer)
        self.marks.setdefault(layer, []).append(f"{opening}>{inside}</{tag}>" if inside else f"{opening}/>")


def slants(wide: float, high: float, gap: float = GAP) -> str:
    """Return slanting lines across a rectangle as a path from its upper left corner, none of them leaving it."""
    parts = []
    for step in range(1, int((wide + high) // gap) + 1):
        reach = step * gap
        x1, y1 = (reach, 0.0) if reach <= wide else (wide, reach - wide)
        x2, y2 = (0.0, reach) if reach <= high else (reach - high, high)
        parts.append(f"M{x1:g},{y1:g}L{x2:g},{y2:g}")
    return "".join(parts)


def _safe(text: str) -> str:
    return escape(one_line(text))
