"""The answers of a run as text for people: exposures, parts, paths.

Each function takes an answer in the shape that `--json` prints. Nothing here computes a score; a missing one
is called "no data" and never shown as 0.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.parameters import Parameters
from tierlight.commandline.output import NOTHING, clean, count, number, table
from tierlight.export.palette import band, bands

Answer = Mapping[str, Any]

SCALE = "0 is best, 1 is worst."
LEGEND = f"""headline: the larger of the mean and the exposure per risk material, with its interval; {SCALE}
~: more than half of it rests on origins that nobody mapped; read it with its interval.
findings: open findings at sites upstream, or about their operators."""

WIDTH = 100
"""Where a path is broken into lines."""


def exposures(products: Sequence[Answer], parameters: Parameters, names: Mapping[str, str]) -> str:
    """Return products by dimensions: headline with what it is of, mean, intervals, worst site.

    Parameters
    ----------
    products
        Entries of `run --json`, one per product and dimension.
    parameters
        Those of the run; they hold the cuts of the bands.
    names
        Names of materials by id.
    """
    header = ["", "headline", "band", "of", "from", "to", "mean", "unmapped", "confidence", "worst site"]
    blocks = []
    for product in dict.fromkeys(entry["id"] for entry in products):
        entries = [entry for entry in products if entry["id"] == product]
        rows = [_exposure(entry, parameters, names) for entry in entries]
        text = table([*header, "", "findings"], rows, right=[1, 4, 5, 6, 7, 8, 10, 11])
        blocks.append(f"{product}  {clean(entries[0]['name'])}\n{_indented(text)}")
    lacking = {entry["dimension"]: entry["reason"] for entry in products if entry["headline"] is None}
    reasons = [f"{dimension}: {reason}." for dimension, reason in lacking.items() if reason]
    return "\n\n".join([*blocks, "\n".join([LEGEND, *reasons])])


def _exposure(entry: Answer, parameters: Parameters, names: Mapping[str, str]) -> list[Any]:
    value = entry["headline"]
    if value is None:
        return [entry["dimension"], None, "no data", *[None] * 8, entry["open_findings"]]
    of, worst = entry["headline_of"], entry["worst_site"]
    mark = "~" if (entry["headline_unmapped"] or 0) > 0.5 else ""
    return [
        entry["dimension"],
        f"{mark}{number(value)}",
        band(value, bands(parameters)).name,
        "the mean" if of == "mean" else names.get(of, of),
        entry["headline_low"],
        entry["headline_high"],
        entry["mean"],
        percent(entry["unmapped"]),
        entry["confidence"],
        worst["id"] if worst else None,
        worst["score"] if worst else None,
        entry["open_findings"],
    ]


def parts(answer: Answer, name: str) -> str:
    """Return what makes up a score, the remainder and the total.

    Parameters
    ----------
    answer
        In the shape of `explain --json`.
    name
        Name of the product.
    """
    score, by = answer["score"], answer["by"]
    rows = [
        [number(part["contribution"]), percent(_share(part["contribution"], score)), *_named(part)]
        for part in answer["parts"]
    ]
    if abs(answer["remainder"]) > 5e-10:
        rest = f"all other {'work and materials' if by == 'material' else plural(by)}"
        rows.append([number(answer["remainder"]), percent(_share(answer["remainder"], score)), rest, ""])
    rows.append([number(score), "100 %", "the score", ""])
    return f"{heading(answer, name)} By {by}:\n\n" + table(["adds", "share", by, ""], rows, right=[0, 1])


def paths(answer: Answer, name: str) -> str:
    """Return the strongest paths, each from its source to the product, and how much of the score they cover.

    Parameters
    ----------
    answer
        In the shape of `paths --json`.
    name
        Name of the product.
    """
    lines = [heading(answer, name), ""]
    for rank, path in enumerate(answer["paths"], 1):
        added = f"{number(path['contribution'])} ({percent(_share(path['contribution'], answer['score']))})"
        steps = [*(_node(node) for node in path["nodes"][:-1]), clean(path["nodes"][-1]["id"])]
        lines += [f"{rank:>2}. adds {added}", *_wrapped(steps, " → "), f"      {_weakest(path)}"]
        if path.get("evidence"):
            lines.append(f"      evidence: {', '.join(_evidence(entry) for entry in path['evidence'])}")
    shown, rest = count(len(answer["paths"]), "path"), number(answer["remainder"])
    lines += ["", f"{shown}, {percent(answer['covered'])} of the score; all others together add {rest}."]
    return "\n".join(lines)


def _wrapped(steps: Sequence[str], between: str) -> list[str]:
    """Return steps on lines of at most `WIDTH` where they fit, indented."""
    lines = [" " * 6]
    for position, step in enumerate(steps):
        text = step if position == 0 else between.lstrip() + step
        if position and len(lines[-1]) + len(text) + 1 > WIDTH:
            lines.append(" " * 8 + text)
        else:
            lines[-1] += text if position == 0 else f" {text}"
    return lines


def _evidence(entry: Answer) -> str:
    until = f" to {entry['expires_on']}" if entry.get("expires_on") else ""
    return clean(f"{entry['kind']} {entry['id']}{until}")


def heading(answer: Answer, name: str) -> str:
    """Return the sentence that says which score is meant."""
    measure = answer["measure"]
    what = "Mean exposure" if measure == "mean" else f"Exposure per risk material {measure.removeprefix('material:')}"
    product = f"{answer['product']} ({clean(name)})"
    return f"{what} of {product}, {answer['dimension']}: {number(answer['score'])}; {SCALE}"


def percent(share: float | None) -> str:
    """Return a share as per cent, a dash if there is none."""
    if share is None:
        return NOTHING
    return f"{share * 100:.0f} %" if share == 0 or share >= 0.0995 else f"{share * 100:.1f} %"


def plural(noun: str) -> str:
    """Return the plural of one of the groupings."""
    return "countries" if noun == "country" else f"{noun}s"


def _named(part: Answer) -> tuple[str, str]:
    return part["id"], "" if part["name"] == part["id"] else part["name"]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _node(node: Answer) -> str:
    identifier, name = _known_as(node), clean(node["name"] or "")
    return identifier if not name or name == identifier else f"{identifier} ({name})"


def _known_as(node: Answer) -> str:
    """Return the id of a node, or the words for what nobody mapped: that has no id to look up."""
    unmapped = node["label"] in ("Origin", "Unknown", "Mix", "Twin")
    return clean(node["name"] if unmapped else node["id"])


def _weakest(path: Answer) -> str:
    link = path["weakest_link"]
    known = {f"{node['label']}:{node['id']}": _known_as(node) for node in path["nodes"]}
    start, end = (known.get(link[side], clean(link[side])) for side in ("from", "to"))
    slot = f", slot {clean(link['slot'])}" if link.get("slot") else ""
    sure = f", confidence {number(link['confidence'])}" if "confidence" in link else ""
    return f"weakest link: {start} → {end}{slot}{sure}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
