"""`tierlight run`: the current data are scored, and the risk is pushed to the products."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from graph.parameters import with_profile
from tierlight.commandline.answers import exposures
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import write, write_json
from tierlight.commandline.session import day, session
from tierlight.running import KeptRun, computed, model


def run(
    context: typer.Context,
    *,
    profile: Annotated[Path | None, typer.Option(metavar="FILE", help="TOML file that replaces parameters.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Replace a parameter; repeatable.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of whatever is drawn at random.")] = 0,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day against which evidence ages; default: today.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Score the current snapshot, push the risk to its products, and make the result the current run.

    Shows each product by dimension: the headline, which is the larger of the mean and the exposure per risk
    material, with its interval; the mean and what of it nobody mapped; the worst site upstream.
    """
    here = session(context)
    workspace, _ = here.current()
    parameters = with_profile(profile, settings or [])
    begun = time.monotonic()
    with here.progress("scoring and pushing risk to the products") as progress:
        made = computed(workspace, parameters, day(as_of), seed=seed, progress=progress)
    for warning in made.record["warnings"]:
        here.say(f"warning: {warning}")
    if as_json:
        write_json(record(made, time.monotonic() - begun))
        return
    write(f"run {made.id[:12]} of snapshot {made.record['snapshot'][:12]} as of {made.record['as_of']}\n")
    write(shown(made))


def record(made: KeptRun, seconds: float) -> dict[str, Any]:
    """Return a run in the shape that `--json` prints."""
    kept = made.record
    return {
        "run": made.id,
        "snapshot": kept["snapshot"],
        "as_of": kept["as_of"],
        "parameters_hash": kept["parameters_hash"],
        "model": model(kept),
        "seconds": round(seconds, 3),
        "products": made.products,
    }


def shown(made: KeptRun) -> str:
    """Return the exposures of a run for people."""
    named = {entry["headline_of"] for entry in made.products} - {None, "mean"}
    names = {material: made.name("materials", material) for material in sorted(named)}
    return exposures(made.products, made.parameters, names)


COMMAND = Command(run=run, section="Risk")
