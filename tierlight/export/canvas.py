"""A sheet on which rectangles, hatches, lines and text are put by the pixel, and drawn by Vega.

Each mark belongs to a named layer, and layers are drawn in the order in which they are named. Nothing here knows
what is drawn.
"""

from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any, Literal

import altair as alt

from tierlight.export.palette import INK, PAPER
from tierlight.export.typesetting import FONT

GAP = 8.0


@dataclass(frozen=True)
class Style:
    """How text looks: size in pixels, weight, where its anchor is, colour unless the mark has its own."""

    size: float
    weight: Literal["normal", "bold"] = "normal"
    align: Literal["left", "center"] = "left"
    ink: str = INK


@dataclass
class Canvas:
    """Marks by layer, and the order of the layers, from the bottom up."""

    layers: tuple[str, ...]
    marks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    styles: dict[str, Style] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)

    def box(self, layer: str, at: tuple[float, float], size: tuple[float, float], fill: str, **data: Any) -> None:
        """Add a rectangle by its upper left corner, width and height."""
        (x, y), (wide, high) = at, size
        self._add(layer, {"x": x, "y": y, "x2": x + wide, "y2": y + high, "fill": fill, **data})

    def hatch(self, layer: str, at: tuple[float, float], size: tuple[float, float], ink: str) -> None:
        """Add slanting lines over a rectangle; all of one layer have the same size."""
        (x, y), (wide, high) = at, size
        self.shapes.setdefault(layer, slants(wide, high))
        self._add(layer, {"x": x + wide / 2, "y": y + high / 2, "stroke": ink})

    def text(self, layer: str, at: tuple[float, float], text: str, style: Style, ink: str | None = None) -> None:
        """Add text by its anchor: vertically the middle; all of one layer have the same style."""
        self.styles.setdefault(layer, style)
        self._add(layer, {"x": at[0], "y": at[1], "text": text, "ink": ink or style.ink})

    def render(self, suffix: str, size: tuple[float, float], *, finding: str, scale: float) -> bytes:
        """Return the picture as the bytes of a `.png`, `.svg` or `.pdf` file.

        Parameters
        ----------
        suffix
            Ending of the file.
        size
            Width and height in pixels.
        finding
            What the picture shows; its alternative text.
        scale
            Pixels of a PNG for one of these.
        """
        made = self.chart(size, finding)
        if suffix == ".svg":
            text = StringIO()
            made.save(text, format="svg")
            return text.getvalue().encode()
        content = BytesIO()
        if suffix == ".png":
            made.save(content, format="png", scale_factor=scale)
        else:
            made.save(content, format="pdf")
        return content.getvalue()

    def chart(self, size: tuple[float, float], finding: str) -> alt.LayerChart:
        """Return the picture as a Vega-Lite chart."""
        drawn = [self._layer(name) for name in self.layers if self.marks.get(name)]
        made: alt.LayerChart = (
            alt.layer(*drawn)
            .properties(width=size[0], height=size[1], padding=0, background=PAPER, description=finding)
            .configure_view(stroke=None)
        )
        return made

    def _add(self, layer: str, mark: dict[str, Any]) -> None:
        if layer not in self.layers:
            raise KeyError(layer)
        self.marks.setdefault(layer, []).append(mark)

    def _layer(self, name: str) -> alt.Chart:
        base: alt.Chart = alt.Chart(alt.InlineData(values=self.marks[name])).properties(name=name)
        place = {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}
        if name in self.styles:
            style = self.styles[name]
            text: alt.Chart = base.mark_text(
                font=FONT,
                fontSize=style.size,
                fontWeight=style.weight,
                align=style.align,
                baseline="middle",
                aria=False,
            ).encode(**place, text="text:N", fill=alt.Fill("ink:N", scale=None))
            return text
        if name in self.shapes:
            lines: alt.Chart = base.mark_point(
                shape=self.shapes[name], size=4, filled=False, opacity=0.55, strokeWidth=1.1, aria=False
            ).encode(**place, stroke=alt.Stroke("stroke:N", scale=None))
            return lines
        return self._boxes(base, place, self.marks[name][0])

    def _boxes(self, base: alt.Chart, place: dict[str, Any], first: dict[str, Any]) -> alt.Chart:
        encoded: dict[str, Any] = {**place, "x2": "x2:Q", "y2": "y2:Q", "fill": alt.Fill("fill:N", scale=None)}
        outlined, told = "stroke" in first, "told" in first
        if outlined:
            encoded["stroke"] = alt.Stroke("stroke:N", scale=None)
        if told:
            encoded["description"] = "told:N"
        boxes: alt.Chart = base.mark_rect(strokeWidth=0.8 if outlined else 0, aria=told).encode(**encoded)
        return boxes


def slants(wide: float, high: float, gap: float = GAP) -> str:
    """Return slanting lines as a path around the middle of a rectangle, none of them leaving it.

    Vega scales a shape by half the root of its `size`: with size 4 the path is in pixels.
    """
    parts = []
    for step in range(1, int((wide + high) // gap) + 1):
        reach = step * gap
        x1, y1 = (reach, 0.0) if reach <= wide else (wide, reach - wide)
        x2, y2 = (0.0, reach) if reach <= high else (reach - high, high)
        parts.append(f"M{x1 - wide / 2:g},{y1 - high / 2:g}L{x2 - wide / 2:g},{y2 - high / 2:g}")
    return "".join(parts)
