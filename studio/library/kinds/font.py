"""assets/fonts.yaml: faces for pictures, tried in order for each character."""

from typing import Literal

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug


class FontFace(Document):
    slug: Slug
    name: Line
    package: str = ""  # a Python package that ships the face (justmytype-intl-cjk)
    file: str = ""  # or a path in the workspace
    role: Literal["text", "display", "fallback"] = "text"
    licence: Line


class Fonts(Document):
    faces: tuple[FontFace, ...] = Field(min_length=1)
