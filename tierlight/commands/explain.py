"""`tierlight explain`: what makes up a score."""

from typing import Annotated

import typer

from graph.explain import explain as explained
from tierlight.commandline.answers import parts
from tierlight.commandline.command import Command
from tierlight.commandline.options import Dimension, Json, Measure, Product, Top
from tierlight.commandline.output import write, write_json
from tierlight.commandline.session import asked


def explain(
    context: typer.Context,
    product: Product,
    *,
    dimension: Dimension = None,
    measure: Measure = "mean",
    by: Annotated[str, typer.Option(metavar="GROUP", help="site, supplier, country, material or part.")] = "site",
    top: Top = 10,
    as_json: Json = False,
) -> None:
    """Show what makes up a product's score: the parts shown and the remainder add up to it.

    Shares are of the score. An origin whose site nobody mapped stands under its country and material.
    """
    run, chosen = asked(context, product, dimension)
    answer = explained(run.analysis, product, chosen, measure=measure, by=by, top=top)
    if as_json:
        write_json({"run": run.id, **answer})
    else:
        write(parts(answer, run.name("products", product)))


COMMAND = Command(run=explain, section="Risk")
