"""`studio init`: a new workspace with the example brand's library."""

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from studio.errors import StudioError, problem
from studio.terminal import say

LIBRARY = ("personas", "content", "calendars", "assets")


def init(folder: Annotated[Path, typer.Argument(help="a new or empty folder")]) -> None:
    """新建一个工作区，带着示例品牌的资料库 (a new workspace with the example brand's library)."""
    if folder.exists() and any(folder.iterdir()):
        raise StudioError(
            problem("文件夹不是空的", "the folder is not empty", where=str(folder), mend=("换一个新文件夹", "choose a new folder"))
        )
    source = starter()
    folder.mkdir(parents=True, exist_ok=True)
    for name in LIBRARY:
        shutil.copytree(source / name, folder / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy2(source / "studio.toml", folder / "studio.toml")
    say(f"新工作区已建好 (new workspace): {folder}\n  cd {folder} && studio run")


def starter() -> Path:
    """The starter library: shipped inside the package, or the repository's own folders in a checkout."""
    packaged = Path(str(files("studio"))) / "starter"
    return packaged if packaged.exists() else Path(str(files("studio"))).parent
