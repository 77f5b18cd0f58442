"""`tierlight demo`: the shipped data, from files to answers."""

from collections.abc import Iterator

import typer

from graph.explain import paths as strongest
from graph.workspace import Workspace
from queries import question
from queries.asking import ask
from tierlight import databases
from tierlight.commandline.answers import paths as shown_paths
from tierlight.commandline.command import Command
from tierlight.commandline.output import count, table, write
from tierlight.commandline.session import session
from tierlight.commands.run import shown
from tierlight.demo import AS_OF, DIMENSION, PRODUCT, QUESTIONS, WORKSPACE, load_demo, score
from tierlight.export.heatmap import FORMATS


def demo(context: typer.Context) -> None:
    """Load the shipped "EV battery" data into ./tierlight-demo, score them, and show what they say.

    Real mines, smelters and country figures behind three fictional electric cars. A workspace of the name that holds
    anything else is left alone.
    """
    here = session(context)
    with here.progress("loading the demo") as progress:
        report = load_demo(WORKSPACE, progress)
    workspace = Workspace.open(WORKSPACE)
    with here.progress("scoring and pushing risk to the products") as progress:
        run = score(workspace, progress)
    rows = count(report.read, "row")
    write(f"{WORKSPACE}: {count(len(report.tables), 'table')}, {rows}, {report.refused} refused; as of {AS_OF}\n")
    write(f"How exposed is each product?\n\n{shown(run)}\n")
    answer = strongest(run.analysis, PRODUCT, DIMENSION, top=3)
    write(f"Along which paths?\n\n{shown_paths(answer, run.name('products', PRODUCT))}")
    write("\n".join(_questions(workspace)))
    with here.progress("drawing heatmaps"):
        drawn = run.heatmap()
        for suffix in FORMATS:
            drawn.save(WORKSPACE / f"heatmap{suffix}")
    write(f"\nHeatmap: {WORKSPACE}/heatmap with {', '.join(FORMATS)}\n{drawn.finding}")
    write(NEXT)


def _questions(workspace: Workspace) -> Iterator[str]:
    with databases.named(workspace, "embedded") as database:
        answers = [ask(database, name, given, today=AS_OF) for name, given, _ in QUESTIONS]
    for (name, _, columns), answer in zip(QUESTIONS, answers, strict=True):
        chosen = [answer.columns.index(column) for column in columns]
        yield f"\n{question(name).answers}\n"
        header = [column.replace("_", " ") for column in columns]
        yield table(header, [[row[position] for position in chosen] for row in answer.rows])


NEXT = f"""
Try next

  tierlight --workspace {WORKSPACE} explain {PRODUCT} --dimension {DIMENSION} --by country
  tierlight --workspace {WORKSPACE} paths {PRODUCT} --dimension {DIMENSION} --measure material:co
  tierlight --workspace {WORKSPACE} queries
  tierlight template my-data"""

COMMAND = Command(run=demo, section="Data in")
