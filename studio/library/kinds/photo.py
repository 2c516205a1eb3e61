"""assets/photos/<file>.licence.yaml: where a picture comes from and what may be done with it; beside every picture."""

from datetime import date

from pydantic import Field, field_validator

from studio.library.kinds.document import Document, Line

NOT_A_LICENCE = ("来自网络", "网络", "网图", "百度", "internet", "unknown", "未知", "google")


class PhotoLicence(Document):
    file: Line  # the picture's file name, in the same folder
    source: Line
    author: Line
    licence: Line  # CC0-1.0, CC-BY-4.0, Public-Domain, Own-Work …
    licence_url: str = ""
    expires_on: date | None = None
    shows: str = ""  # what is to be seen, for search and alt text
    tags: tuple[Line, ...] = ()  # words of the texts it fits: a post without a product shows the photo whose tags it names most
    focus: tuple[float, float] = Field(default=(0.5, 0.5))  # where the subject is, 0–1
    ai_made: bool = False

    @field_validator("licence", "source")
    @classmethod
    def is_a_licence(cls, value: str) -> str:
        if value.strip().lower() in NOT_A_LICENCE:
            raise ValueError(f"「{value}」不是授权 (not a licence)")
        return value
