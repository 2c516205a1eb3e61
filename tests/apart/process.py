"""`python -m tests.apart.process DATABASE REPORT web …`: the studio's own command; the walk waits for its signal, or comes when the command ends."""

import sys
from pathlib import Path

from tests.apart.walk import watch_for_the_signal, write_down

if __name__ == "__main__":
    database, report = sys.argv[1], Path(sys.argv[2])
    sys.argv = ["studio", *sys.argv[3:]]
    watch_for_the_signal(database, report)
    from studio.cli.main import main

    try:
        code = main()
    except SystemExit as end:
        code = end.code
    if not report.exists():
        write_down(database, report)
    sys.exit(code)
