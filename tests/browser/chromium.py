"""A Chromium for the browser tests and the screenshots: found, or installed where that is allowed; never a reason to fail a build.

`python -m tests.browser.chromium` finds or installs one and says what it did; without one the browser tests skip and say why.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"), Path("/Applications/Chromium.app/Contents/MacOS/Chromium"))  # fmt: skip
FONTS = ("fonts-noto-cjk", "fonts-noto-color-emoji")
NPM_PACKAGE = "@sparticuz/chromium@153"
UNPACK = "import('@sparticuz/chromium').then(async it => console.log(await it.default.executablePath()))"
OURS = Path(sys.prefix) / "chromium"  # inside .venv: `make clean` takes it away again
HOW = "no Chromium found: install it (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk), or name one with CHROMIUM=/path/to/chrome"


@cache
def find_chromium() -> Path | None:
    """The Chromium to drive: $CHROMIUM, one on the PATH, a usual place, or the one that was unpacked into .venv."""
    if named := os.getenv("CHROMIUM"):
        return Path(named) if os.access(named, os.X_OK) else None
    on_path = (Path(found) for name in NAMES if (found := shutil.which(name)))
    return next((path for path in (*on_path, *ELSEWHERE, OURS / "tmp" / "chromium") if path.is_file()), None)


@contextmanager
def launched() -> "Iterator[Browser]":
    """A headless browser while the block runs; ask `find_chromium` first."""
    from playwright.sync_api import sync_playwright  # here, because it takes a second that `make test` need not wait for

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def has_chinese_face() -> bool:
    """Whether pages in Chinese show characters and not boxes; where nobody can be asked it is taken to be so."""
    lister = shutil.which("fc-list")
    return lister is None or bool(_said(lister, ":lang=zh", "family").strip())


def main() -> None:
    """Find or install; says in a line what there is, and what could not be had."""
    if find_chromium() is None and not os.getenv("CHROMIUM"):
        _install()
        find_chromium.cache_clear()
    found = find_chromium()
    sys.stdout.write(f"Chromium: {found}\n" if found else f"{HOW}\nThe browser tests will be skipped.\n")
    if found and not has_chinese_face() and not _apt(FONTS):
        sys.stdout.write(f"No Chinese font: pages will show boxes. Debian, Ubuntu: apt-get install {' '.join(FONTS)}\n")


def _install() -> None:
    if not _apt(("chromium", *FONTS)):
        _npm()


def _apt(packages: Sequence[str]) -> bool:
    """Install from the system's packages; only as root, and only where apt-get is."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    sys.stdout.write(f"Installing {', '.join(packages)} …\n")
    install = (apt, "install", "-y", "-qq", "--no-install-recommends", *packages)
    return _ran(*install) or (_ran(apt, "update", "-qq") and _ran(*install))


def _npm() -> bool:
    """Unpack a Chromium into .venv; needs node, but no rights."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return False
    sys.stdout.write(f"Installing {NPM_PACKAGE} …\n")
    (OURS / "tmp").mkdir(parents=True, exist_ok=True)
    unpacked = _ran(npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(OURS), NPM_PACKAGE) and _ran(
        node, "-e", UNPACK, cwd=OURS, extra={"TMPDIR": str(OURS / "tmp")}
    )
    if unpacked and _ran(str(OURS / "tmp" / "chromium"), "--version"):
        return True
    shutil.rmtree(OURS)  # one that does not start (a system library is missing) must not be found
    return False


def _ran(*command: str, cwd: Path | None = None, extra: dict[str, str] | None = None) -> bool:
    settings = {"DEBIAN_FRONTEND": "noninteractive"} | (extra or {})
    try:
        done = subprocess.run(["env", *(f"{k}={v}" for k, v in settings.items()), *command], cwd=cwd, timeout=900, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.stdout.write(f"{command[0]}: {error}\n")
        return False
    return done.returncode == 0


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout


if __name__ == "__main__":
    main()
