"""Write run.in and dev.in, the inputs of the lock files, from pyproject.toml."""

import tomllib
from pathlib import Path

here = Path(__file__).parent
project = tomllib.loads((here.parent / "pyproject.toml").read_text(encoding="utf-8"))
(here / "run.in").write_text("\n".join(project["project"]["dependencies"]) + "\n", encoding="utf-8")
(here / "dev.in").write_text("-r run.in\n" + "\n".join(project["dependency-groups"]["dev"]) + "\n", encoding="utf-8")
