"""`tierlight paths`: the strongest ways from a source of risk to a product."""

import typer

from graph.explain import paths as strongest
from tierlight.commandline.answers import paths as shown
from tierlight.commandline.command import Command
from tierlight.commandline.options import Dimension, Json, Measure, Product, Top
from tierlight.commandline.output import write, write_json
from tierlight.commandline.session import asked


def paths(
    context: typer.Context,
    product: Product,
    *,
    dimension: Dimension = None,
    measure: Measure = "mean",
    top: Top = 10,
    as_json: Json = False,
) -> None:
    """Show the strongest exposure paths to a product, each from its source, with its weakest link.

    A path adds the risk of its source times the shares on the way. The paths shown and the remainder add up to the
    score.
    """
    run, chosen = asked(context, product, dimension)
    answer = strongest(run.analysis, product, chosen, measure=measure, top=top)
    for path in answer["paths"]:
        path["evidence"] = run.evidence(path["nodes"][0], chosen)
    if as_json:
        write_json({"run": run.id, **answer})
    else:
        write(shown(answer, run.name("products", product)))


COMMAND = Command(run=paths, section="Risk")
