"""The sign-ins of the example brand, kept in a small file so that the sign-in page can offer them; absent in a real installation."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from studio.errors import StudioError, Words, problem
from studio.private import own_file


@dataclass(frozen=True)
class DemoSignIn:
    """One demo person: what to type, and what the person does."""

    handle: str
    password: str
    name: str
    role: Words


_many = TypeAdapter(list[DemoSignIn])


def file_in(home: Path) -> Path:
    return home / "demo_sign_ins.json"


def write(home: Path, sign_ins: list[DemoSignIn]) -> None:
    """Offer these sign-ins on the sign-in page."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    own_file(file_in(home))
    file_in(home).write_bytes(_many.dump_json(sign_ins, indent=1))


def read(home: Path) -> list[DemoSignIn]:
    """The sign-ins on offer, none without the file; StudioError when the file is not what `write` makes."""
    path = file_in(home)
    if not path.exists():
        return []
    try:
        return _many.validate_json(path.read_bytes())
    except ValidationError as wrong:
        raise StudioError(
            problem(
                "演示账号文件读不懂", "the file of demo sign-ins is not understood", where=str(path), field=str(wrong.errors()[0]["loc"]),
                mend=("删掉它，再载入一次示例品牌", "delete it and load the example brand again"),
            )
        ) from None  # fmt: skip
