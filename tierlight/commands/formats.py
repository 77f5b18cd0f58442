"""`tierlight formats`: what can be read."""

from loaders import catalogue
from loaders.loader import Loader
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import write, write_json


def formats(*, as_json: Json = False) -> None:
    """List the formats that 'tierlight load' reads, and where such files come from."""
    loaders = list(catalogue().values())
    if as_json:
        write_json({"formats": [_record(loader) for loader in loaders]})
        return
    for loader in loaders:
        write(f"{loader.name}: {loader.title}")
        write(f"  reads {loader.reads}")
        write(f"  from  {loader.where}")
        for option in loader.options:
            write(f"  --{option.name}  {option.meaning}")


def _record(loader: Loader) -> dict[str, object]:
    return {
        "name": loader.name,
        "title": loader.title,
        "reads": loader.reads,
        "where": loader.where,
        "tables": loader.tables,
        "publisher": loader.publisher,
        "licence": loader.licence,
        "url": loader.url,
        "options": [{"name": option.name, "meaning": option.meaning} for option in loader.options],
    }


COMMAND = Command(run=formats, section="Data in")
