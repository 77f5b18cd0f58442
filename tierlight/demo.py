"""The shipped demo: real mines, smelters and country figures behind three fictional electric cars.

What it can and cannot say stands in `demo/ev-battery/README.md`.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from graph.errors import WorkspaceError
from graph.load import LoadReport, load
from graph.parameters import defaults
from graph.workspace import Workspace
from loaders import get
from loaders.extraction import extract
from tierlight.running import KeptRun, computed

FOLDER = Path(__file__).parent / "demo" / "ev-battery"
AS_OF = date(2026, 11, 23)
WORKSPACE = Path("tierlight-demo")
PRODUCT, DIMENSION = "EV-622", "LAB"
QUESTIONS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("listed_goods", {"product": PRODUCT}, ("material_name", "country_name", "stage", "world_share")),
    ("gate_breaches", {}, ("supplier_id", "supplier_name", "part_id", "contract_ref", "signed_on", "missing")),
    ("overdue_findings", {}, ("finding_id", "subject_name", "dimension", "severity", "due_on", "days_overdue")),
)
"""Questions of the catalogue that the demo answers, with their parameters and the columns shown."""


def load_demo(path: Path, progress: Callable[[int, int], None] | None = None) -> LoadReport:
    """Load the demo into the workspace at `path`, made if missing; a second time changes nothing.

    Raises
    ------
    WorkspaceError
        If the workspace holds anything else.
    """
    is_there = (path / "objects").is_dir()
    workspace = Workspace.open(path) if is_there else Workspace.create(path)
    read = extract(get("canonical"), [FOLDER])
    ours = {source.sha256 for source in read.sources}
    foreign = [made for made in workspace.loads() if {source.sha256 for source in made.sources} != ours]
    if foreign:
        raise WorkspaceError(
            f"{path}: holds other loads (such as load {foreign[0].load}, {foreign[0].format}), and the demo "
            "does not mix with them; run it in another folder, or remove this one"
        )
    return load(workspace, read, progress=progress)


def score(workspace: Workspace, progress: Callable[[int, int], None] | None = None) -> KeptRun:
    """Run the demo as of its own day, with the shipped parameters."""
    return computed(workspace, defaults(), AS_OF, progress=progress)
