"""Tierlight: which suppliers, sites, materials and countries put a product at risk, and along which paths."""

import sys
from pathlib import Path

__version__ = "0.1.0"

# `graph`, `loaders` and `queries` are too common to claim in site-packages: a wheel carries them in
# `tierlight/_root`, a checkout beside this folder. Whichever it is comes first on the path.
_installed = Path(__file__).parent / "_root"
ROOT = _installed if _installed.is_dir() else Path(__file__).parent.parent
if str(ROOT) not in sys.path[:1]:
    sys.path.insert(0, str(ROOT))


def main() -> None:
    """Run the command line."""
    from tierlight.commandline.application import main as run  # noqa: PLC0415  the path has to be set first

    run()
