"""Make the clone importable in its environment and lay the `studio` command: `python requirements/link.py CLONE`, run by that environment's own Python.

Both files work in any folder: with spaces, with Chinese, under any locale. The path file holds ASCII only, because Python reads it in the
locale's encoding before a word of ours runs; the command is a shell script, because a `#!` line can hold neither a space nor a long path.
"""

import sys
from pathlib import Path

COMMAND = """#!/bin/sh
# Starts Siyu Studio with the Python that lies beside this file.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit
export PYTHONUTF8=1
exec "$here/python" -P -c 'import sys; from studio.cli.main import main; sys.argv[0] = "studio"; sys.exit(main())' "$@"
"""


def link(clone: Path, *, packages: Path, programs: Path) -> None:
    """Lay `siyu_studio.pth` into `packages` and `studio` into `programs`."""
    (packages / "siyu_studio.pth").write_text(f"import sys; sys.path.append({str(clone)!a})\n", encoding="ascii")
    command = programs / "studio"
    command.write_text(COMMAND, encoding="ascii", newline="\n")
    command.chmod(0o755)


if __name__ == "__main__":
    import site

    link(Path(sys.argv[1]).absolute(), packages=Path(site.getsitepackages()[0]), programs=Path(sys.prefix) / "bin")
