"""`tierlight export graph`: the strongest paths for other programs, or as a page."""

from pathlib import Path
from typing import Annotated

import typer

from graph.explain import paths as strongest
from tierlight.commandline.answers import heading, percent
from tierlight.commandline.command import Command
from tierlight.commandline.options import Dimension, Json, Measure, Top
from tierlight.commandline.output import count, write, write_json
from tierlight.commandline.session import asked
from tierlight.export.pathfile import write_paths


def graph(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .graphml, .gexf or .html.")],
    *,
    product: Annotated[str, typer.Option(metavar="PRODUCT", help="Id of the product the paths lead to.")],
    dimension: Dimension = None,
    measure: Measure = "mean",
    top: Top = 30,
    as_json: Json = False,
) -> None:
    """Write the strongest exposure paths to a product as GraphML, GEXF or a page that needs nothing else."""
    run, chosen = asked(context, product, dimension)
    answer = strongest(run.analysis, product, chosen, measure=measure, top=top)
    about = run.provenance(product=product, dimension=chosen, measure=measure, top=str(top)).about()
    about |= {"paths": str(len(answer["paths"])), "share of the score": percent(answer["covered"])}
    title = heading(answer, run.name("products", product))
    write_paths(file, answer, about, title, scores=run.scores, parameters=run.parameters)
    if as_json:
        write_json({"file": file, **about})
    else:
        write(f"{file}: {count(len(answer['paths']), 'path')} to {product}, {chosen}")


COMMAND = Command(run=graph, section="Ask and publish")
