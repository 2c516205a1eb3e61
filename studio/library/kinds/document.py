"""What every library document is: frozen, closed to unknown fields, and quick to say which field is wrong."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Document(BaseModel):
    """Base of the frozen types; a list is read as a tuple so that nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


def refused(zh: str, en: str, *, field: str = "", mend: tuple[str, str] = ("", "")) -> PydanticCustomError:
    """What a kind raises when its own rule is broken; `field` is a dotted path below the document (or the part) that refuses."""
    return PydanticCustomError("refused", "{en}", {"zh": zh, "en": en, "field": field, "mend": mend})
