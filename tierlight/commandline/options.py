"""Options that several commands share, each spelled and explained once."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.", show_default=False)]

Dimension = Annotated[
    str | None,
    typer.Option(metavar="DIMENSION", help="A risk dimension, such as LAB; default: the gravest."),
]

Measure = Annotated[
    str,
    typer.Option(metavar="MEASURE", help="'mean', or 'material:ID' for the exposure per risk material."),
]

Top = Annotated[int, typer.Option(min=1, metavar="N", help="How many to show; the rest is summed up.")]

Product = Annotated[str, typer.Argument(metavar="PRODUCT", help="Id of a product.")]

Database = Annotated[str, typer.Option(metavar="NAME", help="Which graph database: embedded or neo4j.")]
