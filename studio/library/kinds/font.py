"""assets/fonts.yaml: faces for pictures, tried in order for each character."""

from typing import Literal

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug


class FontFace(Document):
    """A face stands in a file of the workspace, or in a file of a Python package that ships it."""

    slug: Slug
    name: Line
    package: str = ""  # justmytype_intl_cjk
    file: Line  # inside the package if one is named, else in the workspace
    role: Literal["text", "display", "fallback"] = "text"
    licence: Line


class Fonts(Document):
    faces: tuple[FontFace, ...] = Field(min_length=1)
